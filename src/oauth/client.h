// SPDX-License-Identifier: MIT
// Who we are to an authorization server, and where it is.
#pragma once

#include <cstdint>
#include <string_view>

#include "http/url.h"
#include "tegami/base/bytes.h"
#include "tegami/base/text.h"
#include "tegami/config.h"

namespace tegami {

// Storage for the endpoints that are built from a provider's row, or discovered.
struct OauthEndpoints {
  Text<kUrlMaxBytes> device;      // RFC 8628 §3.1
  Text<kUrlMaxBytes> token;       // RFC 6749 §3.2
  Text<kUrlMaxBytes> revocation;  // RFC 7009 §2; empty: the provider has none
};

// How a client secret is shown (RFC 6749 §2.3.1).
enum class OauthClientAuth : uint8_t {
  kBasic,  // every server must take it; one that refuses it all the same is asked once more with kPost
  kPost,   // in the form: for servers whose metadata list only that
};

// Views: read until the flow that got them wants kDone or has failed. A public client has no secret, and none is ever
// sent for it (AADSTS700025).
struct OauthClient {
  std::string_view device_endpoint;
  std::string_view token_endpoint;
  std::string_view revocation_endpoint;  // empty: none
  std::string_view client_id;
  ConstBytes client_secret;  // empty: public client
  OauthClientAuth client_auth = OauthClientAuth::kBasic;
  std::string_view scope;             // asked for, separated by spaces
  std::string_view smtp_scope;        // must be among those granted; empty: not checked
  std::string_view smtp_scope_alias;  // counts as smtp_scope; empty: none
  std::string_view language;          // "ja-JP" for Microsoft's mkt=; empty: not sent
  UrlRule endpoint_rule = UrlRule::kHttps;
  int64_t timeout_cap_ms = 0;  // handed on to HttpRequest
};

// What Begin() of a flow would refuse, for callers that want to know before.
//   kInvalidArgument   no client id, an endpoint that is no URL
//   kInvalidCharacter  a control character in client id or scope (RFC 6749 appendix A)
//   kTooLong           over a limit of config.h
[[nodiscard]] Status CheckOauthClient(const OauthClient& client);

}  // namespace tegami
