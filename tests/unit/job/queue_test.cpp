// SPDX-License-Identifier: MIT
// The queue: whose turn it is, what a restart leaves, what goes to the history.
#include "unit/job/job_flash.h"

namespace tegami {
namespace {

class Queue : public testing::Test {
 protected:
  void SetUp() override {
    CryptoSetup::Get().Reset();
    ASSERT_TRUE(device.Boot());
  }
  JobId NextId(Instant now) {
    const WaitingJob* job = device.queue->Next(now);
    return job == nullptr ? 0 : job->id;
  }
  Instant Later(int64_t ms) const { return After(device.now, ms); }

  JobFlash device;
};

TEST_F(Queue, GivesBackAJobAsItWasSubmitted) {
  ASSERT_TRUE(device.Add(7, JobKind::kFaxToMail, 2, kFaxAccount));
  Job job;
  ASSERT_TRUE(device.queue->Load(*device.queue->Find(7), job));
  EXPECT_EQ(job.progress.id, 7U);
  EXPECT_EQ(job.mail().kind, JobKind::kFaxToMail);
  EXPECT_EQ(job.mail().account, kFaxAccount);
  ASSERT_EQ(job.mail().to.size(), 1U);
  EXPECT_EQ(job.mail().to[0], "ito@contoso.example");
  EXPECT_TRUE(job.mail().cc.empty());
  ASSERT_EQ(job.mail().bcc.size(), 1U);
  EXPECT_EQ(job.mail().bcc[0], "sato@contoso.example");
  EXPECT_EQ(job.mail().subject, "Subject 7");
  EXPECT_EQ(job.mail().text, "A text.\n");
  ASSERT_EQ(job.attachments().size(), 2U);
  EXPECT_EQ(job.attachments()[1].source, &device.octets);
  EXPECT_EQ(job.attachments()[1].file_name, "scan.pdf");
  EXPECT_EQ(job.attachments()[1].media_type, "application/pdf");
}

TEST_F(Queue, SendsForPeopleBeforeNotifications) {
  ASSERT_TRUE(device.Add(1, JobKind::kNotification));
  ASSERT_TRUE(device.Add(2, JobKind::kScanToMail));
  EXPECT_EQ(NextId(device.now), 2U);
}

TEST_F(Queue, SendsWhoHasBeenDueForLongest) {
  ASSERT_TRUE(device.Add(1));
  ASSERT_TRUE(device.Add(2));
  device.queue->Find(1)->due = Later(500);
  device.queue->Find(2)->due = Later(400);
  EXPECT_EQ(NextId(Later(399)), 0U);
  EXPECT_EQ(NextId(Later(500)), 2U);
  EXPECT_EQ(device.queue->wake_by(), Later(400));
}

TEST_F(Queue, DoesNotLetANotificationWaitForEver) {
  ASSERT_TRUE(device.Add(1, JobKind::kNotification));
  device.now = Later(kJobPatienceMs);
  ASSERT_TRUE(device.Add(2, JobKind::kScanToMail));
  EXPECT_EQ(NextId(Instant{device.now.ms - 1}), 1U) << "the other is not due yet";
  EXPECT_EQ(NextId(device.now), 1U);
}

TEST_F(Queue, TakesSixtyFourJobsAndNoMore) {
  for (JobId id = 1; id <= kJobsQueuedMax; ++id) ASSERT_TRUE(device.Add(id));
  EXPECT_EQ(device.Add(65).error(), Error::kBusy);
  ASSERT_TRUE(device.Boot());
  EXPECT_EQ(device.Waiting().size(), kJobsQueuedMax);
  device.queue->Remove(*device.queue->Find(30));
  EXPECT_TRUE(device.Add(65));
}

TEST_F(Queue, SaysThatTheStoreIsFullWhereItIs) {
  const std::vector<uint8_t> octets(8000, 'x');
  uint32_t index = 1000;
  for (const size_t size : {size_t{8000}, size_t{100}, size_t{1}}) {
    while (device.store->Put({RecordKind::kJobHistory, index}, ConstBytes(octets).first(size))) ++index;
  }
  const Status added = device.Add(1);
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error(), Error::kNoSpace);
  EXPECT_EQ(CauseOfRefusedJob(added.error()), Cause::kStorageFull);
  EXPECT_TRUE(device.Waiting().empty());
  while (index-- > 1000) ASSERT_TRUE(device.store->Remove({RecordKind::kJobHistory, index}));
  EXPECT_TRUE(device.Add(2));
}

TEST_F(Queue, TakesAsManyAttachmentsAsItHasPlacesFor) {
  for (JobId id = 1; id <= kJobSourcesMax / kAttachmentsMax; ++id) {
    ASSERT_TRUE(device.Add(id, JobKind::kScanToMail, kAttachmentsMax));
  }
  EXPECT_EQ(device.Add(90, JobKind::kScanToMail, 1).error(), Error::kBusy);
  EXPECT_TRUE(device.Add(91));
  device.queue->Remove(*device.queue->Find(2));
  EXPECT_TRUE(device.Add(92, JobKind::kScanToMail, kAttachmentsMax));
  Job job;
  ASSERT_TRUE(device.queue->Load(*device.queue->Find(8), job));
  for (const Attachment& attachment : job.attachments()) EXPECT_NE(attachment.source, nullptr);
}

TEST_F(Queue, GoesOnAfterARestartWhenAJobIsDue) {
  ASSERT_TRUE(device.Add(1));
  WaitingJob& waiting = *device.queue->Find(1);
  Job job;
  ASSERT_TRUE(device.queue->Load(waiting, job));
  job.progress.attempts = 3;
  job.progress.cause = Cause::kServerBusy;
  job.progress.due = UtcTime{FakeClock::kStart.seconds + 600};
  ASSERT_TRUE(device.queue->Save(waiting, job));

  ASSERT_TRUE(device.Boot(UtcTime{FakeClock::kStart.seconds + 100}));
  EXPECT_EQ(device.queue->Find(1)->due, Later(500 * kMsPerSecond));
  EXPECT_EQ(device.queue->Find(1)->state, JobState::kRetrying);
  ASSERT_TRUE(device.Boot(UtcTime{FakeClock::kStart.seconds + 1000}));
  EXPECT_EQ(device.queue->Find(1)->due, device.now);
  ASSERT_TRUE(device.Boot(std::nullopt));
  EXPECT_EQ(device.queue->Find(1)->due, device.now) << "no clock: at once";
  ASSERT_TRUE(device.Boot(UtcTime{FakeClock::kStart.seconds - 400LL * 86400}));
  EXPECT_EQ(device.queue->Find(1)->due, device.now) << "a clock that was set back holds nothing up";
}

TEST_F(Queue, WaitsForAttachmentsAfterARestartAndTakesThemAgain) {
  ASSERT_TRUE(device.Add(1, JobKind::kScanToMail, 2));
  ASSERT_TRUE(device.Add(2));
  ASSERT_TRUE(device.Boot());
  EXPECT_EQ(NextId(device.now), 2U);
  EXPECT_FALSE(device.queue->Find(1)->attached);
  const Attachment one{.source = &device.octets};
  const Attachment two[] = {one, one};
  const Attachment none[] = {one, {}};
  EXPECT_EQ(device.queue->Reattach(1, {&one, 1}, device.now).error(), Error::kInvalidArgument);
  EXPECT_EQ(device.queue->Reattach(1, none, device.now).error(), Error::kInvalidArgument);
  EXPECT_EQ(device.queue->Reattach(9, two, device.now).error(), Error::kNotFound);
  EXPECT_EQ(device.queue->Reattach(2, {}, device.now).error(), Error::kNotFound);
  device.queue->Remove(*device.queue->Find(2));
  ASSERT_TRUE(device.queue->Reattach(1, two, device.now));
  EXPECT_EQ(device.queue->Reattach(1, two, device.now).error(), Error::kNotFound);
  EXPECT_EQ(NextId(device.now), 1U);
  Job job;
  ASSERT_TRUE(device.queue->Load(*device.queue->Find(1), job));
  EXPECT_EQ(job.attachments()[1].source, &device.octets);
  EXPECT_EQ(job.attachments()[1].file_name, "scan.pdf");
}

TEST_F(Queue, GivesUpWaitingForAttachmentsAfterAWhile) {
  ASSERT_TRUE(device.Add(1, JobKind::kScanToMail, 1));
  ASSERT_TRUE(device.Boot());
  EXPECT_EQ(NextId(Later(kJobReattachMs - 1)), 0U);
  ASSERT_EQ(NextId(Later(kJobReattachMs)), 1U);
  EXPECT_FALSE(device.queue->Find(1)->attached);
}

TEST_F(Queue, KeepsAnAccountsOtherJobsBackToo) {
  ASSERT_TRUE(device.Add(1));
  ASSERT_TRUE(device.Add(2));
  ASSERT_TRUE(device.Add(3, JobKind::kFaxToMail, 0, kFaxAccount));
  device.queue->Postpone(kMailAccount, Later(5000), Later(3000));
  EXPECT_EQ(NextId(device.now), 3U);
  EXPECT_EQ(device.queue->Find(2)->due, Later(5000));
  ASSERT_TRUE(device.Add(4));
  EXPECT_EQ(device.queue->Find(4)->due, Later(3000)) << "one that comes in meanwhile";
  ASSERT_TRUE(device.Add(5, JobKind::kTestMail));
  EXPECT_EQ(device.queue->Find(5)->due, device.now);
  device.queue->ForgetHolds();
  ASSERT_TRUE(device.Add(6));
  EXPECT_EQ(device.queue->Find(6)->due, device.now);
}

TEST_F(Queue, RemembersTheLongestOfManyAccountsThatWait) {
  for (AccountId account = 0; account < kJobHoldsMax + 1; ++account) {
    device.queue->Postpone(account, Later(1000 + account), Later(1000 + account));
  }
  ASSERT_TRUE(device.Add(1));
  EXPECT_EQ(device.queue->Find(1)->due, device.now) << "the one that ends first was forgotten";
  ASSERT_TRUE(device.Add(2, JobKind::kFaxToMail, 0, kFaxAccount));
  EXPECT_EQ(device.queue->Find(2)->due, Later(1001));
}

TEST_F(Queue, LeavesARecordThatDoesNotOpenAlone) {
  ASSERT_TRUE(device.Add(1));
  ASSERT_TRUE(device.Add(2));
  ASSERT_TRUE(device.store->Put({RecordKind::kJob, 0}, AsBytes("nonsense")));
  ASSERT_TRUE(device.Boot());
  EXPECT_EQ(device.Waiting(), std::vector<JobId>{2});
}

TEST_F(Queue, NumbersThePartsInTheSubject) {
  const std::string_view to[] = {"ito@contoso.example"};
  const std::string subject = std::string(503, 'a') + "\u65e5\u672c";
  MailJob mail;
  mail.to = to;
  mail.subject = subject;
  JobProgress progress;
  progress.id = 1;
  std::vector<uint8_t> record(kRecordValueMaxBytes);
  Attachment files[3];
  mail.attachments = files;
  progress.part_count = 3;
  progress.part_ends = {1, 2, 3};
  progress.part = 1;
  const Result<size_t> size = WriteJob(mail, progress, record);
  ASSERT_TRUE(size);
  EXPECT_LE(*size, JobRecordBytes(mail));
  Job job;
  ASSERT_TRUE(job.Read(ConstBytes(record).first(*size)));
  EXPECT_EQ(job.PartSubject(), std::string(503, 'a') + " (2/3)");
  EXPECT_EQ(job.PartSubject(), std::string(503, 'a') + " (2/3)");
  EXPECT_EQ(job.PartAttachments().size(), 1U);
  EXPECT_EQ(job.PartAttachments().data(), job.attachments().data() + 1);
}

}  // namespace
}  // namespace tegami
