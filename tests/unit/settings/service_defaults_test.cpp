// SPDX-License-Identifier: MIT
// What a service gives, what an administrator puts over it, and what is left of that with another service.
#include "settings/service_defaults.h"

#include <gtest/gtest.h>

#include <string>

#include "unit/settings/memory_keeper.h"

namespace tegami {
namespace {

using P = SettingProblem;

const SettingField& Field(const char* name) { return *FindSetting(SettingsGroup::kAccount, name); }

std::string Given(const char* name, MailService service) {
  Text<kSettingTextMaxBytes> text;
  GetServiceValue(Field(name), service, text);
  return text.c_str();
}

std::string Effective(const char* name, const AccountSettings& settings) {
  Text<kSettingTextMaxBytes> text;
  GetEffectiveSetting(Field(name), settings, text);
  return text.c_str();
}

std::string Get(const char* name, const AccountSettings& settings) {
  Text<kSettingTextMaxBytes> text;
  GetSetting(Field(name), settings, text);
  return text.c_str();
}

// A relay of the administrator's own, at the provider of the administrator's choice.
AccountSettings Relay() {
  AccountSettings settings;
  settings.service = MailService::kCustom;
  settings.auth = AuthMethod::kSmtpAuth;
  settings.security = SecureConnection::kTls;
  settings.smtp_port = 465;
  AssignCut(settings.smtp_host, "relay.contoso.example");
  AssignCut(settings.authority, "https://login.contoso.example");
  AssignCut(settings.tenant, "contoso");
  AssignCut(settings.scope, "mail");
  AssignCut(settings.client_id, "client");
  AssignCut(settings.user, "scanner");
  settings.verify_certificate = false;
  return settings;
}

TEST(ServiceDefaults, AreTheProvidersRow) {
  EXPECT_EQ(Given("smtp_host", MailService::kExchangeOnline), "smtp.office365.com");
  EXPECT_EQ(Given("smtp_port", MailService::kExchangeOnline), "587");
  EXPECT_EQ(Given("security", MailService::kExchangeOnline), "starttls");
  EXPECT_EQ(Given("auth", MailService::kExchangeOnline), "oauth2");
  EXPECT_EQ(Given("smtp_host", MailService::kOutlook), "smtp-mail.outlook.com");
  EXPECT_EQ(Given("tenant", MailService::kOutlook), "consumers");
  EXPECT_TRUE(Given("scope", MailService::kOutlook).starts_with("https://outlook.office.com/SMTP.Send "));
  EXPECT_EQ(Given("authority", MailService::kExchangeGccHigh), "https://login.microsoftonline.us");
  EXPECT_EQ(Given("sender", MailService::kOutlook), "");
  EXPECT_FALSE(ServiceGives(Field("sender")));
  EXPECT_FALSE(ServiceGives(*FindSetting(SettingsGroup::kDevice, "host_name")));
  for (const char* name : {"smtp_host", "security", "auth", "tenant", "client_id", "scope", "authority"}) {
    EXPECT_EQ(Given(name, MailService::kCustom), "") << name << ": a custom service gives none";
  }
}

TEST(ServiceDefaults, CountWhereTheAdministratorHasSetNothing) {
  AccountSettings settings;
  EXPECT_EQ(Effective("smtp_host", settings), "smtp.office365.com");
  EXPECT_EQ(Effective("smtp_port", settings), "587");
  EXPECT_EQ(View(MailServerOf(settings).host), "smtp.office365.com");
  EXPECT_EQ(MailServerOf(settings).port, 587);
  settings.smtp_port = 2525;
  AssignCut(settings.smtp_host, "relay.contoso.example");
  EXPECT_EQ(Effective("smtp_host", settings), "relay.contoso.example");
  EXPECT_EQ(View(MailServerOf(settings).host), "relay.contoso.example");
  EXPECT_EQ(MailServerOf(settings).port, 2525);
}

TEST(ServiceDefaults, ComeWithAnotherServiceAndReplaceWhatWasSetForTheOldOne) {
  AccountSettings settings = Relay();
  ASSERT_EQ(SetSetting(Field("service"), settings, "outlook"), P::kNone);
  for (const char* name : {"auth", "security", "smtp_host", "smtp_port", "tenant", "scope", "authority"}) {
    EXPECT_EQ(Effective(name, settings), Given(name, MailService::kOutlook)) << name;
  }
  EXPECT_EQ(Get("smtp_host", settings) + Get("smtp_port", settings) + Get("client_id", settings), "");
  EXPECT_STREQ(settings.user.c_str(), "scanner") << "not the service's";
  EXPECT_FALSE(settings.verify_certificate) << "an administrator's choice about certificates, not about the service";
}

TEST(ServiceDefaults, LeaveOverridesAloneWhereTheServiceStaysOrIsCustom) {
  AccountSettings settings = Relay();
  ASSERT_EQ(SetSetting(Field("service"), settings, "custom"), P::kNone);
  EXPECT_EQ(settings, Relay());
  settings = {};
  AssignCut(settings.smtp_host, "relay.contoso.example");
  ASSERT_EQ(SetSetting(Field("service"), settings, "exchange_online"), P::kNone);
  EXPECT_EQ(Get("smtp_host", settings), "relay.contoso.example");
  ASSERT_EQ(SetSetting(Field("service"), settings, "custom"), P::kNone);
  EXPECT_EQ(Get("smtp_host", settings), "relay.contoso.example");
}

// The service comes behind the port in this file, and counts first all the same.
TEST(ServiceDefaults, DoNotReplaceWhatTheSameFileSets) {
  MemoryKeeper keeper;
  keeper.Of<AccountSettings>("mail") = Relay();
  RememberingSink sink;
  ASSERT_TRUE(Import(keeper, R"({"format":"tegami-settings","version":1,
    "mail":{"smtp_port":2525,"tenant":"fabrikam.example","service":"exchange_online"}})",
                     sink));
  const auto& mail = keeper.Of<AccountSettings>("mail");
  EXPECT_EQ(mail.smtp_port, 2525);
  EXPECT_STREQ(mail.tenant.c_str(), "fabrikam.example");
  EXPECT_TRUE(mail.smtp_host.empty());
  EXPECT_EQ(mail.auth, AuthMethod::kOauth2);
  EXPECT_EQ(mail.security, SecureConnection::kStartTls);
}

TEST(ServiceDefaults, AreNullInExportedFiles) {
  MemoryKeeper keeper;
  keeper.Of<AccountSettings>("mail").service = MailService::kOutlook;
  const std::string file = ExportAll(keeper, SettingsExport::DeviceOwn::kLeaveOut, 4096);
  for (const char* name : {"smtp_host", "smtp_port", "tenant", "client_id", "scope", "authority"}) {
    EXPECT_NE(file.find("\n    \"" + std::string(name) + "\": null,\n"), std::string::npos) << name;
  }
  EXPECT_NE(file.find("\n    \"sender\": \"\",\n"), std::string::npos);
}

}  // namespace
}  // namespace tegami
