// SPDX-License-Identifier: MIT
// Accounts: what is pending, who may sign in, what signing out leaves.
#include "fakes/machine_drawing.h"
#include "unit/app/app_device.h"
#include "unit/app/token_device.h"

namespace tegami {
namespace {

constexpr const char* kScanner = "scanner@contoso.example";
constexpr const char* kOther = "other@contoso.example";
using Phase = SignInFacts::Phase;
using Slot = AccountBook::Slot;

TEST(PendingSignIn, SurvivesARebootAndIsAppliedThen) {
  TokenDevice device;
  device.SignIn(kMailAccount, kScanner);
  EXPECT_EQ(device.State(), AccountState::kSignedInNotApplied);
  device.Boot();
  EXPECT_EQ(device.facts().phase, Phase::kConfirm);
  EXPECT_EQ(View(device.facts().signed_in_as), kScanner);
  EXPECT_EQ(device.State(), AccountState::kSignedInNotApplied);
  EXPECT_EQ(device.Token().cause, Cause::kSignInNotApplied);
  ASSERT_TRUE(device.app->Do(ApplySignInCommand{}));
  EXPECT_EQ(device.State(), AccountState::kSignedIn);
  EXPECT_TRUE(device.HandsOut(kScanner));
}

TEST(PendingSignIn, CanBeDiscardedAfterARebootWhileTheOlderOneWorksOn) {
  TokenDevice device;
  device.SignInAndApply(kMailAccount, kScanner);
  device.SignIn(kMailAccount, kOther);
  EXPECT_TRUE(device.HandsOut(kScanner)) << "the applied one counts";
  device.Boot();
  EXPECT_EQ(device.State(), AccountState::kSignedInNotApplied);
  ASSERT_TRUE(device.app->Do(DiscardSignInCommand{}));
  EXPECT_FALSE(device.app->Do(DiscardSignInCommand{}));
  EXPECT_FALSE(device.app->Do(ApplySignInCommand{}));
  EXPECT_EQ(device.facts().phase, Phase::kNone);
  EXPECT_EQ(device.State(), AccountState::kSignedIn);
  EXPECT_TRUE(device.HandsOut(kScanner));
}

TEST(PendingSignIn, ReplacesTheOlderOneWhenItIsApplied) {
  TokenDevice device;
  device.SignInAndApply(kMailAccount, kScanner);
  device.SignInAndApply(kMailAccount, kOther);
  EXPECT_TRUE(device.HandsOut(kOther));
  device.Boot();
  EXPECT_EQ(View(device.Account().account_name), kOther);
}

TEST(PendingSignIn, SaysWhereTheStoreIsFullOfUsersAndTheDevicesOwnWorksOn) {
  TokenDevice device;
  device.SignInAndApply(kMailAccount, kScanner);
  const AccountId user = device.AddUser("ito");
  const std::vector<uint8_t> octets(8000, 'x');
  uint32_t index = 400;  // of users that are far
  for (const size_t size : {size_t{8000}, size_t{400}, size_t{1}}) {
    while (device.app->store().Put({RecordKind::kPendingSignIn, index}, ConstBytes(octets).first(size))) ++index;
  }
  ASSERT_TRUE(device.app->Do(SignInCommand{user}));
  ASSERT_TRUE(device.RunUntil([&] { return device.facts().phase == Phase::kCodeShown; }));
  device.app->Poll();
  device.provider.Approve("ito@contoso.example");
  ASSERT_TRUE(device.RunUntil([&] { return device.facts().phase == Phase::kFailed; }));
  EXPECT_EQ(device.facts().cause, Cause::kStorageFull);
  EXPECT_TRUE(device.HandsOut(kScanner));
}

TEST(PendingSignIn, RemembersThatTheProviderTakesTheSecretInTheFormOnly) {
  TokenDevice device;
  ASSERT_TRUE(device.app->Do(SetClientSecretCommand{.value = AsBytes("the secret of the app")}));
  ASSERT_TRUE(device.app->Do(SignInCommand{}));
  ASSERT_TRUE(device.RunUntil([&] { return device.facts().phase == Phase::kCodeShown; }));
  device.app->Poll();
  device.provider.Approve(kScanner);
  device.provider.next.push_back(ProviderLine::Answer(401, HttpContent::kJson, R"({"error":"invalid_client"})"));
  ASSERT_TRUE(device.RunUntil([&] { return device.facts().phase == Phase::kConfirm; }));
  SignIn record;
  ASSERT_TRUE(device.app->book().LoadSignIn(kMailAccount, Slot::kPending, record, nullptr));
  EXPECT_TRUE(record.secret_in_form) << "or each refresh would ask twice";
}

TEST(PendingSignIn, StaysWhenANewerCodeIsGivenUp) {
  TokenDevice device;
  device.SignIn(kMailAccount, kScanner);
  ASSERT_TRUE(device.app->Do(SignInCommand{}));
  ASSERT_TRUE(device.RunUntil([&] { return device.facts().phase == Phase::kCodeShown; }));
  EXPECT_EQ(device.State(), AccountState::kWaitingForUser);
  ASSERT_TRUE(device.app->Do(CancelSignInCommand{}));
  EXPECT_EQ(device.facts().phase, Phase::kConfirm);
  EXPECT_EQ(device.State(), AccountState::kSignedInNotApplied);
  ASSERT_TRUE(device.app->Do(CancelSignInCommand{}));
  EXPECT_EQ(device.State(), AccountState::kSignedInNotApplied) << "no code is under way that could be given up";
  ASSERT_TRUE(device.app->Do(DiscardSignInCommand{}));
  EXPECT_EQ(device.State(), AccountState::kSignedOut);
}

// The panel opens its page by itself after a reboot: whoever wants to do something else presses Back.
TEST(PendingSignIn, StaysWhenItsPageIsLeftAtThePanelAfterAReboot) {
  TokenDevice device;
  device.SignIn(kMailAccount, kScanner);
  for (const PanelKey key : {PanelKey::kBack, PanelKey::kSoft4}) {
    device.Boot();
    device.RunFor(kMsPerSecond);
    EXPECT_EQ(View(device.board.panel.page().title), "Sign in");
    device.board.panel.Press(key);
    device.RunFor(kMsPerMinute);
    EXPECT_EQ(View(device.board.panel.page().title), "Mail");
    EXPECT_EQ(device.State(), AccountState::kSignedInNotApplied);
  }
  device.board.panel.Press(PanelKey::kSoft1);  // to its page again
  device.board.panel.Press(PanelKey::kSoft3);
  device.RunFor(kMsPerSecond);
  EXPECT_EQ(device.State(), AccountState::kSignedOut);
}

TEST(PendingSignIn, IsKeptFresh) {
  TokenDevice device;
  device.SignIn(kMailAccount, kScanner);
  device.RunFor(9 * kMsPerDay);
  ASSERT_EQ(device.provider.grants.size(), 1U);
  EXPECT_GE(device.provider.grants[0].refreshes, 1);
  ASSERT_TRUE(device.app->Do(ApplySignInCommand{}));
  EXPECT_TRUE(device.HandsOut(kScanner)) << "the rotated token, or the provider would refuse it";
}

TEST(PendingSignIn, LapsesAndSaysSo) {
  TokenDevice device;
  device.SignIn(kMailAccount, kScanner);
  device.RunFor((kPendingSignInDays - 2) * kMsPerDay);
  EXPECT_EQ(device.State(), AccountState::kSignedInNotApplied);
  device.RunFor(4 * kMsPerDay);
  EXPECT_EQ(device.State(), AccountState::kSignedOut);
  EXPECT_EQ(device.Account().cause, Cause::kPendingSignInLapsed);
  EXPECT_EQ(device.facts().phase, Phase::kFailed);
  EXPECT_EQ(device.facts().cause, Cause::kPendingSignInLapsed);
  const std::optional<TokenEvent> event = device.Event();
  ASSERT_TRUE(event);
  EXPECT_EQ(event->kind, TokenEvent::Kind::kPendingLapsed);
  EXPECT_EQ(device.Token().cause, Cause::kPendingSignInLapsed);
  device.Boot();
  EXPECT_EQ(device.Account().cause, Cause::kPendingSignInLapsed) << "told until somebody signs in";
  device.SignInAndApply(kMailAccount, kScanner);
  EXPECT_EQ(device.Account().cause, Cause::kNone);
}

TEST(PendingSignIn, DoesNotLapseBecauseTheClockWasSetYearsAhead) {
  TokenDevice device;
  device.SignIn(kMailAccount, kScanner);
  constexpr int64_t kTenYears = 3652 * kSecondsPerDay;
  device.board.clock.JumpWallClock(kTenYears);
  device.RunFor(3 * kMsPerDay);
  device.board.clock.JumpWallClock(-kTenYears);
  device.RunFor(3 * kMsPerDay);
  EXPECT_EQ(device.State(), AccountState::kSignedInNotApplied);
}

TEST(PendingSignIn, IsGoneWithACauseWhenTheProviderRefusesIt) {
  TokenDevice device;
  device.SignIn(kMailAccount, kScanner);
  device.provider.grants[0].error = 50173;
  device.RunFor(9 * kMsPerDay);
  EXPECT_EQ(device.State(), AccountState::kSignedOut);
  EXPECT_EQ(device.facts().cause, Cause::kPasswordChanged);
}

TEST(PendingSignIn, AppliedDuringItsOwnRefreshTakesTheRotatedToken) {
  TokenDevice device;
  device.SignIn(kMailAccount, kScanner);
  device.provider.latency_ms = 5000;
  const size_t before = device.provider.Count("refresh");
  ASSERT_TRUE(device.RunUntil([&] { return device.provider.Count("refresh") > before; }, 9 * kMsPerDay));
  ASSERT_TRUE(device.app->Do(ApplySignInCommand{}));
  EXPECT_TRUE(device.HandsOut(kScanner));
  EXPECT_EQ(device.State(), AccountState::kSignedIn);
  device.RunFor(kRefreshRepeatMs);
  EXPECT_TRUE(device.HandsOut(kScanner, kMailAccount, true)) << "with the token that was rotated";
}

TEST(SignOut, ForgetsAtOnceAndTellsTheProviderOnce) {
  TokenDevice device;
  AccountSettings settings;
  settings.service = MailService::kCustom;
  AssignCut(settings.client_id, "client");
  AssignCut(settings.discovery, "https://login.example");
  AssignCut(settings.scope, "https://outlook.office.com/SMTP.Send offline_access");
  ASSERT_TRUE(device.app->Do(SetAccountCommand{kMailAccount, &settings}));
  device.SignInAndApply(kMailAccount, kScanner);
  const std::string token = device.provider.FindGrant(kScanner)->refresh_token;
  ASSERT_TRUE(device.app->Do(SignOutCommand{}));
  EXPECT_FALSE(device.app->book().HasSignIn(kMailAccount, Slot::kApplied));
  EXPECT_EQ(device.State(), AccountState::kSignedOut);
  ASSERT_TRUE(device.RunUntil([&] { return !device.app->tokens().revoking(); }));
  EXPECT_EQ(device.provider.revoked_tokens, std::vector<std::string>{token});
  EXPECT_EQ(device.Token().cause, Cause::kNotSignedIn);
}

TEST(SignOut, DoesNotWaitForAProviderThatIsSilent) {
  TokenDevice device;
  AccountSettings settings;
  settings.service = MailService::kCustom;
  AssignCut(settings.client_id, "client");
  AssignCut(settings.discovery, "https://login.example");
  AssignCut(settings.scope, "https://outlook.office.com/SMTP.Send offline_access");
  ASSERT_TRUE(device.app->Do(SetAccountCommand{kMailAccount, &settings}));
  device.SignInAndApply(kMailAccount, kScanner);
  device.SignInAndApply(kFaxAccount, kOther);
  device.provider.latency_ms = kMsPerHour;
  ASSERT_TRUE(device.app->Do(SignOutCommand{}));
  device.app->Poll();
  ASSERT_TRUE(device.app->tokens().revoking());
  const Instant begin = device.Now();
  ASSERT_TRUE(device.RunUntil([&] { return !device.app->tokens().revoking(); }));
  EXPECT_LE(MsBetween(begin, device.Now()), kRevocationMaxMs);
  device.provider.latency_ms = 100;
  EXPECT_TRUE(device.HandsOut(kOther, kFaxAccount, true));
}

TEST(SignOut, IsNotUndoneByARefreshUnderWay) {
  TokenDevice device;
  device.SignInAndApply(kMailAccount, kScanner);
  ASSERT_TRUE(device.app->Do(RefreshCommand{}));
  ASSERT_TRUE(device.RunUntil([&] { return device.provider.Count("refresh") == 1; }));
  ASSERT_TRUE(device.app->Do(SignOutCommand{}));
  device.RunFor(kMsPerMinute);
  EXPECT_EQ(device.State(), AccountState::kSignedOut);
  EXPECT_FALSE(device.app->store().Contains({RecordKind::kAccessToken, kMailAccount}));
}

TEST(Users, SignInOnlyAfterAnAdministrator) {
  TokenDevice device;
  const AccountId user = device.AddUser("ito");
  ASSERT_TRUE(device.app->Do(SignInCommand{user}));
  EXPECT_EQ(device.facts().phase, Phase::kFailed);
  EXPECT_EQ(device.facts().cause, Cause::kAdminSignInFirst);
  EXPECT_EQ(device.provider.requests.size(), 0U);
  device.SignIn(kMailAccount, kScanner);
  ASSERT_TRUE(device.app->Do(SignInCommand{user}));
  EXPECT_EQ(device.facts().cause, Cause::kAdminSignInFirst) << "not yet applied";
  ASSERT_TRUE(device.app->Do(ApplySignInCommand{.account = kMailAccount}));
  device.SignInAndApply(user, "ito@contoso.example");
  EXPECT_EQ(device.State(user), AccountState::kSignedIn);
  EXPECT_TRUE(device.HandsOut("ito@contoso.example", user));
}

TEST(Users, AreToldThatTheOrganizationHasNotConsented) {
  TokenDevice device;
  device.SignInAndApply(kMailAccount, kScanner);
  const AccountId user = device.AddUser("ito");
  for (const int number : {65001, 90094, 90095}) {
    device.provider.sign_in_error = number;
    ASSERT_TRUE(device.app->Do(SignInCommand{user}));
    ASSERT_TRUE(device.RunUntil([&] { return device.facts().phase == Phase::kFailed; }));
    EXPECT_EQ(device.facts().cause, Cause::kConsentMissing) << number;
    EXPECT_EQ(device.State(user), AccountState::kSignedOut);
  }
}

TEST(Accounts, TakeTheStepsOfTheirTableAlone) {
  TokenDevice device;  // its recorder fails on any other
  device.SignIn(kMailAccount, kScanner);
  ASSERT_TRUE(device.app->Do(ApplySignInCommand{}));
  device.app->Poll();
  device.provider.always = ProviderLine::Outage(Cause::kUnreachable);
  device.RunFor(70 * kMsPerDay);
  device.provider.always.reset();
  device.RunFor(2 * kMsPerDay);
  device.provider.grants[0].error = 700082;
  device.RunFor(8 * kMsPerDay);
  device.SignInAndApply(kMailAccount, kScanner);
  device.provider.grants[1].error = 50173;
  device.Token(kMailAccount, true);
  device.app->Poll();
  ASSERT_TRUE(device.app->Do(SignOutCommand{}));
  device.app->Poll();
  for (const char* step :
       {"kSignedOut kWaitingForUser", "kWaitingForUser kSignedInNotApplied", "kSignedInNotApplied kSignedIn",
        "kSignedIn kAboutToLapse", "kAboutToLapse kSignedIn", "kSignedIn kLinkExpired", "kLinkExpired kWaitingForUser",
        "kSignedIn kSignInAgain", "kSignInAgain kSignedOut"}) {
    EXPECT_TRUE(device.recorder.seen.contains(step)) << step;
  }
}

// The line is the app's own here: TCP of the fake network, and TLS above it.
class OneInterfaceMore : public testing::Test {
 protected:
  struct Listener final : FakePeer {
    void OnBytes(FakeWire& wire, ConstBytes octets) override {
      heard += octets.size();
      wire.Close();
    }
    size_t heard = 0;
  };

