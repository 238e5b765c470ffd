// SPDX-License-Identifier: MIT
// Jobs across restarts, cancelled at any time, in turn.
#include "unit/app/job_fixture.h"

namespace tegami {
namespace {

class JobQueueLife : public JobFixture {
 protected:
  void StopServer() { device.board.network.StopListening("mx.contoso.example", 25); }
  void StartServer() { device.board.network.Listen("mx.contoso.example", 25, peer); }
  // Cancels it, and sees that it stays so.
  void CancelAndCheck(JobId id, bool may_have_arrived = false) {
    ASSERT_TRUE(device.app->Do(CancelJobCommand{id}));
    EXPECT_FALSE(device.app->Do(CancelJobCommand{id}));
    device.Reboot();
    ASSERT_TRUE(device.RunUntilJobsEnd());
    EXPECT_EQ(device.Job(id).state, JobState::kCancelled);
    EXPECT_EQ(device.Job(id).cause, Cause::kCancelled);
    EXPECT_EQ(device.Job(id).may_be_twice, may_have_arrived);
    EXPECT_FALSE(View(device.Job(id).first_recipient).empty());
  }
};

TEST_F(JobQueueLife, GoesOnAfterARestart) {
  StopServer();
  const JobId first = Send("one");
  const JobId second = Send("two", {}, JobKind::kNotification);
  ASSERT_TRUE(device.RunUntil([&] { return device.Count(JobState::kRetrying) == 1; }));
  device.Reboot();
  EXPECT_EQ(device.app->snapshot().jobs_waiting, 2);
  StartServer();
  ASSERT_TRUE(device.RunUntilJobsEnd());
  EXPECT_EQ(device.Job(first).state, JobState::kDelivered);
  EXPECT_EQ(device.Job(second).state, JobState::kDelivered);
  EXPECT_FALSE(device.Job(first).may_be_twice);
  const JobId third = Send("three");
  EXPECT_GT(third, second);
}

TEST_F(JobQueueLife, GivesNoNumberTwiceWhereTheCounterIsLost) {
  const JobId ended = Send("one");
  ASSERT_TRUE(device.RunUntilJobsEnd());
  ASSERT_TRUE(device.app->store().Remove({RecordKind::kJobCounter, 0}));
  device.Reboot();
  StopServer();
  const JobId waiting = Send("two");
  EXPECT_EQ(waiting, ended + 1);
  ASSERT_TRUE(device.app->store().Remove({RecordKind::kJobCounter, 0}));
  device.Reboot();
  EXPECT_EQ(Send("three"), waiting + 1);
}

TEST_F(JobQueueLife, DoesNotGrowOldWhenTheClockIsSetAnew) {
  StopServer();
  const JobId id = Send("one");
  ASSERT_TRUE(device.RunUntil([&] { return device.Count(JobState::kRetrying) == 1; }));
  device.board.clock.JumpWallClock(400LL * 24 * 60 * 60);  // the time server answers at last
  Wait(2 * kJobRetryPausesMs[0]);
  StartServer();
  ASSERT_TRUE(device.RunUntilJobsEnd());
  EXPECT_EQ(device.Job(id).state, JobState::kDelivered);
}

TEST_F(JobQueueLife, LeavesTheDateToTheServerWhereTheClockWasNeverSet) {
  device.board.clock.ForgetTime();
  Send("one");
  ASSERT_TRUE(device.RunUntilJobsEnd());
  ASSERT_TRUE(device.board.clock.SetWallClock(FakeClock::kStart));
  Send("two");
  ASSERT_TRUE(device.RunUntilJobsEnd());
  ASSERT_EQ(peer.mails.size(), 2U);
  EXPECT_EQ(peer.mails[0].octets.find("Date: "), std::string::npos);
  EXPECT_EQ(peer.mails[1].octets.find("Date: "), 0U);
}

TEST_F(JobQueueLife, SendsWithTheSameMessageIdWhenThePowerWentAtTheEndAndSaysSo) {
  const JobId id = Send("one");
  ASSERT_TRUE(device.RunUntil([&] { return peer.bodies.size() == 1; }));
  device.Reboot();  // the server's word is still on its way
  EXPECT_TRUE(device.Job(id).may_be_twice);
  ASSERT_TRUE(device.RunUntilJobsEnd());
  ASSERT_EQ(peer.mails.size(), 2U);
  EXPECT_EQ(Header(peer.mails[0].octets, "Message-ID"), Header(peer.mails[1].octets, "Message-ID"));
  EXPECT_EQ(device.Job(id).state, JobState::kDelivered);
  EXPECT_EQ(device.Job(id).attempts, 2);
  EXPECT_TRUE(device.Job(id).may_be_twice) << "the history says so";
}

TEST_F(JobQueueLife, DoesNotSayThatOfAMailThatHadNotLeft) {
  const JobId id = Send("one");
  ASSERT_TRUE(device.RunUntil([&] { return device.board.network.connections() == 1; }));
  device.Reboot();
  ASSERT_TRUE(device.RunUntilJobsEnd());
  EXPECT_EQ(peer.mails.size(), 1U);
  EXPECT_FALSE(device.Job(id).may_be_twice);
}

TEST_F(JobQueueLife, DoesNotSendAgainWhatHasEnded) {
  const JobId id = Send("one");
  ASSERT_TRUE(device.RunUntil([&] { return device.Count(JobState::kDelivered) == 1; }));
  for (int i = 0; i < 3; ++i) device.Reboot();
  Wait(kJobGiveUpMs);
  EXPECT_EQ(peer.mails.size(), 1U);
  EXPECT_EQ(device.Job(id).state, JobState::kDelivered);
  EXPECT_EQ(device.Jobs().size(), 1U);
}

TEST_F(JobQueueLife, EndsAJobWhoseAttachmentsTheRestartTook) {
  StopServer();
  ScanSource scan(1000);
  ByteSource* sources[] = {&scan};
  const JobId id = Send("one", sources);
  device.Reboot();
  StartServer();
  const int64_t since = device.board.clock.Now().ms;
  ASSERT_TRUE(device.RunUntilJobsEnd());
  EXPECT_GE(device.board.clock.Now().ms - since, kJobReattachMs);
  EXPECT_EQ(device.Job(id).state, JobState::kFailed);
  EXPECT_EQ(device.Job(id).cause, Cause::kAttachmentGone);
  EXPECT_EQ(device.board.network.connections(), 0U);
}

TEST_F(JobQueueLife, TakesAttachmentsThatFirmwareOffersAgain) {
  StopServer();
  ScanSource scan(1000);
  ByteSource* sources[] = {&scan};
  const JobId id = Send("one", sources);
  device.Reboot();
  StartServer();
  const Attachment again{.source = &scan};
  ASSERT_TRUE(device.app->Reattach(id, {&again, 1}));
  ASSERT_TRUE(device.RunUntilJobsEnd(10 * kMsPerSecond));
  EXPECT_EQ(device.Job(id).state, JobState::kDelivered);
  EXPECT_NE(peer.mails.at(0).octets.find("filename=\"scan.pdf\""), std::string::npos);
}

TEST_F(JobQueueLife, CanBeCancelledWhileItWaits) {
  StopServer();
  const JobId id = Send("one");
  CancelAndCheck(id);
  EXPECT_EQ(device.board.network.connections(), 0U);
}

TEST_F(JobQueueLife, CanBeCancelledWhileItAsksForAToken) {
  settings.auth = AuthMethod::kOauth2;
  AssignCut(settings.client_id, "client");
  AssignCut(settings.authority, "https://login.contoso.example");
  AssignCut(settings.scope, "mail");
  Save();
  SignIn sign_in;
  AssignCut(sign_in.account_name, "scanner@contoso.example");
  AssignCut(sign_in.token_endpoint, "https://login.contoso.example/organizations/oauth2/v2.0/token");
  ASSERT_TRUE(device.app->book().SaveSignIn(kMailAccount, AccountBook::Slot::kApplied, sign_in, AsBytes("a-token")));
  device.board.network.Faults("login.contoso.example", 443).silent = true;
  device.board.network.Listen("login.contoso.example", 443, peer);
  const JobId id = Send("one");
  ASSERT_TRUE(device.RunUntil([&] { return device.Job(id).state == JobState::kSending; }));
  Wait(100);
  ASSERT_EQ(device.Job(id).state, JobState::kSending);
  CancelAndCheck(id);
}

TEST_F(JobQueueLife, CanBeCancelledWhileItConnects) {
  device.board.network.Faults("mx.contoso.example", 25).silent = true;
  const JobId id = Send("one");
  ASSERT_TRUE(device.RunUntil([&] { return device.Job(id).state == JobState::kSending; }));
  Wait(100);
  ASSERT_EQ(device.Job(id).state, JobState::kSending);
  CancelAndCheck(id);
  EXPECT_EQ(device.board.network.acquired(), 0U);
}

TEST_F(JobQueueLife, CanBeCancelledInTheMiddleOfTheBody) {
  ScanSource scan(500'000);
  ByteSource* sources[] = {&scan};
  device.board.network.Faults("mx.contoso.example", 25).connection.silent_after_sent = 50'000;
  const JobId id = Send("one", sources);
  ASSERT_TRUE(device.RunUntil([&] { return device.app->jobs().ProgressPermille() > 50; }));
  EXPECT_EQ(device.app->snapshot().jobs[0].progress_permille, device.app->jobs().ProgressPermille());
  CancelAndCheck(id);
  EXPECT_TRUE(peer.mails.empty());
}

TEST_F(JobQueueLife, SaysThatACancelledMailMayHaveArrivedWhenItsLastOctetHadLeft) {
  const JobId id = Send("one");
  ASSERT_TRUE(device.RunUntil([&] { return peer.bodies.size() == 1; }));
  CancelAndCheck(id, true);
}

TEST_F(JobQueueLife, CanBeCancelledBetweenAttempts) {
  peer.replies["."] = {"451 4.3.0 try again later"};
  const JobId id = Send("one");
  ASSERT_TRUE(device.RunUntil([&] { return device.Count(JobState::kRetrying) == 1; }));
  CancelAndCheck(id);
  EXPECT_TRUE(peer.mails.empty());
}

TEST_F(JobQueueLife, RefusesTheSixtyFifthJobAndSendsAllOthers) {
  StopServer();
  for (size_t i = 0; i < kJobsQueuedMax; ++i) Send("one");
  const std::string_view to[] = {"ito@contoso.example"};
  EXPECT_EQ(Submit("one", to).error(), Error::kBusy);
  EXPECT_EQ(device.app->snapshot().job_count, 0) << "until the next turn";
  device.app->Poll();
  EXPECT_EQ(device.app->snapshot().jobs_waiting, kJobsQueuedMax);
  StartServer();
  ASSERT_TRUE(device.RunUntilJobsEnd(24 * 3600 * kMsPerSecond));
  EXPECT_EQ(peer.mails.size(), kJobsQueuedMax);
  EXPECT_EQ(device.Count(JobState::kDelivered), kJobsQueuedMax);
}

TEST_F(JobQueueLife, SendsForPeopleFirst) {
  Send("warning", {}, JobKind::kNotification);
  Send("fax", {}, JobKind::kFaxToMail);
  Send("scan");
  ASSERT_TRUE(device.RunUntilJobsEnd());
  ASSERT_EQ(peer.mails.size(), 3U);
  EXPECT_EQ(Header(peer.mails[0].octets, "Subject"), "fax");
  EXPECT_EQ(Header(peer.mails[1].octets, "Subject"), "scan");
  EXPECT_EQ(Header(peer.mails[2].octets, "Subject"), "warning");
}

TEST_F(JobQueueLife, ComesBackSoonWhenTheMailboxIsBusyElsewhere) {
  peer.replies["."] = {"432 4.3.2 Concurrent connections limit exceeded"};
  const JobId id = Send("one");
  ASSERT_TRUE(device.RunUntilJobsEnd(40 * kMsPerSecond));
  EXPECT_EQ(device.Job(id).state, JobState::kDelivered);
  EXPECT_EQ(device.board.network.connections(), 2U);
  EXPECT_FALSE(device.Job(id).may_be_twice) << "a refusal is certain";
}

TEST_F(JobQueueLife, WaitsForTheNextMinuteWithAllJobsOfTheMailbox) {
  peer.replies["EHLO"] = {"421 4.4.2 Message submission rate for this client has exceeded the configured limit"};
  const JobId first = Send("one");
  const JobId second = Send("two");
  const int64_t since = device.board.clock.Now().ms;
  ASSERT_TRUE(device.RunUntilJobsEnd(80 * kMsPerSecond));
  EXPECT_GE(device.board.clock.Now().ms - since, kMsPerMinute);
  EXPECT_EQ(device.board.network.connections(), 2U) << "the second mail did not knock in between";
  EXPECT_EQ(device.Job(first).attempts, 2);
  EXPECT_EQ(device.Job(second).attempts, 1);
}

TEST_F(JobQueueLife, LeavesAServerAloneThatIsTooBusyToGreet) {
  peer.replies[""] = std::deque<std::string>(500, "421 4.3.2 Service not active");
  for (int i = 0; i < 20; ++i) Send("one");
  Wait(50 * kMsPerSecond);
  EXPECT_EQ(device.board.network.connections(), 1U) << "one asks for all";
  peer.replies.clear();
  ASSERT_TRUE(device.RunUntilJobsEnd());
  EXPECT_EQ(device.Count(JobState::kDelivered), 20U);
}

TEST_F(JobQueueLife, HoldsNoOtherJobWhereTheServerIsTooBusyForOneMail) {
  peer.replies["MAIL"] = {"451 4.3.0 try again later"};
  const JobId first = Send("one");
  const JobId second = Send("two");
  Wait(10 * kMsPerSecond);
  EXPECT_EQ(device.Job(first).state, JobState::kRetrying);
  EXPECT_EQ(device.Job(second).state, JobState::kDelivered);
}

// Reads what its window holds, and then nothing until it is told.
class SlowPeer final : public FakePeer {
 public:
  void OnConnect(FakeWire& wire) override {
    wire_ = &wire;
    wire.Send("220 mx.slow.example\r\n");
  }
  void OnBytes(FakeWire& wire, ConstBytes octets) override {
    taken += octets.size();
    if (body_) return wire.PauseReading();
    unread_ += AsText(octets);
    for (size_t end = unread_.find("\r\n"); end != std::string::npos && !body_; end = unread_.find("\r\n")) {
      body_ = unread_.starts_with("DATA");
      unread_.erase(0, end + 2);
      wire.Send(body_ ? "354 go on\r\n" : "250 OK\r\n");
    }
  }
  void ReadOn() { wire_->ResumeReading(); }

  size_t taken = 0;

 private:
  FakeWire* wire_ = nullptr;
  std::string unread_;
  bool body_ = false;
};

TEST_F(JobQueueLife, LetsOtherAccountsSendWhenAServerReadsTooSlowly) {
  SlowPeer slow;
  device.board.network.Listen("slow.example", 25, slow);
  device.board.network.Faults("slow.example", 25).connection.window = 4096;
  AccountSettings fax = settings;
  AssignCut(fax.smtp_host, "slow.example");
  ASSERT_TRUE(device.app->Do(SetAccountCommand{.account = kFaxAccount, .settings = &fax}));
  ScanSource scan(4'000'000);
  const Attachment attachment{.source = &scan, .file_name = "fax.tif", .media_type = "image/tiff"};
  const std::string_view to[] = {"1@slow.example"};
  MailJob job;
  job.kind = JobKind::kFaxToMail;
  job.account = kFaxAccount;
  job.to = to;
  job.subject = "Fax";
  job.attachments = {&attachment, 1};
  const Result<JobId> id = device.app->Submit(job);
  ASSERT_TRUE(id);
  ASSERT_TRUE(device.RunUntil([&] { return slow.taken > 2000; }));
  const JobId other = Send("one");
  const Instant since = device.board.clock.Now();
  while (device.Job(other).state != JobState::kDelivered && MsBetween(since, device.board.clock.Now()) < kJobGiveUpMs) {
    Wait(175 * kMsPerSecond);  // less than a block's time-out
    slow.ReadOn();
  }
  EXPECT_EQ(device.Job(other).state, JobState::kDelivered);
  EXPECT_LT(MsBetween(since, device.board.clock.Now()), 20 * kMsPerMinute);
  EXPECT_EQ(device.Job(*id).cause, Cause::kServerSilent);
}

TEST_F(JobQueueLife, MakesThreeCopiesAtMostOfAMailWhoseFateIsUnknown) {
  peer.replies["."] = {"close", "close", "close", "close"};
  const JobId id = Send("one");
  ASSERT_TRUE(device.RunUntilJobsEnd());
  EXPECT_EQ(device.Job(id).state, JobState::kFailed);
  EXPECT_EQ(device.Job(id).cause, Cause::kDeliveryUnknown);
  EXPECT_EQ(peer.bodies.size(), 3U);
}

TEST_F(JobQueueLife, EndsWithItsCodeWhenNobodyIsSignedIn) {
  settings.auth = AuthMethod::kOauth2;
  Save();
  const JobId id = Send("one");
  ASSERT_TRUE(device.RunUntilJobsEnd(1000));
  EXPECT_EQ(CauseCode(device.Job(id).cause), 360);
}

TEST_F(JobQueueLife, IsListedPageByPageNewestFirst) {
  for (int i = 0; i < 10; ++i) Send("ended");
  ASSERT_TRUE(device.RunUntilJobsEnd());
  StopServer();
  for (int i = 0; i < 3; ++i) Send("waiting");
  std::vector<JobId> ids;
  JobCursor cursor;
  std::array<JobFacts, 4> page;
  for (;;) {
    const size_t count = device.app->Jobs(cursor, page);
    for (size_t i = 0; i < count; ++i) ids.push_back(page[i].id);
    if (count < page.size()) break;
  }
  EXPECT_EQ(ids, (std::vector<JobId>{13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1}));
}

}  // namespace
}  // namespace tegami
