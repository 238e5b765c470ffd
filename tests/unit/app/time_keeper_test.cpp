// SPDX-License-Identifier: MIT
// The time server: asked at the start, every day, and when dates of certificates are doubted.
#include "app/time_keeper.h"

#include "unit/app/token_device.h"

namespace tegami {
namespace {

constexpr UtcTime kTrue{1'795'600'000};   // 2026-11-25, what the server says
constexpr UtcTime kWrong{1'738'368'000};  // 2025-02-01: plausible, and wrong
constexpr const char* kScanner = "scanner@contoso.example";

class TimeServer : public testing::Test {
 protected:
  // As after a start with this clock.
  void StartAt(UtcTime time) {
    ASSERT_TRUE(device.board.clock.SetWallClock(time));
    device.board.network.SetTimeServer(kTrue);
    device.Boot();
    requests_ = device.board.network.time_requests();
  }
  uint32_t Requests() { return device.board.network.time_requests() - requests_; }
  int64_t OffBySeconds() {
    const int64_t right = kTrue.seconds + MsBetween(set_at_, device.Now()) / kMsPerSecond;
    return device.board.clock.WallClock().value_or(UtcTime{}).seconds - right;
  }
  size_t Changes() {
    size_t changes = 0;
    for (uint32_t number = UINT32_MAX;;) {
      const Result<Event> event = device.app->ReadEvent(number);
      if (!event) return changes;
      changes += event->kind == EventKind::kTimeChanged ? 1 : 0;
      number = event->number - 1;
    }
  }

  TokenDevice device;
  Instant set_at_ = device.Now();

 private:
  uint32_t requests_ = 0;
};

TEST_F(TimeServer, CorrectsAClockThatIsPlausibleAndWrong) {
  StartAt(kWrong);
  device.RunFor(kMsPerMinute);
  EXPECT_LE(std::abs(OffBySeconds()), 1);
  EXPECT_EQ(Changes(), 1U);
}

TEST_F(TimeServer, IsAskedAtTheStartAndThenOnceADay) {
  StartAt(kTrue);
  device.RunFor(3 * kMsPerDay + kMsPerHour);
  EXPECT_EQ(Requests(), 4U);
  device.board.clock.JumpWallClock(-20);  // a cheap crystal
  device.RunFor(kMsPerDay);
  EXPECT_LE(std::abs(OffBySeconds()), 1);
}

TEST_F(TimeServer, IsAskedAgainWhereItDoesNotAnswer) {
  StartAt(kTrue);
  device.board.network.SetTimeServer(std::nullopt);
  for (int minute = 0; minute < 59; ++minute) device.RunFor(kMsPerMinute);
  EXPECT_EQ(Requests(), 4U) << "every quarter of an hour";
}

TEST_F(TimeServer, IsAskedAtOnceWhereTheSettingsNameAnother) {
  StartAt(kTrue);
  device.RunFor(kMsPerHour);
  DeviceSettings settings;
  AssignCut(settings.network.time_server, "ntp.contoso.example");
  ASSERT_TRUE(device.app->Do(SetDeviceCommand{&settings}));
  device.RunFor(kMsPerSecond);
  EXPECT_EQ(Requests(), 2U);
}

TEST_F(TimeServer, IsNotLoggedForAFewSeconds) {
  StartAt({kTrue.seconds - kTimeNoticedSeconds});
  device.RunFor(kMsPerMinute);
  EXPECT_LE(std::abs(OffBySeconds()), 1);
  EXPECT_EQ(Changes(), 0U);
}

TEST_F(TimeServer, IsNotBelievedBeyondWhatIsPlausible) {
  StartAt(kTrue);
  for (const UtcTime nonsense : {UtcTime{0}, UtcTime{kLatestPlausibleUtcSeconds + 1000}}) {
    device.board.network.SetTimeServer(nonsense);
    device.Boot();
    device.RunFor(kMsPerMinute);
    EXPECT_LE(std::abs(OffBySeconds()), 1);
  }
}

class DoubtedDates : public TimeServer {
 protected:
  DoubtedDates() {
    StartAt(kTrue);
    device.SignInAndApply(kMailAccount, kScanner);
    device.RunFor(2 * kMsPerHour);  // the access token is old
  }
  void RefuseDates() { device.provider.next.push_back(ProviderLine::Outage(Cause::kCertificateNotYetValid)); }
  void RefuseAllDates() { device.provider.always = ProviderLine::Outage(Cause::kCertificateNotYetValid); }
  JobId Send() {
    const std::string_view to[] = {"ito@contoso.example"};
    MailJob job;
    job.to = to;
    job.text = "A text.\n";
    return device.app->Submit(job).value_or(0);
  }
  JobFacts Job(JobId id) { return device.app->jobs().Find(id).value_or(JobFacts()); }
};

TEST_F(DoubtedDates, OfAWrongClockCostAJobNothing) {
  device.board.clock.JumpWallClock(-400LL * 24 * 60 * 60);
  const uint32_t before = Requests();
  RefuseDates();
  const JobId id = Send();
  ASSERT_TRUE(device.RunUntil([&] { return Job(id).cause != Cause::kNone; }, kMsPerMinute));
  EXPECT_EQ(Job(id).cause, Cause::kNoSuchName) << "the sign-in service was passed; there is no mail server here";
  EXPECT_EQ(Job(id).state, JobState::kRetrying);
  EXPECT_LE(std::abs(OffBySeconds()), 1);
  EXPECT_EQ(Requests(), before + 1);
}

TEST_F(DoubtedDates, OfAClockThatIsRightEndTheJob) {
  const uint32_t before = Requests();
  const size_t refreshes = device.provider.Count("refresh");
  RefuseAllDates();
  const JobId id = Send();
  ASSERT_TRUE(device.RunUntil([&] { return Job(id).state == JobState::kFailed; }, kMsPerMinute));
  EXPECT_EQ(Job(id).cause, Cause::kCertificateNotYetValid);
  EXPECT_EQ(Requests(), before + 1);
  EXPECT_EQ(device.provider.Count("refresh"), refreshes + kRefreshTries);
}

TEST_F(DoubtedDates, AreTriedOnceMoreAndNotTwice) {
  device.board.clock.JumpWallClock(-400LL * 24 * 60 * 60);
  const size_t refreshes = device.provider.Count("refresh");
  RefuseAllDates();
  const JobId id = Send();
  ASSERT_TRUE(device.RunUntil([&] { return Job(id).state == JobState::kFailed; }, 2 * kMsPerMinute));
  EXPECT_EQ(Job(id).cause, Cause::kCertificateNotYetValid);
  EXPECT_EQ(device.provider.Count("refresh"), refreshes + 2 * kRefreshTries);
}

TEST_F(DoubtedDates, AreAskedForOnlyNowAndThen) {
  device.board.network.SetTimeServer(std::nullopt);
  RefuseAllDates();
  const JobId id = Send();
  ASSERT_TRUE(device.RunUntil([&] { return Job(id).state == JobState::kFailed; }, kMsPerMinute));
  const uint32_t before = Requests();
  const JobId second = Send();
  ASSERT_TRUE(device.RunUntil([&] { return Job(second).state == JobState::kFailed; }, kMsPerSecond))
      << "asked just now";
  EXPECT_EQ(Requests(), before);
}

TEST_F(DoubtedDates, OfASignInAskTheTimeServerToo) {
  const uint32_t before = Requests();
  for (int i = 0; i < 5; ++i) {
    RefuseDates();
    ASSERT_TRUE(device.app->Do(SignInCommand{}));
    ASSERT_TRUE(device.RunUntil([&] { return device.provider.next.empty(); }, kMsPerMinute));
    device.RunFor(10 * kMsPerSecond);
  }
  EXPECT_EQ(Requests(), before + 1);
}

}  // namespace
}  // namespace tegami
