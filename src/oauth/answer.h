// SPDX-License-Identifier: MIT
// The answer of an authorization server: told apart from an outage, and read.
#pragma once

#include <optional>
#include <span>

#include "http/response.h"
#include "oauth/client.h"
#include "oauth/failure.h"

namespace tegami {

// RFC 6749 §5.2 and its relatives; kOther: not in error_oauth.def.
enum class OauthError : uint8_t {
  kNone,
#define TEGAMI_OAUTH_ERROR(name, text, failure_class, cause) name,
#include "oauth/error_oauth.def"
#undef TEGAMI_OAUTH_ERROR
  kOther,
};

enum class OauthReply : uint8_t {
  kGood,    // 2xx with a JSON object and no error in it
  kError,   // a JSON object with `error`: somebody who knows has spoken
  kOutage,  // anything else: nothing is known, and nothing is concluded
};

struct OauthJudgement {
  OauthReply reply = OauthReply::kOutage;
  OauthError error = OauthError::kNone;
  int64_t pause_ms = 0;  // Retry-After, or what the error demands; at most kRetryAfterMaxMs
};

// Judges a response and fills `failure` (cleared first). Of kGood, class and cause stay kNone.
// `secrets`: what must not be kept even where the server echoes it.
OauthJudgement JudgeResponse(const HttpResponse& response, std::span<const ConstBytes> secrets, OauthFailure& failure);

// Some servers take a secret in the form only, against RFC 6749 §2.3.1, and say so by invalid_client alone. Whether
// this may be one: then `client` shows it so from now on, and the request is to be made again.
[[nodiscard]] bool TryOtherClientAuth(const OauthJudgement& judgement, const OauthFailure& failure,
                                      OauthClient& client);

// The failure of a request that got no response.
void JudgeOutage(OauthOutage why, OauthFailure& failure);

}  // namespace tegami
