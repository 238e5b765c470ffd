// SPDX-License-Identifier: MIT
// Settings over the provider's row.
#include "app/oauth_setup.h"

namespace tegami {
namespace {

std::string_view Or(const AnyText& own, std::string_view provided) { return own.empty() ? provided : View(own); }

// With a scope of the administrator's own, the one for SMTP is the first that is not OpenID's.
std::string_view SmtpScopeOf(std::string_view scope) {
  constexpr std::string_view kOthers[] = {"offline_access", "openid", "profile", "email"};
  while (!scope.empty()) {
    const size_t space = scope.find(' ');
    const std::string_view word(scope.data(), space == std::string_view::npos ? scope.size() : space);
    bool other = word.empty();
    for (const std::string_view name : kOthers) other = other || word == name;
    if (!other) return word;
    scope.remove_prefix(space == std::string_view::npos ? scope.size() : space + 1);
  }
  return {};
}

}  // namespace

bool NeedsDiscovery(const AccountSettings& settings) { return !settings.discovery.empty(); }

Status OauthSetup::Prepare(const AccountSettings& settings, AccountBook& book, AccountId account, Language language,
                           int64_t timeout_cap_ms) {
  const Provider& provider = ProviderOf(settings.service);
  client = {};
  endpoints = {};
  TEGAMI_TRY(Assign(client_id, Or(settings.client_id, provider.client_id)));
  if (settings.scope.empty()) {
    TEGAMI_TRY(BuildScope(provider, scope));
    client.smtp_scope = provider.smtp_scope;
    client.smtp_scope_alias = provider.smtp_scope_alias;
  } else {
    TEGAMI_TRY(Assign(scope, View(settings.scope)));
    client.smtp_scope = SmtpScopeOf(View(scope));
  }
  if (!settings.device_endpoint.empty()) {
    TEGAMI_TRY(Assign(endpoints.device, View(settings.device_endpoint)));
    TEGAMI_TRY(Assign(endpoints.token, View(settings.token_endpoint)));
  } else if (!NeedsDiscovery(settings)) {
    TEGAMI_TRY(BuildEndpoints(Or(settings.authority, provider.authority), Or(settings.tenant, provider.default_tenant),
                              UrlRule::kHttps, endpoints));
  }
  const Status secret = book.LoadClientSecret(account, client_secret);
  if (!secret && secret.error() != Error::kNotFound) return secret;
  client.device_endpoint = View(endpoints.device);
  client.token_endpoint = View(endpoints.token);
  client.revocation_endpoint = View(endpoints.revocation);
  client.client_id = View(client_id);
  client.client_secret = client_secret.Reveal();
  client.scope = View(scope);
  client.language = !provider.takes_mkt ? std::string_view{} : language == Language::kJapanese ? "ja-JP" : "en-US";
  client.timeout_cap_ms = timeout_cap_ms;
  return {};
}

void OauthSetup::UseEndpointsOf(const SignIn& sign_in) {
  if (sign_in.token_endpoint.empty()) return;
  static_cast<void>(Assign(endpoints.token, View(sign_in.token_endpoint)));
  static_cast<void>(Assign(endpoints.revocation, View(sign_in.revocation_endpoint)));
  if (endpoints.device.empty()) endpoints.device = endpoints.token;  // not asked for a refresh, but checked
  client.client_auth = sign_in.secret_in_form ? OauthClientAuth::kPost : OauthClientAuth::kBasic;
  client.device_endpoint = View(endpoints.device);
  client.token_endpoint = View(endpoints.token);
  client.revocation_endpoint = View(endpoints.revocation);
}

void OauthSetup::UseDiscovered(const OauthEndpoints& found, OauthClientAuth client_auth) {
  endpoints = found;
  client.client_auth = client_auth;
  client.device_endpoint = View(endpoints.device);
  client.token_endpoint = View(endpoints.token);
  client.revocation_endpoint = View(endpoints.revocation);
}

}  // namespace tegami
