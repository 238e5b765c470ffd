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
  std::string_view media_type;   // "application/pdf"
};

// Views: Submit() copies what it keeps. Addresses are RFC 5321 mailboxes, "scanner@contoso.example".
struct MailJob {
  JobKind kind = JobKind::kScanToMail;
  AccountId account = kMailAccount;
  std::span<const std::string_view> to;
  std::span<const std::string_view> cc;
  std::span<const std::string_view> bcc;
  std::string_view subject;  // UTF-8, kSubjectMaxBytes
  std::string_view text;     // UTF-8, kMailTextMaxBytes; lines end with LF or CRLF
  std::span<const Attachment> attachments;
};

}  // namespace tegami
