// SPDX-License-Identifier: MIT
// The pass-back rule: a row for each setting that takes a secret with it, and for those that do not.
#include "account/binding.h"

#include <gtest/gtest.h>

#include <functional>

namespace tegami {
namespace {

struct Row {
  const char* what;
  std::function<void(AccountSettings&)> change;
  bool sign_in;
  bool password;
  bool client_secret;
};

AccountSettings Usual() {
  AccountSettings settings;
  settings.service = MailService::kCustom;
  settings.smtp_port = 587;
  AssignCut(settings.smtp_host, "mail.contoso.example");
  AssignCut(settings.user, "scanner@contoso.example");
  AssignCut(settings.authority, "https://login.contoso.example");
  AssignCut(settings.client_id, "printer");
  AssignCut(settings.tenant, "contoso.example");
  AssignCut(settings.scope, "mail.send");
  return settings;
}

const Row kRows[] = {
    // what, change, sign-in, password, client secret
    {"another server", [](auto& s) { AssignCut(s.smtp_host, "mail.evil.example"); }, true, true, false},
    {"another port", [](auto& s) { s.smtp_port = 2525; }, true, true, false},
    {"another service", [](auto& s) { s.service = MailService::kOutlook; }, true, true, true},
    {"no TLS", [](auto& s) { s.security = SecureConnection::kNone; }, true, true, false},
    {"no verification", [](auto& s) { s.verify_certificate = false; }, true, true, false},
    {"passwords in clear", [](auto& s) { s.allow_password_without_tls = true; }, true, true, false},
    {"another POP3 server", [](auto& s) { AssignCut(s.pop_host, "pop.evil.example"); }, false, true, false},
    {"another POP3 port", [](auto& s) { s.pop_port = 1110; }, false, true, false},
    {"another user", [](auto& s) { AssignCut(s.user, "other@contoso.example"); }, false, true, false},
    {"another authority", [](auto& s) { AssignCut(s.authority, "https://login.evil.example"); }, true, false, true},
    {"an issuer", [](auto& s) { AssignCut(s.discovery, "https://login.evil.example"); }, true, false, true},
    {"a device endpoint", [](auto& s) { AssignCut(s.device_endpoint, "https://evil.example/d"); }, true, false, true},
    {"a token endpoint", [](auto& s) { AssignCut(s.token_endpoint, "https://evil.example/t"); }, true, false, true},
    {"another client", [](auto& s) { AssignCut(s.client_id, "other"); }, true, false, true},
    {"another tenant", [](auto& s) { AssignCut(s.tenant, "evil.example"); }, true, false, true},
    {"another scope", [](auto& s) { AssignCut(s.scope, "mail.read"); }, true, false, false},
    {"nothing", [](auto&) {}, false, false, false},
    {"the method", [](auto& s) { s.auth = AuthMethod::kSmtpAuth; }, false, false, false},
    {"the sender", [](auto& s) { AssignCut(s.sender, "ito@contoso.example"); }, false, false, false},
    {"the sender's name", [](auto& s) { AssignCut(s.sender_name, "Scanner"); }, false, false, false},
    {"binary", [](auto& s) { s.binary = BinaryTransfer::kOn; }, false, false, false},
    {"the size of mails", [](auto& s) { s.message_max_kib = 1024; }, false, false, false},
    {"TLS from the start", [](auto& s) { s.security = SecureConnection::kTls; }, false, false, false},
};

TEST(Binding, TakesTheSecretsThatWereEnteredForSomethingElse) {
  for (const Row& row : kRows) {
    const AccountSettings before = Usual();
    AccountSettings after = before;
    row.change(after);
    const BoundSecrets bound = SecretsBoundToChange(before, after);
    EXPECT_EQ(bound.sign_in, row.sign_in) << row.what;
    EXPECT_EQ(bound.password, row.password) << row.what;
    EXPECT_EQ(bound.client_secret, row.client_secret) << row.what;
  }
}

// A row a field: one that is added to the schema without a decision here fails.
TEST(Binding, IsDecidedForEverySetting) {
  AccountSettings changed = Usual();
  for (const Row& row : kRows) {
    AccountSettings after = Usual();
    row.change(after);
    for (const SettingField& field : SettingsOf(SettingsGroup::kAccount)) {
      if (SameSetting(field, Usual(), after)) continue;
      if (field.type == SettingType::kText) {
        AssignCut(SettingTextOf(field, SettingsRef(changed)), View(SettingTextOf(field, SettingsView(after))));
      } else {
        EXPECT_TRUE(SetSettingNumber(field, changed, GetSettingNumber(field, after)));
      }
    }
  }
  for (const SettingField& field : SettingsOf(SettingsGroup::kAccount)) {
    if (field.type == SettingType::kSecret || field.Is(kInternal)) continue;
    EXPECT_FALSE(SameSetting(field, Usual(), changed)) << field.name;
  }
}

TEST(Binding, LeavesSecretsWhereProtectionRises) {
  AccountSettings before = Usual();
  before.verify_certificate = false;
  before.allow_password_without_tls = true;
  before.security = SecureConnection::kNone;
  const BoundSecrets bound = SecretsBoundToChange(before, Usual());
  EXPECT_FALSE(bound.sign_in || bound.password || bound.client_secret);
}

}  // namespace
}  // namespace tegami