  // Over the interface that is first in the list, as FakeNetwork routes. `known`: of its addresses.
  void SignInOver(InterfaceKind kind, uint8_t known = 1) {
    InterfaceInfo info;
    info.kind = kind;
    info.link_up = true;
    info.name = "eth1";
    info.addresses[0].octets = {198, 51, 100, 7};
    info.address_count = known;
    device.board.network.SetInterfaces({info});
    device.board.network.Listen("login.microsoftonline.com", 443, listener);
    AccountSettings settings;
    AssignCut(settings.client_id, "client");
    ASSERT_TRUE(device.app->Do(SetAccountCommand{.settings = &settings}));
    ASSERT_TRUE(device.app->Do(SignInCommand{}));
    ASSERT_TRUE(device.RunUntil([&] { return device.app->tokens().facts().phase == Phase::kFailed; }));
  }

  Listener listener;
  AppDevice device;
};

TEST_F(OneInterfaceMore, IsRefusedBeforeTheFirstOctet) {
  SignInOver(InterfaceKind::kAdditional);
  EXPECT_EQ(device.app->tokens().facts().cause, Cause::kAdditionalInterface);
  EXPECT_EQ(listener.heard, 0U);
}

TEST_F(OneInterfaceMore, IsTakenForOneWhereNobodyKnowsTheAddress) {
  SignInOver(InterfaceKind::kStandard, 0);
  EXPECT_EQ(device.app->tokens().facts().cause, Cause::kAdditionalInterface);
  EXPECT_EQ(listener.heard, 0U);
}

TEST_F(OneInterfaceMore, IsNoMatterWhereTheRouteIsTheStandardOne) {
  SignInOver(InterfaceKind::kStandard);
  EXPECT_NE(device.app->tokens().facts().cause, Cause::kAdditionalInterface);
  EXPECT_GT(listener.heard, 0U);
}

}  // namespace
}  // namespace tegami
