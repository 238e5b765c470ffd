// SPDX-License-Identifier: MIT
// Limits and time-outs of the POP3 machine.
#pragma once

#include <cstddef>
#include <cstdint>

#include "tegami/base/time.h"

namespace tegami {

// RFC 2449 §4: a command has 255 octets at most, its line end included. Longer user names and passwords are refused.
inline constexpr size_t kPop3CommandLineMaxBytes = 255;
// RFC 2449 §4: the first line of a reply has 512 octets. Of a longer one the rest is dropped.
inline constexpr size_t kPop3LineMaxBytes = 512;
// Lines of the answer to CAPA. Real servers send fewer than 20; one that never ends is cut off here.
inline constexpr size_t kPop3CapaLinesMax = 128;

// RFC 1939 names no time-out for clients (only §3's ten minutes for servers); these are those of a person who waits.
inline constexpr int64_t kPop3ReplyTimeoutMs = 2 * kMsPerMinute;
// Reply to a log-in: servers lock the maildrop and may read all of it first.
inline constexpr int64_t kPop3LogInTimeoutMs = 5 * kMsPerMinute;
// The TLS handshake, from kStartTls on.
inline constexpr int64_t kPop3TlsTimeoutMs = 2 * kMsPerMinute;
// QUIT that the connection does not take.
inline constexpr int64_t kPop3QuitTimeoutMs = 5 * kMsPerSecond;

}  // namespace tegami
