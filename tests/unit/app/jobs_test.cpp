// SPDX-License-Identifier: MIT
// The life of jobs: connections they share, what is tried again, what is told.
#include "unit/app/job_fixture.h"

namespace tegami {
namespace {

class Jobs : public JobFixture {};

TEST_F(Jobs, OfOneAccountShareAConnection) {
  Send("one");
  Send("two");
  ASSERT_TRUE(device.RunUntil([&] { return device.Count(JobState::kDelivered) == 1; }));
  Send("three");
  ASSERT_TRUE(device.RunUntilJobsEnd());
  ASSERT_EQ(peer.mails.size(), 3U);
  EXPECT_EQ(device.board.network.connections(), 1U);
  for (const SmtpPeer::Mail& mail : peer.mails) {
    EXPECT_EQ(mail.sender, "scanner@contoso.example");
    EXPECT_EQ(mail.recipients, std::vector<std::string>{"ito@contoso.example"});
  }
  EXPECT_EQ(Header(peer.mails[0].octets, "Subject"), "one");
  EXPECT_EQ(Header(peer.mails[2].octets, "Subject"), "three");
  EXPECT_NE(Header(peer.mails[0].octets, "Message-ID"), Header(peer.mails[1].octets, "Message-ID"));
  EXPECT_EQ(device.Count(JobState::kDelivered), 3U);
  device.RunUntil([] { return false; }, 1000);
  EXPECT_EQ(peer.commands.back(), "QUIT");
  EXPECT_EQ(device.board.network.acquired(), 0U) << "the connection is given back";
}

TEST_F(Jobs, CostOneRoundTripOnAnOpenConnectionWithBdat) {
  Send("one");
  Send("two");
  ASSERT_TRUE(device.RunUntil([&] { return device.Count(JobState::kDelivered) == 1; }));
  const int64_t since = device.board.clock.Now().ms;
  ASSERT_TRUE(device.RunUntil([&] { return device.Count(JobState::kDelivered) == 2; }));
  EXPECT_EQ(RoundTripsOf(since), 1);
}

TEST_F(Jobs, CostTwoRoundTripsOnAnOpenConnectionWithData) {
  std::erase(peer.extensions, "CHUNKING");
  Send("one");
  Send("two");
  ASSERT_TRUE(device.RunUntil([&] { return device.Count(JobState::kDelivered) == 1; }));
  const int64_t since = device.board.clock.Now().ms;
  ASSERT_TRUE(device.RunUntil([&] { return device.Count(JobState::kDelivered) == 2; }));
  EXPECT_EQ(RoundTripsOf(since), 2);
}

TEST_F(Jobs, DoNotUseAConnectionThatWasMadeWithOtherSettings) {
  Send("one");
  Send("two");
  ASSERT_TRUE(device.RunUntil([&] { return device.Count(JobState::kSending) == 1; }));
  AssignCut(settings.sender, "other@contoso.example");
  Save();
  ASSERT_TRUE(device.RunUntilJobsEnd());
  ASSERT_EQ(peer.mails.size(), 2U);
  EXPECT_EQ(device.board.network.connections(), 2U);
  EXPECT_EQ(peer.mails[1].sender, "other@contoso.example");
}

TEST_F(Jobs, GoOverANewConnectionAtOnceWhenTheServerClosedTheirs) {
  peer.close_after_mail = true;
  Send("one");
  Send("two");
  ASSERT_TRUE(device.RunUntilJobsEnd(10 * kMsPerSecond)) << "no pause of a retry";
  EXPECT_EQ(peer.mails.size(), 2U);
  EXPECT_EQ(device.board.network.connections(), 2U);
  EXPECT_EQ(device.Count(JobState::kDelivered), 2U);
}

TEST_F(Jobs, GoOverANewConnectionAtOnceWhenTheServerHasEnoughOfTheirs) {
  peer.extensions = {"SIZE 1000000"};  // no PIPELINING: MAIL is answered before anything is under way
  peer.replies["MAIL"] = {"250 2.1.0 OK", "421 4.4.2 too many messages on this connection"};
  Send("one");
  Send("two");
  ASSERT_TRUE(device.RunUntilJobsEnd(10 * kMsPerSecond));
  EXPECT_EQ(peer.mails.size(), 2U);
  EXPECT_EQ(device.board.network.connections(), 2U);
  EXPECT_EQ(device.Job(2).attempts, 1);
}

TEST_F(Jobs, AreTriedAgainLaterWhenTheServerSaysSo) {
  peer.replies["MAIL"] = {"451 4.3.0 try again later"};
  const JobId id = Send("one");
  ASSERT_TRUE(device.RunUntil([&] { return device.Count(JobState::kRetrying) == 1; }));
  EXPECT_EQ(CauseRetry(device.Job(id).cause), Retry::kLater);
  const int64_t since = device.board.clock.Now().ms;
  ASSERT_TRUE(device.RunUntilJobsEnd());
  EXPECT_EQ(device.Job(id).state, JobState::kDelivered);
  EXPECT_EQ(device.Job(id).attempts, 2);
  EXPECT_GE(device.board.clock.Now().ms - since, kJobRetryPausesMs[0]);
}

TEST_F(Jobs, KeepTheirMessageIdWhenItIsUnknownWhetherTheyArrived) {
  peer.replies["."] = {"close"};
  const JobId id = Send("one");
  ASSERT_TRUE(device.RunUntilJobsEnd());
  EXPECT_EQ(device.Job(id).state, JobState::kDelivered);
  ASSERT_EQ(peer.bodies.size(), 2U);
  EXPECT_FALSE(Header(peer.bodies[0], "Message-ID").empty());
  EXPECT_EQ(Header(peer.bodies[0], "Message-ID"), Header(peer.bodies[1], "Message-ID"));
}

TEST_F(Jobs, AreNotRepeatedAtOnceWhenTheServerSpokeOfThem) {
  peer.replies["."] = {"250 2.0.0 queued", "close"};
  Send("one");
  Send("two");
  ASSERT_TRUE(device.RunUntil([&] { return device.Count(JobState::kRetrying) == 1; }));
  EXPECT_EQ(device.board.network.connections(), 1U);
  EXPECT_EQ(device.Job(2).cause, Cause::kDeliveryUnknown);
}

TEST_F(Jobs, EndWhenTheServerRefusesForGood) {
  peer.replies["RCPT"] = {"550 5.1.1 no such user"};
  const JobId refused = Send("one");
  const JobId next = Send("two");
  ASSERT_TRUE(device.RunUntilJobsEnd());
  EXPECT_EQ(device.Job(refused).state, JobState::kFailed);
  EXPECT_EQ(device.Job(refused).cause, Cause::kRecipientRefused);
  EXPECT_EQ(device.Job(next).state, JobState::kDelivered);
}

TEST_F(Jobs, GiveUpAfterADay) {
  device.board.network.StopListening("mx.contoso.example", 25);
  const JobId id = Send("one");
  ASSERT_TRUE(device.RunUntilJobsEnd(48 * 3600 * kMsPerSecond));
  EXPECT_EQ(device.Job(id).state, JobState::kFailed);
  EXPECT_GT(device.Job(id).attempts, 5);
  EXPECT_LT(device.Job(id).attempts, 60);
}

TEST_F(Jobs, CanBeCancelledWaitingAndUnderWay) {
  const JobId first = Send("one");
  const JobId second = Send("two");
  ASSERT_TRUE(device.RunUntil([&] { return device.Job(first).state == JobState::kSending; }));
  EXPECT_TRUE(device.app->Do(CancelJobCommand{second}));
  EXPECT_EQ(device.Job(second).state, JobState::kCancelled);
  EXPECT_TRUE(device.app->Do(CancelJobCommand{first}));
  EXPECT_FALSE(device.app->Do(CancelJobCommand{first}));
  ASSERT_TRUE(device.RunUntilJobsEnd());
  EXPECT_TRUE(peer.mails.empty());
  const JobId third = Send("three");
  ASSERT_TRUE(device.RunUntilJobsEnd());
  EXPECT_EQ(device.Job(third).state, JobState::kDelivered);
}

class MailWithPassword : public JobFixture {
 protected:
  MailWithPassword() {
    settings.auth = AuthMethod::kSmtpAuth;
    settings.allow_password_without_tls = true;
    AssignCut(settings.user, "scanner@contoso.example");
    Save();
    peer.extensions.emplace_back("AUTH PLAIN");
    peer.replies["AUTH"] = {"235 2.7.0 OK"};
  }
};

TEST_F(MailWithPassword, SaysThatThereIsNone) {
  const JobId id = Send("one");
  ASSERT_TRUE(device.RunUntilJobsEnd());
  EXPECT_EQ(device.Job(id).cause, Cause::kPasswordMissing);
  EXPECT_EQ(CauseCode(device.Job(id).cause), 360);
  EXPECT_EQ(device.board.network.connections(), 0U);
}

TEST_F(MailWithPassword, IsNotHeldForMissingWhereTheFlashDoesNotAnswer) {
  ASSERT_TRUE(device.app->Do(SetPasswordCommand{.value = AsBytes("secret")}));
  bool seen = false;
  for (uint64_t reading = 1; reading < 20; ++reading) {
    peer.replies["AUTH"] = {"235 2.7.0 OK", "235 2.7.0 OK"};
    const JobId id = Send("one");
    device.board.flash.failing_reads.Set(reading, 4);
    Wait(500);
    device.board.flash.failing_reads.Set(0);
    seen = seen || device.Job(id).cause == Cause::kStorageFailed;
    ASSERT_TRUE(device.RunUntilJobsEnd());
    EXPECT_EQ(device.Job(id).state, JobState::kDelivered) << reading;
  }
  EXPECT_TRUE(seen);
}

// Says nothing to a group before all of it has come (RFC 2920 §3.2 lets a server do so), and dies behind the second
// mail.
class DyingPeer final : public FakePeer {
 public:
  std::vector<std::string> bodies;

