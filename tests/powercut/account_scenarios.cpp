// SPDX-License-Identifier: MIT
// What the account book does on behalf of people and of the token life.
#include <gtest/gtest.h>

#include "fakes/lent_heap.h"
#include "powercut/scenario.h"

namespace tegami::powercut {
namespace {

using Slot = AccountBook::Slot;

constexpr AccountId kAccount = kMailAccount;

SignIn SignInOf(std::string_view name) {
  SignIn sign_in;
  static_cast<void>(Assign(sign_in.account_name, name));
  static_cast<void>(Assign(sign_in.scope, "offline_access SMTP.Send"));
  sign_in.signed_in = sign_in.refreshed = UtcTime{1800000000};
  return sign_in;
}

Status SaveToken(Subject& s, Slot slot, unsigned seed) {
  return s.book->SaveSignIn(kAccount, slot, SignInOf("scanner@contoso.example"), AsBytes(ValueOf(seed, 1900)));
}

AccountBook::AccessTokenLife LifeFrom(int64_t seconds) {
  return {.obtained = UtcTime{seconds}, .expires = UtcTime{seconds + 3600}};
}

AccountSettings SettingsOf(std::string_view tenant) {
  AccountSettings settings;
  static_cast<void>(Assign(settings.tenant, tenant));
  static_cast<void>(Assign(settings.sender, "scanner@contoso.example"));
  return settings;
}

// Settings, a password, a sign-in with its access token, and another one that is not applied yet.
void SetUp(Subject& s) {
  ASSERT_TRUE(s.book->SaveSettings(kAccount, SettingsOf("contoso.example")));
  ASSERT_TRUE(s.book->SavePassword(kAccount, AsBytes("password")));
  ASSERT_TRUE(s.book->SaveClientSecret(kAccount, AsBytes("secret")));
  ASSERT_TRUE(SaveToken(s, Slot::kApplied, 1));
  ASSERT_TRUE(s.book->SaveAccessToken(kAccount, AsBytes(ValueOf(2, 1500)), LifeFrom(1800000000)));
  ASSERT_TRUE(SaveToken(s, Slot::kPending, 3));
}

ProxySettings ProxyOf(std::string_view host) {
  ProxySettings proxy;
  proxy.enabled = true;
  static_cast<void>(Assign(proxy.host, host));
  return proxy;
}

void SetUpProxy(Subject& s) {
  ASSERT_TRUE(s.book->SaveProxy(ProxyOf("proxy.contoso.example")));
  ASSERT_TRUE(s.book->SaveProxyPassword(AsBytes("password")));
}

// Three sections of a file, one of which takes secrets with it.
Status ImportSettings(Subject& s) {
  BookKeeper keeper = s.Keeper();
  SettingsDraft draft;
  for (const char* name : {"mail", "proxy", "fax_server"}) {
    const SettingsSection& section = *SectionNamed(name);
    TEGAMI_TRY(keeper.Load(section, draft));
    if (section.group == SettingsGroup::kProxy) {
      draft.Get<ProxySettings>() = ProxyOf("proxy.fabrikam.example");
    } else {
      static_cast<void>(Assign(draft.Get<AccountSettings>().tenant, "fabrikam.example"));
    }
    TEGAMI_TRY(keeper.Stage(section, draft));
  }
  return keeper.SaveStaged(draft);
}

Status SaveOtherTenant(Subject& s) { return s.book->SaveSettings(kAccount, SettingsOf("fabrikam.example")); }

}  // namespace

std::vector<Scenario> AccountScenarios() {
  return {
      {"rotation", SetUp, {[](Subject& s) { return SaveToken(s, Slot::kApplied, 4); }}},
      {"rotation with its access token",
       SetUp,
       {[](Subject& s) { return SaveToken(s, Slot::kApplied, 4); },
        [](Subject& s) { return s.book->SaveAccessToken(kAccount, AsBytes(ValueOf(5, 1500)), LifeFrom(1800003600)); }}},
      {"apply", SetUp, {[](Subject& s) { return s.book->Apply(kAccount); }}},
      {"discard", SetUp, {[](Subject& s) { return s.book->DiscardPending(kAccount); }}},
      {"sign-out", SetUp, {[](Subject& s) { return s.book->SignOut(kAccount); }}},
      {"mark a sign-in", SetUp, {[](Subject& s) -> Status {
         SignIn sign_in;
         RefreshToken token;
         TEGAMI_TRY(s.book->LoadSignIn(kAccount, Slot::kApplied, sign_in, &token));
         sign_in.cause = Cause::kLinkExpired;
         return s.book->SaveSignIn(kAccount, Slot::kApplied, sign_in, token.Reveal());
       }}},
      {"settings save that drops the secrets", SetUp, {SaveOtherTenant}},
      {"settings save that keeps them", SetUp, {[](Subject& s) {
         AccountSettings settings = SettingsOf("contoso.example");
         static_cast<void>(Assign(settings.sender_name, "Scanner"));
         return s.book->SaveSettings(kAccount, settings);
       }}},
      {"proxy save", SetUpProxy, {[](Subject& s) { return s.book->SaveProxy(ProxyOf("proxy.fabrikam.example")); }}},
      {"settings import", SetUp, {ImportSettings}},
      {"a new user", SetUp, {[](Subject& s) {
         const Result<AccountId> user = s.book->FindUser("tanaka", true);
         return user ? Status{} : Fail(user.error());
       }}},
  };
}

}  // namespace tegami::powercut
