// SPDX-License-Identifier: MIT
// The token response (RFC 6749 §5.1) and the id_token in it.
#pragma once

#include "http/response.h"
#include "oauth/client.h"
#include "oauth/failure.h"
#include "oauth/token_set.h"

namespace tegami {

// Reads it into `tokens` and wipes the body. What the answer lacks is kept: the refresh token (RFC 6749 §6), the scope
// (§5.1: then it is the one asked for) and the claims. `replaced`: there was a new refresh token, and tokens.refresh
// has it, whatever the cause returned.
//   kNone           all is well
//   kNotAnAnswer    no access token in it, or no JSON
//   kTokenUnusable  a token is too long or has a forbidden character, or token_type is not Bearer
//   kScopeMissing   the SMTP scope was not granted
//   kNoMemory       there was none for the access token; all else is in `tokens`. Or none for the answer: nothing is
[[nodiscard]] OauthCause ReadTokenAnswer(const HttpResponse& response, const OauthClient& client, TokenSet& tokens,
                                         bool& replaced, Instant now);

// Decodes the payload of `id_token` (a JWS in compact form, RFC 7515 §3.1) into `room`; returns its octets.
//   kInvalidArgument  not of three parts, or not base64url
//   kTooLong          `room` is too small
[[nodiscard]] Result<size_t> DecodeIdToken(std::string_view id_token, Bytes room);

// Reads claims for display from a decoded payload. False: no JSON object; `claims` is unchanged then.
[[nodiscard]] bool ReadIdClaims(ConstBytes payload, IdClaims& claims);

}  // namespace tegami
