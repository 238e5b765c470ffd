// SPDX-License-Identifier: MIT
// From columns of the provider's row to fields.
#include "settings/service_defaults.h"

#include <array>
#include <charconv>
#include <optional>

namespace tegami {
namespace {

static_assert(static_cast<int>(ProviderId::kExchangeOnline) == static_cast<int>(MailService::kExchangeOnline));
static_assert(static_cast<int>(ProviderId::kCustom) == static_cast<int>(MailService::kCustom));

enum class Column : uint8_t { kAuth, kSecurity, kHost, kPort, kTenant, kClientId, kScope, kAuthority };

struct Given {
  std::string_view name;
  Column column;
};
constexpr Given kGiven[] = {{"auth", Column::kAuth},      {"security", Column::kSecurity},
                            {"smtp_host", Column::kHost}, {"smtp_port", Column::kPort},
                            {"tenant", Column::kTenant},  {"client_id", Column::kClientId},
                            {"scope", Column::kScope},    {"authority", Column::kAuthority}};

std::optional<Column> ColumnOf(const SettingField& field) {
  if (field.group != SettingsGroup::kAccount) return std::nullopt;
  for (const Given& given : kGiven) {
    if (given.name == field.name) return given.column;
  }
  return std::nullopt;
}

SecureConnection SecurityOf(const Provider& provider) {
  return provider.smtp_security == ProviderSecurity::kTls ? SecureConnection::kTls : SecureConnection::kStartTls;
}

template <typename Choice>
void AssignWord(const SettingField& field, Choice choice, AnyText& text) {
  AssignCut(text, ChoicesOf(field)[static_cast<size_t>(choice)].word);
}

}  // namespace

const Provider& ProviderOf(MailService service) { return ProviderRow(static_cast<ProviderId>(service)); }

void ChooseService(AccountSettings& settings, MailService service) {
  if (service == settings.service) return;
  settings.service = service;
  if (service == MailService::kCustom) return;
  settings.auth = AuthMethod::kOauth2;
  settings.security = SecurityOf(ProviderOf(service));
  settings.smtp_port = 0;
  for (AnyText* own : std::initializer_list<AnyText*>{&settings.smtp_host, &settings.tenant, &settings.client_id,
                                                      &settings.scope, &settings.authority, &settings.discovery,
                                                      &settings.device_endpoint, &settings.token_endpoint}) {
    own->clear();
  }
}

bool ServiceGives(const SettingField& field) { return ColumnOf(field).has_value(); }

void GetServiceValue(const SettingField& field, MailService service, AnyText& text) {
  text.clear();
  const std::optional<Column> column = ColumnOf(field);
  if (!column) return;
  const Provider& provider = ProviderOf(service);
  const bool custom = service == MailService::kCustom;
  switch (*column) {
    case Column::kAuth:
      if (!custom) AssignWord(field, AuthMethod::kOauth2, text);
      return;
    case Column::kSecurity:
      if (!custom) AssignWord(field, SecurityOf(provider), text);
      return;
    case Column::kPort: {
      std::array<char, 8> digits;
      const char* end = std::to_chars(digits.data(), digits.data() + digits.size(), provider.smtp_port).ptr;
      return AssignCut(text, {digits.data(), static_cast<size_t>(end - digits.data())});
    }
    case Column::kHost: return AssignCut(text, provider.smtp_host);
    case Column::kTenant: return AssignCut(text, provider.default_tenant);
    case Column::kClientId: return AssignCut(text, provider.client_id);
    case Column::kScope: return static_cast<void>(BuildScope(provider, text));
    case Column::kAuthority: return AssignCut(text, provider.authority);
  }
}

void GetEffectiveSetting(const SettingField& field, SettingsView settings, AnyText& text) {
  GetSetting(field, settings, text);
  if (!text.empty() || settings.group() != SettingsGroup::kAccount) return;
  GetServiceValue(field, static_cast<const AccountSettings*>(settings.data())->service, text);
}

Endpoint MailServerOf(const AccountSettings& settings) {
  const Provider& provider = ProviderOf(settings.service);
  Endpoint server;
  AssignCut(server.host, settings.smtp_host.empty() ? provider.smtp_host : View(settings.smtp_host));
  server.port = settings.smtp_port != 0 ? settings.smtp_port : provider.smtp_port;
  return server;
}

}  // namespace tegami
