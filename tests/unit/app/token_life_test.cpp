// SPDX-License-Identifier: MIT
// Token life: when a refresh is made, when it is not, what its end means.
#include "app/token_schedule.h"
#include "unit/app/token_device.h"

namespace tegami {
namespace {

constexpr const char* kScanner = "scanner@contoso.example";
constexpr int64_t kTenYears = 3652 * kSecondsPerDay;

class TokenLife : public testing::Test {
 protected:
  TokenLife() { device.SignInAndApply(kMailAccount, kScanner); }

  size_t Refreshes() const { return device.provider.Count("refresh"); }
  ProviderLine::Grant& grant() { return *device.provider.FindGrant(kScanner); }
  void ExpectWorks() {
    EXPECT_TRUE(device.HandsOut(kScanner, kMailAccount, true));
    device.RunFor(kRefreshRepeatMs);  // the next refusal counts again
  }

  TokenDevice device;
};

TEST_F(TokenLife, SparesARefreshWhileATokenIsFreshAlsoAfterAReboot) {
  EXPECT_TRUE(device.HandsOut(kScanner));
  device.Boot();
  EXPECT_TRUE(device.HandsOut(kScanner));
  EXPECT_EQ(Refreshes(), 0U);
}

TEST_F(TokenLife, HandsOutNoTokenWithLessThanTenMinutesLeft) {
  device.RunFor((3600 - kRefreshMarginSeconds - kRefreshJitterSeconds - 10) * kMsPerSecond);
  EXPECT_TRUE(device.HandsOut(kScanner));
  EXPECT_EQ(Refreshes(), 0U);
  device.RunFor((kRefreshJitterSeconds + 10) * kMsPerSecond);
  EXPECT_TRUE(device.HandsOut(kScanner));
  EXPECT_EQ(Refreshes(), 1U);
}

TEST_F(TokenLife, RefreshesOnceForAllWhoAsk) {
  ASSERT_TRUE(device.app->Do(RefreshCommand{}));
  EXPECT_FALSE(device.app->Do(RefreshCommand{}));
  AccessToken token;
  ASSERT_TRUE(device.RunUntil([&] {
    return device.app->tokens().RequestToken(kMailAccount, false, &token, device.Now()).ready && Refreshes() != 0;
  }));
  device.RunFor(kMsPerMinute);
  EXPECT_EQ(Refreshes(), 1U);
}

TEST_F(TokenLife, StoresTheRotatedTokenBeforeAnybodyGetsTheNewOne) {
  const std::string old = grant().access_token;
  device.provider.strict_rotation = false;
  ASSERT_TRUE(device.app->Do(RefreshCommand{}));
  ASSERT_TRUE(device.RunUntil([&] { return Refreshes() == 1; }));
  device.board.flash.SetPowerCut({.operation = 1});
  AccessToken token;
  device.RunUntil(
      [&] {
        const auto answer = device.app->tokens().RequestToken(kMailAccount, true, &token, device.Now());
        EXPECT_FALSE(answer.ready) << "its refresh token is nowhere";
        return answer.cause != Cause::kNone;
      },
      kMsPerMinute);
  EXPECT_TRUE(device.board.flash.PowerIsOff());
  device.board.flash.Reboot();
  device.Boot();
  ExpectWorks();  // Microsoft leaves the old one alive
  EXPECT_NE(grant().access_token, old);
}

TEST_F(TokenLife, OffersTheRotatedTokenAgainToAFlashThatRefusedIt) {
  ASSERT_TRUE(device.app->Do(RefreshCommand{}));
  ASSERT_TRUE(device.RunUntil([&] { return Refreshes() == 1; }));
  device.board.flash.failing_programs.Set(1, 3);
  device.RunFor(kMsPerMinute);
  device.Boot();
  ExpectWorks();
}

TEST_F(TokenLife, KeepsTheOldRefreshTokenWhereTheAnswerHasNone) {
  device.provider.rotates = false;
  ExpectWorks();
  ExpectWorks();
}

TEST_F(TokenLife, KeepsUsersAccessTokensOffTheFlash) {
  const AccountId user = device.AddUser("ito");
  device.SignInAndApply(user, "ito@contoso.example");
  EXPECT_TRUE(device.HandsOut("ito@contoso.example", user));
  EXPECT_TRUE(device.app->store().Contains({RecordKind::kAccessToken, kMailAccount}));
  EXPECT_FALSE(device.app->store().NextIndex(RecordKind::kAccessToken, kFirstUserAccount));
}

TEST_F(TokenLife, WaitsAsLongAsTheProviderAsksWhoeverComes) {
  device.provider.next.push_back(ProviderLine::Answer(429, HttpContent::kNone, "", 1800 * kMsPerSecond));
  const TokenDevice::Answer refused = device.Token(kMailAccount, true);
  EXPECT_EQ(refused.cause, Cause::kIdentityServiceBusy);
  EXPECT_GE(MsBetween(device.Now(), refused.retry_at), 1790 * kMsPerSecond);
  ASSERT_TRUE(device.app->Do(RefreshCommand{}));
  device.RunFor(1700 * kMsPerSecond);
  EXPECT_EQ(device.Token(kMailAccount, true).cause, Cause::kIdentityServiceBusy);
  EXPECT_EQ(Refreshes(), 1U);
  device.RunFor(100 * kMsPerSecond);
  ExpectWorks();
}

TEST_F(TokenLife, LeavesAProviderAloneThatSeesALoop) {
  device.provider.next.push_back(
      ProviderLine::Answer(400, HttpContent::kJson, ProviderLine::ErrorBody("invalid_grant", 50196)));
  device.Token(kMailAccount, true);
  const size_t before = Refreshes();
  device.RunFor(290 * kMsPerSecond);
  EXPECT_EQ(device.Token(kMailAccount, true).cause, Cause::kIdentityServiceBusy);
  EXPECT_EQ(Refreshes(), before);
  device.RunFor(20 * kMsPerSecond);
  ExpectWorks();
  EXPECT_EQ(device.State(), AccountState::kSignedIn);
}

TEST_F(TokenLife, DoesNotRepeatARefusedRefreshForTwoMinutesUnlessASettingChanged) {
  device.provider.always =
      ProviderLine::Answer(401, HttpContent::kJson, ProviderLine::ErrorBody("invalid_client", 7000222));
  EXPECT_EQ(device.Token(kMailAccount, true).cause, Cause::kClientConfiguration);
  const size_t once = Refreshes();
  device.RunFor(110 * kMsPerSecond);
  EXPECT_EQ(device.Token(kMailAccount, true).cause, Cause::kClientConfiguration);
  EXPECT_EQ(Refreshes(), once);
  device.provider.always.reset();
  ASSERT_TRUE(device.app->Do(SetPasswordCommand{kMailAccount, {}}));
  ExpectWorks();
}

TEST_F(TokenLife, IsNotEndedByAnyOutage) {
  using Line = ProviderLine;
  const Line::Planned outages[] = {
      Line::Outage(Cause::kNoLink),
      Line::Outage(Cause::kNoSuchName),
      Line::Outage(Cause::kServerSilent, OauthOutage::kTimedOut),
      Line::Outage(Cause::kTlsFailed),
      Line::Outage(Cause::kCertificateUntrusted),
      Line::Outage(Cause::kProxyAuthentication),
      Line::Outage(Cause::kIdentityServiceAnswer, OauthOutage::kBrokenAnswer),
      Line::Answer(200, HttpContent::kHtml, "<html>Welcome to the hotel</html>"),
      Line::Answer(302, HttpContent::kNone, ""),
      Line::Answer(511, HttpContent::kHtml, "<html>Log on first</html>"),
      Line::Answer(407, HttpContent::kHtml, "<html>Proxy</html>"),
      Line::Answer(429, HttpContent::kJson, Line::ErrorBody("invalid_grant", 70000)),
      Line::Answer(500, HttpContent::kJson, Line::ErrorBody("invalid_grant", 70000)),
      Line::Answer(503, HttpContent::kNone, ""),
      Line::Answer(400, HttpContent::kJson, Line::ErrorBody("invalid_grant", 90033)),
      Line::Answer(200, HttpContent::kJson, "{\"access_tok"),
      Line::Answer(400, HttpContent::kJson, Line::ErrorBody("invalid_grant", 53003)),
      Line::Answer(400, HttpContent::kJson, Line::ErrorBody("something_new", 0)),
  };
  for (const Line::Planned& outage : outages) {
    SCOPED_TRACE(std::to_string(outage.status) + " " + outage.body + CauseIdentifier(outage.cause));
    device.provider.always = outage;
    const TokenDevice::Answer answer = device.Token(kMailAccount, true);
    EXPECT_NE(answer.cause, Cause::kNone);
    if (outage.outage) {
      EXPECT_EQ(answer.cause, outage.cause);
    }
    EXPECT_EQ(device.State(), AccountState::kSignedIn);
    device.Boot();
    device.provider.always.reset();
    ExpectWorks();
  }
}

TEST_F(TokenLife, EndsWhenTheProviderSaysSoAndTheRecordIsKept) {
  struct Row {
    int number;
    AccountState state;
    Cause cause;
  };
  const Row rows[] = {{50173, AccountState::kSignInAgain, Cause::kPasswordChanged},
                      {530036, AccountState::kSignInAgain, Cause::kDeviceFlowBlocked},
                      {70043, AccountState::kSignInAgain, Cause::kSignInFrequency},
                      {70000, AccountState::kSignInAgain, Cause::kSignInAgain},
                      {700082, AccountState::kLinkExpired, Cause::kLinkExpired},
                      {70008, AccountState::kLinkExpired, Cause::kLinkExpired}};
  for (const Row& row : rows) {
    SCOPED_TRACE(row.number);
    grant().error = row.number;
    EXPECT_EQ(device.Token(kMailAccount, true).cause, row.cause);
    EXPECT_EQ(device.State(), row.state);
    EXPECT_EQ(device.Account().cause, row.cause);
    EXPECT_TRUE(device.app->book().HasSignIn(kMailAccount, AccountBook::Slot::kApplied)) << "kept until replaced";
    const std::optional<TokenEvent> event = device.Event();
    ASSERT_TRUE(event);
    EXPECT_EQ(event->kind, TokenEvent::Kind::kSignInEnded);
    EXPECT_EQ(event->cause, row.cause);
    const size_t asked = Refreshes();
    device.RunFor(30 * kMsPerDay);
    device.Boot();
    EXPECT_EQ(device.Token().cause, row.cause);
    EXPECT_EQ(Refreshes(), asked) << "a dead token is not tried again";
    grant().revoked = true;
    device.SignInAndApply(kMailAccount, kScanner);
    ExpectWorks();
  }
}

TEST_F(TokenLife, IsKeptAliveEveryWeekWithoutAnyMail) {
  device.RunFor(200 * kMsPerDay);
  EXPECT_GE(grant().refreshes, 28);
  EXPECT_LE(grant().refreshes, 30);
  ExpectWorks();
}

TEST_F(TokenLife, IsKeptAliveForUsersTooOneAfterTheOther) {
  for (int i = 0; i < 5; ++i) {
    const std::string name = "user" + std::to_string(i);
    device.SignInAndApply(device.AddUser(name), name + "@contoso.example");
  }
  device.app.reset();
  device.board.clock.Advance(20 * kMsPerDay);  // switched off: all are due
  device.Boot();
  const size_t before = device.provider.requests.size();
  device.RunFor(2 * kMsPerHour);
  ASSERT_EQ(device.provider.requests.size(), before + 6);
  for (size_t i = before + 1; i < device.provider.requests.size(); ++i) {
    EXPECT_GE(MsBetween(device.provider.requests[i - 1].at, device.provider.requests[i].at), kKeepAliveGapMs);
  }
}

TEST(KeepAlive, IsSpreadOverTheHourAfterPowerOnAndOverTheWeek) {
  std::set<int64_t> after_power_on;
  std::set<int64_t> in_the_week;
  for (uint8_t serial = 1; serial <= 6; ++serial) {
    TokenDevice device(serial);
    device.SignInAndApply(kMailAccount, kScanner);
    device.app.reset();
    device.board.clock.Advance(20 * kMsPerDay);
    device.Boot();
    const Instant power_on = device.Now();
    const size_t before = device.provider.requests.size();
    ASSERT_TRUE(device.RunUntil([&] { return device.provider.requests.size() > before; }, kPowerOnSpreadMs + 1000));
    after_power_on.insert(MsBetween(power_on, device.Now()) / kMsPerMinute);
    ASSERT_TRUE(device.RunUntil([&] { return device.provider.requests.size() > before + 1; }, 8 * kMsPerDay));
    in_the_week.insert(MsBetween(power_on, device.Now()) / kMsPerHour);
  }
  EXPECT_GE(after_power_on.size(), 5U);
  EXPECT_GE(in_the_week.size(), 5U);
}

TEST(KeepAlive, ComesBackAtTheDevicesOwnHourHoweverOftenItIsRestarted) {
  constexpr UtcTime kNow = FakeClock::kStart;
  for (uint64_t serial = 1; serial < 100; ++serial) {
    const UtcTime slot = KeepAliveSlot(serial, kMailAccount, 7, kNow);
    EXPECT_LE(slot, kNow);
    EXPECT_GT(slot.seconds, kNow.seconds - 7 * kSecondsPerDay);
    EXPECT_EQ(KeepAliveSlot(serial, kMailAccount, 7, {slot.seconds + 7 * kSecondsPerDay - 1}), slot);
    EXPECT_FALSE(KeepAliveDue(serial, kMailAccount, 7, slot, kNow));
    EXPECT_TRUE(KeepAliveDue(serial, kMailAccount, 7, {slot.seconds - 1}, kNow));
    EXPECT_FALSE(KeepAliveDue(serial, kMailAccount, 0, {slot.seconds - 1}, kNow));
  }
}

TEST_F(TokenLife, WarnsAtThirtyFifteenAndFiveDaysLeft) {
  device.provider.always = ProviderLine::Outage(Cause::kUnreachable);
  std::vector<int> told;
  for (int day = 0; day < 95; ++day) {
    device.RunFor(kMsPerDay);
    while (const std::optional<TokenEvent> event = device.Event()) {
      EXPECT_EQ(event->kind, TokenEvent::Kind::kAboutToLapse);
      told.push_back(event->days_left);
    }
    if (day % 10 == 5) device.Boot();  // once is enough, whatever happens
  }
  EXPECT_EQ(told, (std::vector<int>{30, 15, 5}));
  EXPECT_EQ(device.State(), AccountState::kAboutToLapse) << "only the provider says that it is over";
  device.provider.always.reset();
  device.RunFor(kMsPerDay);
  EXPECT_EQ(device.State(), AccountState::kSignedIn);
  EXPECT_GE(device.Account().days_left, 89);
}

TEST(TokenLifeElsewhere, IsNotCountedWhereTheProviderDoesNotSayHowLongItIs) {
  TokenDevice device;
  AccountSettings settings;
  settings.service = MailService::kCustom;
  AssignCut(settings.client_id, "client");
  AssignCut(settings.authority, "https://login.example");
  AssignCut(settings.scope, "https://outlook.office.com/SMTP.Send offline_access");
  ASSERT_TRUE(device.app->Do(SetAccountCommand{kMailAccount, &settings}));
  device.SignInAndApply(kMailAccount, kScanner);
  device.provider.always = ProviderLine::Outage(Cause::kUnreachable);
  device.RunFor(200 * kMsPerDay);
  EXPECT_EQ(device.State(), AccountState::kSignedIn);
  EXPECT_FALSE(device.Account().days_left);
  EXPECT_FALSE(device.Event());
}

TEST_F(TokenLife, SurvivesAClockThatIsSetTenYearsAheadAndBack) {
  device.board.clock.JumpWallClock(kTenYears);
  device.provider.always = ProviderLine::Outage(Cause::kCertificateExpired);  // as the device sees it then
  device.RunFor(3 * kMsPerDay);
  device.Boot();
  device.RunFor(kMsPerDay);
  EXPECT_EQ(device.State(), AccountState::kAboutToLapse);
  device.board.clock.JumpWallClock(-kTenYears);
  device.provider.always.reset();
  device.RunFor(kMsPerDay);
  EXPECT_EQ(device.State(), AccountState::kSignedIn);
  ExpectWorks();
}

TEST_F(TokenLife, IsKeptAliveAgainAfterARefreshUnderAClockOfTheFuture) {
  device.board.clock.JumpWallClock(kTenYears);
  device.RunFor(8 * kMsPerDay);
  ASSERT_GE(grant().refreshes, 1);
  device.board.clock.JumpWallClock(-kTenYears);
  device.Boot();
  const int before = grant().refreshes;
  device.RunFor(30 * kMsPerDay);
  EXPECT_GE(grant().refreshes, before + 5) << "one at once, then every week";
  EXPECT_EQ(device.State(), AccountState::kSignedIn);
}

TEST_F(TokenLife, TrustsNoStoredTokenOfAnotherClock) {
  device.board.clock.JumpWallClock(-2 * kSecondsPerDay);
  device.Boot();
  EXPECT_TRUE(device.HandsOut(kScanner));
  EXPECT_EQ(Refreshes(), 1U) << "its end is two days away by this clock, which cannot be";
}

TEST_F(TokenLife, IsCountedByTheMonotonicClockWhileTheDeviceRuns) {
  device.board.clock.JumpWallClock(kTenYears);
  EXPECT_TRUE(device.HandsOut(kScanner));
  device.board.clock.JumpWallClock(-kTenYears - 5 * kSecondsPerDay);
  EXPECT_TRUE(device.HandsOut(kScanner));
  EXPECT_EQ(Refreshes(), 0U);
}

TEST_F(TokenLife, KeepsAProvidersWordsToTheAccountThatTheyAreAbout) {
  device.provider.next.push_back(ProviderLine::Answer(
      400, HttpContent::kJson,
      R"({"error":"invalid_grant","error_description":"AADSTS53003: scanner@contoso.example is blocked","error_codes":[53003]})"));
  const auto send = [&](AccountId account) {
    const std::string_view to[] = {"ito@contoso.example"};
    MailJob job;
    job.account = account;
    job.to = to;
    job.subject = "Scan";
    const Result<JobId> id = device.app->Submit(job);
    EXPECT_TRUE(id);
    device.RunFor(10 * kMsPerSecond);
    return device.app->jobs().Find(id.value_or(0)).value_or(JobFacts{});
  };
  const Cause cause = device.Token(kMailAccount, true).cause;
  EXPECT_EQ(cause, Cause::kConditionalAccess);
  ASSERT_TRUE(device.app->book().DropAccessToken(kMailAccount));
  EXPECT_EQ(View(send(kMailAccount).reply), "AADSTS53003: scanner@contoso.example is blocked") << "while it is held";
  const JobFacts fax = send(kFaxAccount);
  EXPECT_EQ(fax.cause, Cause::kNotSignedIn);
  EXPECT_EQ(View(fax.reply), "") << "they are about somebody else";
  EXPECT_EQ(View(send(kMailAccount).reply), "AADSTS53003: scanner@contoso.example is blocked");
  EXPECT_EQ(Refreshes(), 1U);
}

TEST_F(TokenLife, NeverShowsASecret) {
  device.Token(kMailAccount, true);
  device.RunFor(10 * kMsPerDay);
  const Snapshot& snapshot = device.app->snapshot();
  const std::string shown(reinterpret_cast<const char*>(&snapshot), sizeof snapshot);
  EXPECT_EQ(shown.find("SECRET-"), std::string::npos);
  EXPECT_EQ(device.recorder.text.find("SECRET-"), std::string::npos);
  const Bytes image = device.board.flash.image();
  EXPECT_EQ(std::string(image.begin(), image.end()).find("SECRET-"), std::string::npos);
}

}  // namespace
}  // namespace tegami
