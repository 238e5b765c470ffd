// SPDX-License-Identifier: MIT
// Settings that change while something is under way: no secret goes where it was not entered for, in RAM either.
#include "unit/app/job_fixture.h"
#include "unit/app/pop_peer.h"
#include "unit/app/token_device.h"

namespace tegami {
namespace {

constexpr const char* kScanner = "scanner@contoso.example";

class SignInsAndSettings : public testing::Test {
 protected:
  void ShowCode(AccountId account) {
    ASSERT_TRUE(device.app->Do(SignInCommand{account}));
    ASSERT_TRUE(device.RunUntil([&] { return device.facts().phase == SignInFacts::Phase::kCodeShown; }));
  }
  // As somebody at Web Config changes it.
  template <typename Change>
  void Set(AccountId account, Change change) {
    AccountSettings settings;
    ASSERT_TRUE(device.app->book().LoadSettings(account, settings));
    change(settings);
    ASSERT_TRUE(device.app->Do(SetAccountCommand{account, &settings}));
  }
  void SetTenant(AccountId account = kMailAccount) {
    Set(account, [](AccountSettings& settings) { AssignCut(settings.tenant, "fabrikam.example"); });
  }
  bool Pending(AccountId account = kMailAccount) {
    return device.app->book().HasSignIn(account, AccountBook::Slot::kPending);
  }

  TokenDevice device;
};

TEST_F(SignInsAndSettings, ARefreshThatNobodyTookIsForgottenWithTheServerItWasFor) {
  device.SignInAndApply(kMailAccount, kScanner);
  const size_t before = device.provider.Count("refresh");
  static_cast<void>(device.app->tokens().RequestToken(kMailAccount, true, nullptr, device.Now()));
  ASSERT_TRUE(device.RunUntil([&] { return device.app->tokens().idle(); }));
  ASSERT_EQ(device.provider.Count("refresh"), before + 1);
  Set(kMailAccount, [](AccountSettings& settings) {
    settings.service = MailService::kCustom;
    AssignCut(settings.smtp_host, "mx.fabrikam.example");
  });
  const TokenDevice::Answer answer = device.Token();
  EXPECT_EQ(answer.token, "");
  EXPECT_EQ(answer.cause, Cause::kNotSignedIn);
}

TEST_F(SignInsAndSettings, ARefreshThatNobodyTookIsForgottenWithAnyOtherSetting) {
  const AccountId user = device.AddUser("ito");
  device.SignInAndApply(kMailAccount, kScanner);
  device.SignInAndApply(user, "ito@contoso.example");
  static_cast<void>(device.app->tokens().RequestToken(user, false, nullptr, device.Now()));
  ASSERT_TRUE(device.RunUntil([&] { return device.app->tokens().idle(); }));
  SetTenant();  // the user's own record stays as it is until somebody reads it
  const TokenDevice::Answer answer = device.Token(user);
  EXPECT_EQ(answer.token, "");
  EXPECT_EQ(answer.cause, Cause::kNotSignedIn);
}

TEST_F(SignInsAndSettings, ACodeOfOldSettingsIsGivenUpAndSaysSo) {
  ShowCode(kMailAccount);
  SetTenant();
  EXPECT_EQ(device.facts().phase, SignInFacts::Phase::kFailed);
  EXPECT_EQ(device.facts().cause, Cause::kSignInCancelled);
  device.provider.Approve(kScanner);
  device.RunFor(20 * kMsPerMinute);
  EXPECT_FALSE(Pending());
  EXPECT_EQ(device.provider.FindGrant(kScanner), nullptr) << "the code was asked for again";
}

TEST_F(SignInsAndSettings, AUsersCodeIsGivenUpWithTheMailAccountsSettings) {
  device.SignInAndApply(kMailAccount, kScanner);
  const AccountId user = device.AddUser("ito");
  ShowCode(user);
  SetTenant();
  device.provider.Approve("ito@contoso.example");
  device.RunFor(20 * kMsPerMinute);
  EXPECT_FALSE(Pending(user));
}

TEST_F(SignInsAndSettings, ACodeOutlivesWhatDoesNotConcernIt) {
  ShowCode(kMailAccount);
  Set(kMailAccount, [](AccountSettings& settings) { AssignCut(settings.sender_name, "Floor 3"); });
  SetTenant(kFaxAccount);
  EXPECT_EQ(device.facts().phase, SignInFacts::Phase::kCodeShown);
  device.provider.Approve(kScanner);
  EXPECT_TRUE(device.RunUntil([&] { return device.facts().phase == SignInFacts::Phase::kConfirm; }));
}

TEST_F(SignInsAndSettings, WhatWasPendingIsNoLongerShown) {
  device.SignIn(kMailAccount, kScanner);
  SetTenant();
  EXPECT_FALSE(Pending());
  EXPECT_EQ(device.facts().phase, SignInFacts::Phase::kNone);
  EXPECT_EQ(device.app->Do(ApplySignInCommand{}).error(), Error::kBadState);
}

TEST_F(SignInsAndSettings, AnotherPendingOneIsShownInItsPlace) {
  device.SignIn(kFaxAccount, "fax@contoso.example");
  device.SignIn(kMailAccount, kScanner);
  SetTenant();
  EXPECT_EQ(device.facts().phase, SignInFacts::Phase::kConfirm);
  EXPECT_EQ(device.facts().account, kFaxAccount);
}

TEST_F(SignInsAndSettings, APendingOneIsComparedWithTheNewSender) {
  device.SignIn(kMailAccount, kScanner);
  EXPECT_FALSE(device.facts().differs_from_sender);
  Set(kMailAccount, [](AccountSettings& settings) { AssignCut(settings.sender, "other@contoso.example"); });
  EXPECT_TRUE(device.facts().differs_from_sender);
  EXPECT_TRUE(device.app->Do(ApplySignInCommand{}));
}

TEST_F(SignInsAndSettings, ATokenOfADroppedSignInIsNotStoredForTheNext) {
  device.SignIn(kMailAccount, kScanner);  // its access token waits in RAM
  SetTenant();
  device.SignInAndApply(kMailAccount, "other@fabrikam.example");
  EXPECT_TRUE(device.HandsOut("other@fabrikam.example"));
}

class PopAndSettings : public JobFixture {
 protected:
  PopAndSettings() {
    device.board.network.Listen("pop.contoso.example", 110, pop);
    device.board.network.Listen("pop.fabrikam.example", 110, new_pop);
    settings.auth = AuthMethod::kPopBeforeSmtp;
    settings.allow_password_without_tls = true;
    AssignCut(settings.user, kScanner);
    AssignCut(settings.pop_host, "pop.contoso.example");
    SaveWith("old secret");
  }
  void SaveWith(std::string_view password) {
    Save();
    ASSERT_TRUE(device.app->Do(SetPasswordCommand{.value = AsBytes(password)}));
  }
  void MoveToTheNewServer() {
    AssignCut(settings.pop_host, "pop.fabrikam.example");
    SaveWith("new secret");
  }
  bool Asked(const char* verb, size_t from = 0) const {
    return std::any_of(peer.commands.begin() + static_cast<ptrdiff_t>(from), peer.commands.end(),
                       [verb](const std::string& command) { return command.starts_with(verb); });
  }
  static bool Has(const PopPeer& server, const std::string& command) {
    return std::find(server.commands.begin(), server.commands.end(), command) != server.commands.end();
  }

