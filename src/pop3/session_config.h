// SPDX-License-Identifier: MIT
// How one POP3 session shall connect and who it is.
#pragma once

#include <cstdint>
#include <string_view>

#include "pop3/failure.h"

namespace tegami {

enum class Pop3Security : uint8_t {
  kNone,
  kStls,      // RFC 2595 §4; fails where it is not offered
  kImplicit,  // RFC 8314 §3.2: TLS first (port 995)
};

// The views are read until the session wants kClosed or has failed.
struct Pop3Config {
  Pop3Security security = Pop3Security::kStls;
  std::string_view user;
  std::string_view password;                // may have spaces (RFC 1939 §7); no control character
  bool allow_password_without_tls = false;  // an administrator's own choice; APOP is no exception (decision 10)
  int64_t timeout_cap_ms = 0;               // upper bound of every named time-out, for tests; 0: none
};

// What Begin() would refuse, for callers that want to know before they connect: kNone, kBadConfig, kBadSecret or
// kNoTlsForSecret.
[[nodiscard]] Pop3Cause CheckPop3Config(const Pop3Config& config);

}  // namespace tegami
