// SPDX-License-Identifier: MIT
// The mail services that Tegami knows, one row each, and the endpoints built from a row.
#pragma once

#include <cstdint>
#include <string_view>

#include "oauth/client.h"
#include "tegami/base/status.h"

namespace tegami {

// In the order of tegami/settings.h's MailService.
enum class ProviderId : uint8_t {
#define TEGAMI_PROVIDER(id, ...) id,
#include "oauth/provider_table.def"
#undef TEGAMI_PROVIDER
};

enum class ProviderSecurity : uint8_t { kStartTls, kTls };

struct Provider {
  ProviderId id;
  std::string_view authority;  // empty: the administrator sets it, or the endpoints
  std::string_view default_tenant;
  std::string_view smtp_scope;
  std::string_view smtp_scope_alias;
  std::string_view further_scopes;
  std::string_view smtp_host;
  uint16_t smtp_port;
  ProviderSecurity smtp_security;
  uint16_t refresh_idle_days;  // 0: unknown
  uint16_t keep_alive_days;
  bool binary_proved;
  bool takes_mkt;
  std::string_view client_id;  // empty: must be set
  std::string_view service_label;
  std::string_view sign_in_label;
};

// The row; static storage.
const Provider& ProviderRow(ProviderId id);

// "SMTP_SCOPE FURTHER_SCOPES" of the row.
//   kTooLong  over kScopeMaxBytes
[[nodiscard]] Status BuildScope(const Provider& provider, AnyText& scope);

// AUTHORITY/TENANT/oauth2/v2.0/devicecode and /token (Microsoft's layout). An empty `tenant` leaves its part out.
//   kInvalidArgument   the authority is no https URL, or has a query
//   kInvalidCharacter  the tenant has something else than letters, digits, '.' and '-'
//   kTooLong           over kUrlMaxBytes or kTenantMaxBytes
[[nodiscard]] Status BuildEndpoints(std::string_view authority, std::string_view tenant, UrlRule rule,
                                    OauthEndpoints& endpoints);

}  // namespace tegami
