// SPDX-License-Identifier: MIT
// The rows, and the endpoints in Microsoft's layout.
#include "oauth/provider_table.h"

#include <iterator>

#include "tegami/base/renew.h"

// Client ids of this build: generated.cmake sets them from the cache variables of these names.
#ifndef TEGAMI_CLIENT_ID_PUBLIC
#define TEGAMI_CLIENT_ID_PUBLIC ""
#endif
#ifndef TEGAMI_CLIENT_ID_GCC_HIGH
#define TEGAMI_CLIENT_ID_GCC_HIGH ""
#endif
#ifndef TEGAMI_CLIENT_ID_DOD
#define TEGAMI_CLIENT_ID_DOD ""
#endif
#ifndef TEGAMI_CLIENT_ID_CHINA
#define TEGAMI_CLIENT_ID_CHINA ""
#endif
#ifndef TEGAMI_CLIENT_ID_OUTLOOK
#define TEGAMI_CLIENT_ID_OUTLOOK ""
#endif

namespace tegami {
namespace {

constexpr Provider kRows[] = {
#define TEGAMI_PROVIDER(id, ...) {ProviderId::id, __VA_ARGS__},
#include "oauth/provider_table.def"
#undef TEGAMI_PROVIDER
};

constexpr bool RowsStandInOrder() {
  for (size_t i = 0; i < std::size(kRows); ++i) {
    if (static_cast<size_t>(kRows[i].id) != i || kRows[i].client_id.size() > kClientIdMaxBytes) return false;
  }
  return true;
}
static_assert(RowsStandInOrder());

// Nothing that could lead out of its part of the path.
Status CheckTenant(std::string_view tenant) {
  if (tenant.size() > kTenantMaxBytes) return Fail(Error::kTooLong);
  bool letter = tenant.empty();
  for (const char c : tenant) {
    const bool alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!alphanumeric && c != '.' && c != '-') return Fail(Error::kInvalidCharacter);
    letter = letter || alphanumeric;
  }
  return letter ? Status() : Fail(Error::kInvalidCharacter);
}

Status BuildEndpoint(std::string_view authority, std::string_view tenant, std::string_view path, AnyText& endpoint) {
  TEGAMI_TRY(Assign(endpoint, authority));
  if (!tenant.empty()) {
    TEGAMI_TRY(Append(endpoint, "/"));
    TEGAMI_TRY(Append(endpoint, tenant));
  }
  return Append(endpoint, path);
}

}  // namespace

const Provider& ProviderRow(ProviderId id) { return kRows[static_cast<size_t>(id)]; }

Status BuildScope(const Provider& provider, AnyText& scope) {
  TEGAMI_TRY(Assign(scope, provider.smtp_scope));
  if (!provider.further_scopes.empty()) {
    if (!scope.empty()) TEGAMI_TRY(Append(scope, " "));
    TEGAMI_TRY(Append(scope, provider.further_scopes));
  }
  return {};
}

Status BuildEndpoints(std::string_view authority, std::string_view tenant, UrlRule rule, OauthEndpoints& endpoints) {
  Renew(endpoints);
  const Result<Url> url = ParseUrl(authority, rule);
  if (!url) return Fail(url.error());
  if (!url->query.empty()) return Fail(Error::kInvalidArgument);
  TEGAMI_TRY(CheckTenant(tenant));
  while (!authority.empty() && authority.back() == '/') authority.remove_suffix(1);
  TEGAMI_TRY(BuildEndpoint(authority, tenant, "/oauth2/v2.0/devicecode", endpoints.device));
  return BuildEndpoint(authority, tenant, "/oauth2/v2.0/token", endpoints.token);
}

}  // namespace tegami
