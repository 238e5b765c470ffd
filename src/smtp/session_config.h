// SPDX-License-Identifier: MIT
// How one SMTP session shall connect and who it is.
#pragma once

#include <cstdint>
#include <string_view>

#include "smtp/failure.h"

namespace tegami {

enum class SmtpSecurity : uint8_t {
  kNone,
  kStartTls,  // RFC 3207; fails where it is not offered
  kImplicit,  // RFC 8314 §3.3: TLS first (port 465)
};

enum class SmtpAuth : uint8_t {
  kNone,
  kAuto,         // by what is offered: token: XOAUTH2, OAUTHBEARER; password: PLAIN, LOGIN
  kXoauth2,      // Google's and Microsoft's
  kOauthBearer,  // RFC 7628
  kPlain,        // RFC 4616
  kLogin,
};

enum class SmtpBinary : uint8_t {
  kOff,
  kOn,  // BODY=BINARYMIME where the server offers BINARYMIME and CHUNKING
};

// Ways to send a body that this server refused although it offered them: to be remembered by the caller.
struct SmtpRefusedWays {
  bool binary = false;    // BODY=BINARYMIME
  bool chunking = false;  // BDAT

  constexpr bool operator==(const SmtpRefusedWays&) const = default;
};

// All views are read until the session wants kReady or has ended; the secrets are not read later than that.
struct SmtpConfig {
  std::string_view client_name;  // RFC 5321 §4.1.1.1: a domain name or an address literal ("[192.0.2.1]")
  std::string_view host;         // OAUTHBEARER tells it to the server; may be empty
  uint16_t port = 0;             // the same; 0: not told
  SmtpSecurity security = SmtpSecurity::kStartTls;
  SmtpAuth auth = SmtpAuth::kAuto;
  std::string_view user;
  std::string_view token;                   // access token (RFC 6750 §2.1 b64token); either this or `password`
  std::string_view password;                // no NUL
  bool allow_password_without_tls = false;  // an administrator's own choice; tokens never travel without TLS
  SmtpBinary binary = SmtpBinary::kOff;
  SmtpRefusedWays refused_ways;  // what earlier sessions with this server found out
  int64_t timeout_cap_ms = 0;    // upper bound of every named time-out, for tests; 0: none
};

// What Begin() would refuse, for callers that want to know before they connect: kNone, kBadConfig, kBadSecret or
// kNoTlsForSecret.
[[nodiscard]] SmtpCause CheckSmtpConfig(const SmtpConfig& config);

}  // namespace tegami
