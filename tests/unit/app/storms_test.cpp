// SPDX-License-Identifier: MIT
// Many jobs and one trouble: the server and the provider are asked as often as by one job.
#include "unit/app/job_fixture.h"
#include "unit/app/token_device.h"

namespace tegami {
namespace {

class Storms : public JobFixture {
 protected:
  static constexpr const char* kRateLimit =
      "421 4.4.2 Message submission rate for this client has exceeded the configured limit";

  void RefuseMails(size_t count) {
    for (size_t i = 0; i < count; ++i) peer.replies["MAIL"].emplace_back(kRateLimit);
  }
  // One job has met the limit, and waits.
  void MeetTheLimit() {
    RefuseMails(20);
    Send("first");
    ASSERT_TRUE(device.RunUntil([&] { return device.Count(JobState::kRetrying) == 1; }));
    ASSERT_EQ(device.board.network.connections(), 1U);
  }
};

TEST_F(Storms, JobsThatComeInWhileTheServerAsksForAPauseWaitToo) {
  MeetTheLimit();
  for (int i = 0; i < 10; ++i) {
    Send("later");
    Wait(5 * kMsPerSecond);
  }
  EXPECT_EQ(device.board.network.connections(), 1U);
  peer.replies["MAIL"].clear();
  ASSERT_TRUE(device.RunUntilJobsEnd(5 * kMsPerMinute));
  EXPECT_EQ(peer.mails.size(), 11U);
  EXPECT_EQ(device.board.network.connections(), 2U);
}

TEST_F(Storms, AServerThatIsAwayIsTriedOnceAMinuteHoweverManyCome) {
  device.board.network.StopListening("mx.contoso.example", 25);
  for (int i = 0; i < 40; ++i) {
    Send("one");
    Wait(15 * kMsPerSecond);  // ten minutes
  }
  uint32_t attempts = 0;
  for (const JobFacts& job : device.Jobs()) attempts += job.attempts;
  EXPECT_LE(attempts, 12U);
  EXPECT_GE(attempts, 9U) << "whoever stands at the device need not wait for the pauses of older jobs";
  device.board.network.Listen("mx.contoso.example", 25, peer);
  Wait(61 * kMsPerSecond);
  EXPECT_FALSE(peer.mails.empty());
}

TEST_F(Storms, AnotherAccountAndATestMailAreNotHeld) {
  MeetTheLimit();
  peer.replies["MAIL"].clear();
  ASSERT_TRUE(device.app->Do(SetAccountCommand{kFaxAccount, &settings}));
  const std::string_view to[] = {"ito@contoso.example"};
  MailJob job;
  job.account = kFaxAccount;
  job.to = to;
  job.text = "A fax.\n";
  ASSERT_TRUE(device.app->Submit(job));
  Wait(5 * kMsPerSecond);
  EXPECT_EQ(peer.mails.size(), 1U);
  ASSERT_TRUE(device.app->Do(TestMailCommand{.to = "ito@contoso.example"}));
  Wait(5 * kMsPerSecond);
  EXPECT_EQ(peer.mails.size(), 2U);
}

TEST_F(Storms, AChangedSettingIsTriedAtOnce) {
  MeetTheLimit();
  peer.replies["MAIL"].clear();
  AssignCut(settings.sender_name, "Floor 3");
  Save();
  Send("now");
  Wait(5 * kMsPerSecond);
  EXPECT_EQ(peer.mails.size(), 1U);
}

class RefusedTokens : public testing::Test {
 protected:
  RefusedTokens() {
    device.SignInAndApply(kMailAccount, kScanner);
    before_ = device.provider.Count("refresh");
  }
  size_t Refreshes() { return device.provider.Count("refresh") - before_; }

  static constexpr const char* kScanner = "scanner@contoso.example";
  TokenDevice device;

 private:
  size_t before_ = 0;
};

TEST_F(RefusedTokens, CostOneRefreshHoweverManyJobsMeetIt) {
  EXPECT_TRUE(device.HandsOut(kScanner, kMailAccount, true));
  for (int i = 0; i < 63; ++i) {
    EXPECT_TRUE(device.HandsOut(kScanner));
    EXPECT_EQ(device.Token(kMailAccount, true).cause, Cause::kAuthTokenRejected);
  }
  EXPECT_EQ(Refreshes(), 1U);
  device.RunFor(kRefreshRepeatMs);
  EXPECT_TRUE(device.HandsOut(kScanner, kMailAccount, true));
  EXPECT_EQ(Refreshes(), 2U);
}

TEST_F(RefusedTokens, AreReplacedByOneThatHasComeMeanwhile) {
  const std::string old = device.Token().token;
  ASSERT_TRUE(device.app->Do(RefreshCommand{}));
  ASSERT_TRUE(device.RunUntil([&] { return Refreshes() == 1 && device.app->tokens().idle(); }));
  device.app->Poll();
  const std::string now = device.Token(kMailAccount, true).token;
  EXPECT_NE(now, old);
  EXPECT_EQ(now, device.Known(kScanner));
  EXPECT_EQ(Refreshes(), 1U);
}

TEST_F(RefusedTokens, AreForgottenWithAChangedSettingAndANewSignIn) {
  device.Token(kMailAccount, true);
  ASSERT_TRUE(device.app->Do(SetPasswordCommand{kMailAccount, {}}));
  EXPECT_TRUE(device.HandsOut(kScanner, kMailAccount, true));
  EXPECT_EQ(Refreshes(), 2U);
}

}  // namespace
}  // namespace tegami