  PopPeer pop;
  PopPeer new_pop;
};

TEST_F(PopAndSettings, ANewPasswordDoesNotGoToTheOldServer) {
  Send("one");
  ASSERT_TRUE(device.RunUntilJobsEnd());
  peer.replies["RCPT"] = {"554 5.7.1 Relay access denied"};
  const size_t before = peer.commands.size();
  const JobId id = Send("two");
  ASSERT_TRUE(device.RunUntil([&] { return Asked("RCPT", before); }));
  MoveToTheNewServer();
  ASSERT_TRUE(device.RunUntilJobsEnd());
  EXPECT_EQ(device.Job(id).state, JobState::kDelivered);
  EXPECT_FALSE(Has(pop, "PASS new secret"));
  EXPECT_TRUE(Has(new_pop, "PASS new secret"));
}

TEST_F(PopAndSettings, ALogInOfOldSettingsDoesNotCountForTheNew) {
  const JobId id = Send("one");
  ASSERT_TRUE(device.RunUntil([&] { return Has(pop, "PASS old secret"); }));
  MoveToTheNewServer();
  ASSERT_TRUE(device.RunUntilJobsEnd());
  EXPECT_EQ(device.Job(id).state, JobState::kDelivered);
  EXPECT_TRUE(Has(new_pop, "PASS new secret"));
}

TEST_F(PopAndSettings, TheConnectionTestBeginsAnew) {
  ASSERT_TRUE(device.app->Do(TestConnectionCommand{}));
  ASSERT_TRUE(device.RunUntil([&] { return Asked("EHLO"); }));
  MoveToTheNewServer();
  const ConnectionTestFacts& facts = device.app->snapshot().test;
  ASSERT_TRUE(device.RunUntil([&] { return facts.phase != ConnectionTestFacts::Phase::kRunning; }));
  EXPECT_EQ(facts.phase, ConnectionTestFacts::Phase::kPassed);
  EXPECT_FALSE(Has(pop, "PASS new secret"));
  EXPECT_TRUE(Has(new_pop, "PASS new secret"));
}

class MailAndSettings : public JobFixture {};

TEST_F(MailAndSettings, AConnectionToTheOldServerCarriesNothingOfTheNextJob) {
  SmtpPeer new_peer;
  device.board.network.Listen("mx.fabrikam.example", 25, new_peer);
  peer.replies["RCPT"] = {"250 OK", "452 4.5.3 too many", "452 4.5.3 too many"};
  const std::string_view to[] = {"a@contoso.example", "b@contoso.example", "c@contoso.example"};
  ASSERT_TRUE(Submit("one", to));
  ASSERT_TRUE(device.RunUntil([&] { return peer.mails.size() == 1; }));
  AssignCut(settings.smtp_host, "mx.fabrikam.example");
  Save();
  Send("two");
  ASSERT_TRUE(device.RunUntilJobsEnd());
  ASSERT_EQ(new_peer.mails.size(), 1U);
  EXPECT_EQ(Header(new_peer.mails[0].octets, "Subject"), "two");
  AccountNotes notes;
  ASSERT_TRUE(device.app->book().LoadNotes(kMailAccount, notes));
  EXPECT_EQ(notes.recipients_max, 0) << "a limit of the old server";
}

}  // namespace
}  // namespace tegami
