// SPDX-License-Identifier: MIT
// Authorization server metadata (RFC 8414; OpenID Connect Discovery 1.0): where they are, and what they say.
#pragma once

#include "http/response.h"
#include "oauth/client.h"
#include "oauth/failure.h"

namespace tegami {

struct ServerMetadata {
  OauthEndpoints endpoints;
  OauthClientAuth client_auth = OauthClientAuth::kBasic;
};

// RFC 8414 §3.1: the well-known part stands between host and path. `issuer`: an https URL without a '/' at its end.
//   kTooLong  does not fit
[[nodiscard]] Result<size_t> WriteOauthMetadataUrl(std::string_view issuer, Bytes into);

// OpenID Connect Discovery §4.1: it stands at the end.
[[nodiscard]] Result<size_t> WriteOpenIdMetadataUrl(std::string_view issuer, Bytes into);

// Reads what matters of a metadata document. kNone, or kNotAnAnswer, kWrongIssuer, kNoDeviceEndpoint, kBadEndpoint.
[[nodiscard]] OauthCause ReadServerMetadata(const HttpResponse& response, std::string_view issuer, UrlRule rule,
                                            ServerMetadata& metadata);

}  // namespace tegami
