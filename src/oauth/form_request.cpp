// SPDX-License-Identifier: MIT
// The form, and behind it in the same room what goes into the head.
#include "oauth/form_request.h"

#include <algorithm>

#include "codec/base64.h"
#include "tegami/base/secret.h"

namespace tegami {
namespace {

constexpr std::string_view kBasic = "Basic ";

// RFC 6749 §2.3.1: base64 of the form-encoded id, a colon and the form-encoded secret. Returns the field's value.
Result<std::string_view> WriteBasic(const OauthClient& client, Bytes room) {
  FormWriter pair(room);
  pair.Add(client.client_id, AsText(client.client_secret));
  TEGAMI_TRY(pair.status());
  const Bytes plain = room.first(pair.size());
  *std::find(plain.begin(), plain.end(), '=') = ':';
  const Bytes into = room.subspan(plain.size());
  const size_t size = kBasic.size() + static_cast<size_t>(Base64Size(plain.size()));
  if (size > into.size()) return Fail(Error::kTooLong);
  CopyBytes(into, AsBytes(kBasic));
  EncodeBase64(plain, into.subspan(kBasic.size()));
  Wipe(plain);
  return AsText(into.first(size));
}

}  // namespace

Status FormRequest::Finish(const OauthClient& client, std::string_view endpoint, std::string_view language,
                           HttpRequest& request) {
  request = HttpRequest();
  const bool secret = !client.client_secret.empty();
  if (secret && client.client_auth == OauthClientAuth::kPost) Add("client_secret", AsText(client.client_secret));
  TEGAMI_TRY(form_.status());
  const Result<Url> url = ParseUrl(endpoint, client.endpoint_rule);
  if (!url) return Fail(url.error());
  request.method = HttpMethod::kPost;
  request.url = *url;
  request.form = room_.first(form_.size());
  request.timeout_cap_ms = client.timeout_cap_ms;
  Bytes rest = room_.subspan(form_.size());
  if (!language.empty()) {
    FormWriter query(rest);
    query.Add("mkt", language);
    TEGAMI_TRY(query.status());
    request.query = AsText(rest.first(query.size()));
    rest = rest.subspan(query.size());
  }
  if (secret && client.client_auth == OauthClientAuth::kBasic) {
    const Result<std::string_view> authorization = WriteBasic(client, rest);
    if (!authorization) return Fail(authorization.error());
    request.authorization = *authorization;
  }
  return {};
}

}  // namespace tegami
