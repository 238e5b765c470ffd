// SPDX-License-Identifier: MIT
// One function a struct; a line a rule.
#include "settings/checks.h"

#include "settings/text_rules.h"
#include "tegami/plausible_time.h"

namespace tegami {
namespace {

class Teller {
 public:
  Teller(SettingsGroup group, IssueSink& sink) : group_(group), sink_(sink) {}

  void TellIf(bool wrong, const char* name, SettingProblem problem) {
    if (wrong) sink_.OnIssue({name, FindSetting(group_, name), problem});
  }

 private:
  SettingsGroup group_;
  IssueSink& sink_;
};

void CheckOauth(const AccountSettings& s, Teller& tell) {
  tell.TellIf(s.security == SecureConnection::kNone, "security", SettingProblem::kOauthNeedsTls);
  tell.TellIf(s.device_endpoint.empty() != s.token_endpoint.empty(),
              s.device_endpoint.empty() ? "device_endpoint" : "token_endpoint", SettingProblem::kEndpointsApart);
  if (s.service != MailService::kCustom) return;
  const bool nowhere = s.authority.empty() && s.discovery.empty() && s.device_endpoint.empty();
  tell.TellIf(nowhere, "authority", SettingProblem::kEndpointsMissing);
  tell.TellIf(s.client_id.empty(), "client_id", SettingProblem::kMissing);
  tell.TellIf(s.scope.empty(), "scope", SettingProblem::kMissing);
}

void CheckPassword(const AccountSettings& s, Teller& tell) {
  tell.TellIf(s.user.empty(), "user", SettingProblem::kMissing);
  tell.TellIf(s.auth == AuthMethod::kPopBeforeSmtp && s.pop_host.empty(), "pop_host", SettingProblem::kMissing);
  if (s.security != SecureConnection::kNone) return;
  tell.TellIf(!s.allow_password_without_tls, "security", SettingProblem::kPasswordNeedsTls);
  tell.TellIf(s.allow_password_without_tls, "security", SettingProblem::kPasswordInClear);
}

void Check(const AccountSettings& s, Teller& tell) {
  // A custom service has no server of its own; the sender is the account's name where that is an address.
  tell.TellIf(s.service == MailService::kCustom && s.smtp_host.empty(), "smtp_host", SettingProblem::kMissing);
  const bool user_is_sender =
      s.auth != AuthMethod::kOff && CheckTextRule(SettingRule::kMailbox, View(s.user)) == SettingProblem::kNone;
  tell.TellIf(s.auth != AuthMethod::kOauth2 && s.sender.empty() && !user_is_sender, "sender", SettingProblem::kMissing);
  switch (s.auth) {
    case AuthMethod::kOauth2: CheckOauth(s, tell); break;
    case AuthMethod::kSmtpAuth:
    case AuthMethod::kPopBeforeSmtp: CheckPassword(s, tell); break;
    case AuthMethod::kOff: break;
  }
  const bool encrypted = s.security != SecureConnection::kNone;
  tell.TellIf(encrypted && !s.verify_certificate, "verify_certificate", SettingProblem::kVerificationOff);
}

void Check(const DeviceSettings& s, Teller& tell) {
  tell.TellIf(!s.network.dhcp && s.network.address == IpAddress{}, "address", SettingProblem::kMissing);
}

void Check(const ProxySettings& s, Teller& tell) {
  tell.TellIf(s.enabled && s.host.empty(), "host", SettingProblem::kMissing);
}

void Check(const LogServerSettings& s, Teller& tell) {
  tell.TellIf(s.enabled && s.host.empty(), "host", SettingProblem::kMissing);
}

void Check(const NotifySettings& s, Teller& tell) {
  const std::span<const SettingField> fields = SettingsOf(SettingsGroup::kNotify);
  const SettingField* field = FindSetting(SettingsGroup::kNotify, "events_1");
  for (const NotifyRule& rule : s.rules) {
    tell.TellIf(rule.events != 0 && rule.address.empty(), field->name, SettingProblem::kAddressMissing);
    if (&fields.back() - field >= 2) field += 2;
  }
}

void Check(const FaxSettings& s, Teller& tell) {
  const bool numberless = !s.address_template.empty() && !HasNumberPlaceholder(View(s.address_template));
  tell.TellIf(numberless, "address_template", SettingProblem::kNumberMissing);
}

template <typename Group>
void CheckAs(SettingsView settings, Teller& tell) {
  Check(*static_cast<const Group*>(settings.data()), tell);
}

}  // namespace

SettingProblem CheckClock(const DeviceSettings& device, UtcTime now) {
  if (!IsPlausible(now)) return SettingProblem::kImplausibleTime;
  return device.network.time_server.empty() ? SettingProblem::kNone : SettingProblem::kTimeServerSet;
}

void CheckSettings(SettingsView settings, IssueSink& sink) {
  Teller tell(settings.group(), sink);
  switch (settings.group()) {
    case SettingsGroup::kAccount: return CheckAs<AccountSettings>(settings, tell);
    case SettingsGroup::kDevice: return CheckAs<DeviceSettings>(settings, tell);
    case SettingsGroup::kProxy: return CheckAs<ProxySettings>(settings, tell);
    case SettingsGroup::kNotify: return CheckAs<NotifySettings>(settings, tell);
    case SettingsGroup::kLogServer: return CheckAs<LogServerSettings>(settings, tell);
    case SettingsGroup::kFax: return CheckAs<FaxSettings>(settings, tell);
  }
}

}  // namespace tegami
