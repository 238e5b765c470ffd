// SPDX-License-Identifier: MIT
// Limits and time-outs of the SMTP machine alone; those that others share are in tegami/config.h.
#pragma once

#include <cstddef>
#include <cstdint>

#include "tegami/base/time.h"

namespace tegami {

// Work buffer: one command line with two long parameters, or a piece of a body.
inline constexpr size_t kSmtpWorkMinBytes = 2048;
// A body up to this goes out in one flight with MAIL and RCPT; before a larger one the recipients' replies are read, so
// that it is not sent for nobody. At 1 Mbit/s up, 32 KiB take a quarter of a second: about one round trip.
inline constexpr uint64_t kSmtpPipelinedBodyMaxBytes = 32 * 1024;
// Of one refused recipient's reply.
inline constexpr size_t kSmtpRecipientTextMaxBytes = 200;
// RFC 4954 §4: a base64 line of the AUTH exchange; longer ones are refused before they are sent.
inline constexpr size_t kSmtpAuthLineMaxBytes = 12288;

// RFC 5321 §4.5.3.2: what a client waits for.
inline constexpr int64_t kSmtpGreetingTimeoutMs = 5 * kMsPerMinute;
inline constexpr int64_t kSmtpCommandTimeoutMs = 5 * kMsPerMinute;  // EHLO, STARTTLS, AUTH, MAIL, RCPT, RSET
inline constexpr int64_t kSmtpDataTimeoutMs = 2 * kMsPerMinute;
inline constexpr int64_t kSmtpBlockTimeoutMs = 3 * kMsPerMinute;
inline constexpr int64_t kSmtpFinalTimeoutMs = 10 * kMsPerMinute;
// All of one mail, from MAIL to its last octet: this, and more for each recipient and for what was sent. A server that
// takes a little each time, and in time, ends here; one that reads as slowly as the slowest modem does not. The last
// reply has its own time behind it: whoever gives up then may send the mail twice.
inline constexpr int64_t kSmtpMailTimeMs = 10 * kMsPerMinute;
inline constexpr int64_t kSmtpMailTimePerRecipientMs = kMsPerMinute;
inline constexpr int64_t kSmtpSlowestBytesPerSecond = 1024;
// The TLS handshake, from kStartTls on.
inline constexpr int64_t kSmtpTlsTimeoutMs = 2 * kMsPerMinute;
// QUIT that the connection does not take.
inline constexpr int64_t kSmtpQuitTimeoutMs = 5 * kMsPerSecond;

}  // namespace tegami
