// SPDX-License-Identifier: MIT
// One mail to be sent, as firmware hands it in.
#pragma once

#include <span>
#include <string_view>

#include "tegami/base/byte_source.h"
#include "tegami/config.h"

namespace tegami {

using JobId = uint32_t;  // 1 and up; rises with every job, also across reboots

enum class JobKind : uint8_t { kScanToMail, kFaxToMail, kToMyEmail, kNotification, kTestMail };

// Which account sends: 0 the mail server's, 1 the fax server's, from 2 the users'.
using AccountId = uint16_t;
inline constexpr AccountId kMailAccount = 0;
inline constexpr AccountId kFaxAccount = 1;
inline constexpr AccountId kFirstUserAccount = 2;

struct Attachment {
  ByteSource* source = nullptr;  // must live until the job has ended
  std::string_view file_name;    // UTF-8, kFileNameMaxBytes
  std::string_view media_type;   // "application/pdf": RFC 6838 §4.2, kMediaTypeMaxBytes
};

// Views: Submit() copies what it keeps. A job to My Email without a recipient goes to its account's own address.
// Addresses are RFC 5321 mailboxes, "scanner@contoso.example".
struct MailJob {
  JobKind kind = JobKind::kScanToMail;
  AccountId account = kMailAccount;
  std::span<const std::string_view> to;
  std::span<const std::string_view> cc;
  std::span<const std::string_view> bcc;
  std::string_view subject;  // UTF-8, kSubjectMaxBytes
  std::string_view text;     // UTF-8, kMailTextMaxBytes; lines end with LF or CRLF
  std::span<const Attachment> attachments;
  // Splits what is larger than one mail may be: at attachments' boundaries, into mails numbered "(1/3)" in the subject.
  bool split_large = false;
  uint32_t split_at_kib = 0;  // no mail larger than this, where the account or the server takes more; 0: their limit
};

}  // namespace tegami
