// SPDX-License-Identifier: MIT
// What a metadata document must say before it is believed.
#include "oauth/metadata.h"

#include "codec/json_reader.h"
#include "oauth/json_members.h"
#include "tegami/base/renew.h"

namespace tegami {
namespace {

constexpr std::string_view kOauthPlace = "/.well-known/oauth-authorization-server";
constexpr std::string_view kOpenIdPlace = "/.well-known/openid-configuration";

Result<size_t> Join(std::string_view a, std::string_view b, std::string_view c, Bytes into) {
  if (a.size() + b.size() + c.size() > into.size()) return Fail(Error::kTooLong);
  size_t size = CopyBytes(into, AsBytes(a));
  size += CopyBytes(into.subspan(size), AsBytes(b));
  size += CopyBytes(into.subspan(size), AsBytes(c));
  return size;
}

bool ReadEndpoint(const JsonValue& object, const char* name, UrlRule rule, AnyText& endpoint) {
  const std::string_view text = TextMember(object, name);
  return ParseUrl(text, rule) && Assign(endpoint, text);
}

}  // namespace

Result<size_t> WriteOauthMetadataUrl(std::string_view issuer, Bytes into) {
  const size_t authority = issuer.find("://");
  const size_t path = authority == std::string_view::npos ? authority : issuer.find('/', authority + 3);
  if (path == std::string_view::npos) return Join(issuer, kOauthPlace, {}, into);
  return Join({issuer.data(), path}, kOauthPlace, {issuer.data() + path, issuer.size() - path}, into);
}

Result<size_t> WriteOpenIdMetadataUrl(std::string_view issuer, Bytes into) {
  return Join(issuer, kOpenIdPlace, {}, into);
}

OauthCause ReadServerMetadata(const HttpResponse& response, std::string_view issuer, UrlRule rule,
                              ServerMetadata& metadata) {
  Renew(metadata);
  JsonReader document;
  if (!document.Parse(response.body)) return OauthCause::kNotAnAnswer;
  const JsonValue object = document.root();
  std::string_view named = TextMember(object, "issuer");
  if (named.empty()) return OauthCause::kNotAnAnswer;
  // RFC 8414 §3.3: identical, or the document must not be used. A '/' at the end makes no difference to where it is.
  while (!named.empty() && named.back() == '/') named.remove_suffix(1);
  if (named != issuer) return OauthCause::kWrongIssuer;
  if (TextMember(object, "device_authorization_endpoint").empty()) return OauthCause::kNoDeviceEndpoint;
  OauthEndpoints& endpoints = metadata.endpoints;
  const bool usable = ReadEndpoint(object, "device_authorization_endpoint", rule, endpoints.device) &&
                      ReadEndpoint(object, "token_endpoint", rule, endpoints.token);
  if (!usable) {
    Renew(metadata);
    return OauthCause::kBadEndpoint;
  }
  // RFC 8414 §2: optional; one that cannot be used is as good as none.
  if (!ReadEndpoint(object, "revocation_endpoint", rule, endpoints.revocation)) endpoints.revocation.clear();
  // RFC 8414 §2: if omitted, the default is client_secret_basic.
  const char* methods = "token_endpoint_auth_methods_supported";
  const bool post_only =
      ListsText(object, methods, "client_secret_post") && !ListsText(object, methods, "client_secret_basic");
  if (post_only) metadata.client_auth = OauthClientAuth::kPost;
  return OauthCause::kNone;
}

}  // namespace tegami
