// SPDX-License-Identifier: MIT
// Why a sign-in or a refresh failed: what to do (class), what to say (cause), and the service's own words.
#pragma once

#include <cstdint>

#include "oauth/limits.h"
#include "tegami/base/renew.h"
#include "tegami/base/text.h"
#include "tegami/config.h"

namespace tegami {

// What the device does about it. Decided on `error` and the HTTP status alone: Microsoft warns that numbers and texts
// change. Numbers may only make us more patient: one of a transient condition (AADSTS50196, 90033, ...) turns a
// definite error into a transient one, and one of a policy or a registration spares the mark (TokenVerdict). A number
// that is wrong, or new, never costs a token.
enum class OauthClass : uint8_t {
#define TEGAMI_OAUTH_CLASS(name, text) name,
#include "oauth/failure.def"
#undef TEGAMI_OAUTH_CLASS
};

// What people are told: the key of a text. Chosen by the AADSTS number where it is known, by `error` otherwise.
enum class OauthCause : uint8_t {
#define TEGAMI_OAUTH_CAUSE(name, text) name,
#include "oauth/failure.def"
#undef TEGAMI_OAUTH_CAUSE
};

// What becomes of a stored refresh token. kKeep unless the provider said definitely that it is dead (class
// kSignInAgain, and no advice that the administrator or the configuration is the matter); the record is kept even then,
// until a new sign-in replaces it.
enum class TokenVerdict : uint8_t {
  kKeep,
  kMarkExpired,      // 361
  kMarkSignInAgain,  // 370
};

// Why no response came, as the transport knows it.
enum class OauthOutage : uint8_t {
  kUnreachable,      // name, route, connection, proxy, TLS
  kTimedOut,         // connected, then silence
  kBrokenAnswer,     // HttpExchange failed otherwise
  kStaleConnection,  // HttpExchange::stale_connection(): repeat at once on a new one
};

struct OauthFailure {
  OauthClass failure_class = OauthClass::kNone;
  OauthCause cause = OauthCause::kNone;
  // Who the AADSTS row says must act: advice for the text, where it differs from the class. kNone: no number known.
  OauthClass advice = OauthClass::kNone;
  TokenVerdict verdict = TokenVerdict::kKeep;
  uint16_t http_status = 0;  // 0: no response
  uint32_t aadsts = 0;       // 0: none
  // The service's own words. Control characters are spaces, whatever looks like a token is masked; otherwise untrusted:
  // escape them.
  Text<kOauthErrorNameMaxBytes> error;
  Text<kOauthSuberrorMaxBytes> suberror;
  Text<kErrorTextMaxBytes> description;
  Text<kOauthTraceIdMaxBytes> correlation_id;  // Microsoft's support asks for these two
  Text<kOauthTimestampMaxBytes> timestamp;

  void Clear() { Renew(*this); }
};

// The enumerator's name ("kSignInAgain"), for logs. Static storage.
const char* OauthClassName(OauthClass failure_class);
const char* OauthCauseName(OauthCause cause);

}  // namespace tegami
