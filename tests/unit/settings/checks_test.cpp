// SPDX-License-Identifier: MIT
// Fields that need or exclude one another: a row a rule.
#include "settings/checks.h"

#include <gtest/gtest.h>

#include <functional>

#include "unit/settings/memory_keeper.h"

namespace tegami {
namespace {

template <typename Group>
std::vector<std::string> Told(const Group& settings) {
  RememberingSink sink;
  CheckSettings(settings, sink);
  return sink.told;
}

using List = std::vector<std::string>;

struct Row {
  const char* what;
  std::function<void(AccountSettings&)> change;
  List told;
};

void MakeCustom(AccountSettings& s) {
  s.service = MailService::kCustom;
  AssignCut(s.smtp_host, "mail.contoso.example");
  AssignCut(s.authority, "https://login.contoso.example");
  AssignCut(s.client_id, "printer");
  AssignCut(s.scope, "mail.send");
}

void UsePassword(AccountSettings& s) {
  s.auth = AuthMethod::kSmtpAuth;
  AssignCut(s.user, "scanner@contoso.example");
}

const Row kRows[] = {
    {"the defaults", [](auto&) {}, {}},
    {"OAuth without TLS", [](auto& s) { s.security = SecureConnection::kNone; }, {"security: oauth_needs_tls"}},
    {"no verification", [](auto& s) { s.verify_certificate = false; }, {"verify_certificate: verification_off"}},
    {"custom, complete", MakeCustom, {}},
    {"custom, no endpoints",
     [](auto& s) {
       MakeCustom(s);
       s.authority.clear();
     },
     {"authority: endpoints_missing"}},
    {"custom, an issuer",
     [](auto& s) {
       MakeCustom(s);
       s.authority.clear();
       AssignCut(s.discovery, "https://login.contoso.example");
     },
     {}},
    {"custom, no client",
     [](auto& s) {
       MakeCustom(s);
       s.client_id.clear();
     },
     {"client_id: missing"}},
    {"custom, no scope",
     [](auto& s) {
       MakeCustom(s);
       s.scope.clear();
     },
     {"scope: missing"}},
    {"custom, no server",
     [](auto& s) {
       MakeCustom(s);
       s.smtp_host.clear();
     },
     {"smtp_host: missing"}},
    {"one endpoint",
     [](auto& s) { AssignCut(s.device_endpoint, "https://a.example/d"); },
     {"token_endpoint: endpoints_apart"}},
    {"the other endpoint",
     [](auto& s) { AssignCut(s.token_endpoint, "https://a.example/t"); },
     {"device_endpoint: endpoints_apart"}},
    {"SMTP AUTH", UsePassword, {}},
    {"SMTP AUTH, no user", [](auto& s) { s.auth = AuthMethod::kSmtpAuth; }, {"sender: missing", "user: missing"}},
    {"SMTP AUTH, a name that is no address",
     [](auto& s) {
       UsePassword(s);
       AssignCut(s.user, "scanner");
     },
     {"sender: missing"}},
    {"a password in clear",
     [](auto& s) {
       UsePassword(s);
       s.security = SecureConnection::kNone;
     },
     {"security: password_needs_tls"}},
    {"a password in clear, allowed",
     [](auto& s) {
       UsePassword(s);
       s.security = SecureConnection::kNone;
       s.allow_password_without_tls = true;
     },
     {"security: password_in_clear"}},
    {"POP before SMTP, no server",
     [](auto& s) {
       UsePassword(s);
       s.auth = AuthMethod::kPopBeforeSmtp;
     },
     {"pop_host: missing"}},
    {"POP before SMTP",
     [](auto& s) {
       UsePassword(s);
       s.auth = AuthMethod::kPopBeforeSmtp;
       AssignCut(s.pop_host, "pop.contoso.example");
     },
     {}},
    {"no authentication, no sender", [](auto& s) { s.auth = AuthMethod::kOff; }, {"sender: missing"}},
    {"no authentication",
     [](auto& s) {
       s.auth = AuthMethod::kOff;
       AssignCut(s.sender, "scanner@contoso.example");
       s.security = SecureConnection::kNone;
     },
     {}},
};

TEST(Checks, TellOfAccountSettingsThatDoNotGoTogether) {
  for (const Row& row : kRows) {
    AccountSettings settings;
    row.change(settings);
    EXPECT_EQ(Told(settings), row.told) << row.what;
  }
}

TEST(Checks, NeedAnAddressWithoutDhcp) {
  DeviceSettings device;
  EXPECT_EQ(Told(device), List{});
  device.network.dhcp = false;
  EXPECT_EQ(Told(device), List{"address: missing"});
  device.network.address.octets = {192, 0, 2, 10};
  EXPECT_EQ(Told(device), List{});
}

TEST(Checks, NeedAHostForWhatIsSwitchedOn) {
  ProxySettings proxy;
  LogServerSettings log;
  EXPECT_EQ(Told(proxy), List{});
  EXPECT_EQ(Told(log), List{});
  proxy.enabled = true;
  log.enabled = true;
  EXPECT_EQ(Told(proxy), List{"host: missing"});
  EXPECT_EQ(Told(log), List{"host: missing"});
}

TEST(Checks, NeedAnAddressForEvents) {
  NotifySettings notify;
  notify.rules[4].events = 1;
  notify.rules[0].events = 1;
  AssignCut(notify.rules[0].address, "ito@contoso.example");
  EXPECT_EQ(Told(notify), List{"events_5: address_missing"});
}

TEST(Checks, NeedTheNumberInAFaxAddress) {
  FaxSettings fax;
  EXPECT_EQ(Told(fax), List{});
  AssignCut(fax.address_template, "fax@{domain}");
  EXPECT_EQ(Told(fax), List{"address_template: number_missing"});
}

}  // namespace
}  // namespace tegami