  void OnConnect(FakeWire& wire) override {
    unread_.clear();
    replies_.clear();
    left_ = 0;
    wire.Send("220 mx.contoso.example\r\n");
  }
  void OnBytes(FakeWire& wire, ConstBytes octets) override {
    unread_ += AsText(octets);
    while (left_ != 0 ? TakeBody() : TakeLine()) {
      if (bodies.size() == 2 && replies_.ends_with("queued\r\n")) {
        replies_.clear();
        wire.Close();
        bodies.emplace_back();
        return;
      }
    }
    if (left_ != 0) return;
    wire.Send(replies_);
    replies_.clear();
  }

 private:
  bool TakeBody() {
    if (unread_.size() < left_) return false;
    bodies.push_back(unread_.substr(0, left_));
    unread_.erase(0, left_);
    left_ = 0;
    replies_ += "250 2.0.0 queued\r\n";
    return true;
  }
  bool TakeLine() {
    const size_t end = unread_.find("\r\n");
    if (end == std::string::npos) return false;
    const std::string line = unread_.substr(0, end);
    unread_.erase(0, end + 2);
    if (line.starts_with("BDAT")) {
      left_ = std::strtoull(line.c_str() + 5, nullptr, 10);
    } else {
      replies_ += line.starts_with("EHLO") ? "250-mx\r\n250-PIPELINING\r\n250 CHUNKING\r\n" : "250 OK\r\n";
    }
    return true;
  }

  std::string unread_;
  std::string replies_;
  size_t left_ = 0;
};

TEST_F(Jobs, SayThatTheyMayHaveArrivedTwiceWhenTheServerDiedUnheard) {
  DyingPeer dying;
  device.board.network.Listen("mx.contoso.example", 25, dying);
  const JobId first = Send("one");
  const JobId second = Send("two");
  ASSERT_TRUE(device.RunUntilJobsEnd(10 * kMsPerSecond)) << "at once";
  ASSERT_EQ(dying.bodies.size(), 4U) << "two, nothing for the death, and the second again";
  EXPECT_EQ(Header(dying.bodies[1], "Message-ID"), Header(dying.bodies[3], "Message-ID"));
  EXPECT_EQ(device.Job(second).state, JobState::kDelivered);
  EXPECT_EQ(device.Job(second).attempts, 1);
  EXPECT_TRUE(device.Job(second).may_be_twice);
  EXPECT_FALSE(device.Job(first).may_be_twice);
}

}  // namespace
}  // namespace tegami
