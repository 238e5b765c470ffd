// SPDX-License-Identifier: MIT
// From whom and to whom one mail goes, and what the server said of each recipient.
#pragma once

#include <span>
#include <string_view>

#include "smtp/answer.h"
#include "tegami/base/bytes.h"

namespace tegami {

struct SmtpRecipient {
  // In: without angle brackets, no control characters, at most kMailAddressMaxBytes.
  std::string_view address;
  // Out: the reply to RCPT; code 0 where the server was not asked.
  SmtpAnswer answer;
  // Out: its words where it refused, in the envelope's text_room; empty where that is full. Not escaped.
  std::string_view text;
};

// Everything here must live until the session wants kMailDone or has ended; the results as long as they are read.
struct SmtpEnvelope {
  std::string_view sender;
  std::span<SmtpRecipient> recipients;  // 1 to kRecipientsMax
  Bytes text_room;                      // for SmtpRecipient::text; may be empty
  // Ask for sender and recipients, and send no mail: kAccepted means that they were taken. What the server has open
  // then ends with QUIT (RFC 5321 §4.1.1.10), or with RSET before the next mail.
  bool probe = false;
};

enum class SmtpMailOutcome : uint8_t {
  kNone,      // nothing submitted, or still under way
  kAccepted,  // for all recipients
  kPartial,   // for some: see each one's answer
  kRefused,   // for none, and that is certain: see failure()
  kUnknown,   // the connection was lost between the last octet and the reply: see failure()
};

}  // namespace tegami
