// SPDX-License-Identifier: MIT
// Checks on the client's settings before anything is sent.
#include "oauth/client.h"

#include "tegami/base/status.h"

namespace tegami {
namespace {

// RFC 6749 appendix A: VSCHAR, and spaces between scopes. Nothing else may reach a form or a header.
Status CheckPrintable(std::string_view text, size_t limit) {
  if (text.size() > limit) return Fail(Error::kTooLong);
  for (const char c : text) {
    if (c < 0x20 || c > 0x7E) return Fail(Error::kInvalidCharacter);
  }
  return {};
}

Status CheckEndpoint(std::string_view endpoint, UrlRule rule) {
  if (endpoint.empty()) return {};
  const Result<Url> url = ParseUrl(endpoint, rule);
  return url ? Status() : Fail(url.error());
}

}  // namespace

Status CheckOauthClient(const OauthClient& client) {
  if (client.client_id.empty() || client.token_endpoint.empty()) return Fail(Error::kInvalidArgument);
  TEGAMI_TRY(CheckPrintable(client.client_id, kClientIdMaxBytes));
  TEGAMI_TRY(CheckPrintable(AsText(client.client_secret), kClientSecretMaxBytes));
  TEGAMI_TRY(CheckPrintable(client.scope, kScopeMaxBytes));
  for (const char c : client.language) {
    const bool alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!alphanumeric && c != '-') return Fail(Error::kInvalidCharacter);
  }
  TEGAMI_TRY(CheckEndpoint(client.device_endpoint, client.endpoint_rule));
  TEGAMI_TRY(CheckEndpoint(client.token_endpoint, client.endpoint_rule));
  return CheckEndpoint(client.revocation_endpoint, client.endpoint_rule);
}

}  // namespace tegami
