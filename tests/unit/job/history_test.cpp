// SPDX-License-Identifier: MIT
// The history: the newest five hundred, whatever happens to a page.
#include "unit/job/job_flash.h"

namespace tegami {
namespace {

class History : public testing::Test {
 protected:
  void SetUp() override {
    CryptoSetup::Get().Reset();
    ASSERT_TRUE(device.Boot());
  }
  Status End(JobId id) {
    JobFacts facts;
    facts.id = id;
    facts.state = JobState::kDelivered;
    facts.recipients = 1;
    facts.attempts = 1;
    facts.submitted = FakeClock::kStart;
    facts.ended = FakeClock::kStart;
    AssignCut(facts.first_recipient, "ito@contoso.example");
    return device.history->Add(facts);
  }

  JobFlash device;
};

TEST_F(History, KeepsAllThatAListShows) {
  JobFacts facts;
  facts.id = 12;
  facts.kind = JobKind::kNotification;
  facts.state = JobState::kPartial;
  facts.account = 77;
  facts.attempts = 3;
  facts.parts = 4;
  facts.parts_delivered = 2;
  facts.may_be_twice = true;
  facts.recipients = 90;
  facts.recipients_refused = 5;
  facts.submitted = FakeClock::kStart;
  facts.ended = UtcTime{FakeClock::kStart.seconds + 60};
  facts.cause = Cause::kSecurityDefaults;
  AssignCut(facts.first_recipient, std::string(kMailAddressMaxBytes, 'x'));
  AssignCut(facts.reply, std::string(kJobReplyMaxBytes, 'r'));
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(device.history->Add(facts)) << "the longest entries fit their pages";
  ASSERT_TRUE(device.Boot());
  JobFacts read;
  ASSERT_TRUE(device.history->Read(19, read));
  EXPECT_EQ(read.id, facts.id);
  EXPECT_EQ(read.kind, facts.kind);
  EXPECT_EQ(read.state, facts.state);
  EXPECT_EQ(read.account, facts.account);
  EXPECT_EQ(read.attempts, facts.attempts);
  EXPECT_EQ(read.parts, facts.parts);
  EXPECT_EQ(read.parts_delivered, facts.parts_delivered);
  EXPECT_TRUE(read.may_be_twice);
  EXPECT_EQ(read.recipients, facts.recipients);
  EXPECT_EQ(read.recipients_refused, facts.recipients_refused);
  EXPECT_EQ(read.submitted, facts.submitted);
  EXPECT_EQ(read.ended, facts.ended);
  EXPECT_EQ(read.cause, facts.cause);
  EXPECT_EQ(read.reply, facts.reply);
  EXPECT_EQ(View(read.first_recipient), std::string(kJobHistoryAddressBytes, 'x'));
}

TEST_F(History, KeepsEveryCausesIdentifier) {
#define TEGAMI_CAUSE(name, identifier, code, retry)                     \
  {                                                                     \
    JobFacts facts;                                                     \
    facts.id = 1;                                                       \
    facts.cause = Cause::name;                                          \
    ASSERT_TRUE(device.history->Add(facts));                            \
    JobFacts read;                                                      \
    ASSERT_TRUE(device.history->Read(device.history->end() - 1, read)); \
    EXPECT_EQ(read.cause, Cause::name);                                 \
  }
#include "tegami/error_codes.def"
#undef TEGAMI_CAUSE
}

TEST_F(History, KeepsTheNewestFiveHundredAcrossRestarts) {
  std::vector<JobId> expected;
  for (JobId id = 1; id <= 1203; ++id) {
    if (id % 301 == 0) {
      ASSERT_TRUE(device.Boot());
    }
    ASSERT_TRUE(End(id));
    expected.insert(expected.begin(), id);
  }
  expected.resize(kJobHistoryMax);
  EXPECT_EQ(device.Ended(), expected);
  ASSERT_TRUE(device.Boot());
  EXPECT_EQ(device.Ended(), expected);
  EXPECT_LE(device.store->report().records, 70U) << "eight entries a record";
}

TEST_F(History, LosesOnePageToCorruptionAndGoesOn) {
  for (JobId id = 1; id <= 30; ++id) ASSERT_TRUE(End(id));
  ASSERT_TRUE(device.store->Put({RecordKind::kJobHistory, 1}, AsBytes("nonsense")));
  ASSERT_TRUE(device.Boot());
  EXPECT_EQ(device.Ended().size(), 22U);
  ASSERT_TRUE(End(31));
  EXPECT_EQ(device.Ended().front(), 31U);
}

TEST_F(History, TellsAJobThatHasJustEndedAcrossARestart) {
  for (JobId id = 1; id <= 21; ++id) ASSERT_TRUE(End(id));
  EXPECT_TRUE(device.history->HasJustEnded(21));
  ASSERT_TRUE(device.Boot());
  EXPECT_TRUE(device.history->HasJustEnded(21));
  EXPECT_FALSE(device.history->HasJustEnded(22));
}

// Printed for docs/decisions: octets and records of the history, packed by eight.
TEST_F(History, CostsFewOctetsAndLittleOfTheIndex) {
  for (JobId id = 1; id <= 600; ++id) ASSERT_TRUE(End(id));
  const uint64_t before = device.store->report().programmed_bytes;
  for (JobId id = 601; id <= 680; ++id) ASSERT_TRUE(End(id));
  const uint64_t octets = (device.store->report().programmed_bytes - before) / 80;
  std::printf("%llu octets written an entry, %u records\n", static_cast<unsigned long long>(octets),
              device.store->report().records);
  EXPECT_LT(octets, 700U);
}

}  // namespace
}  // namespace tegami
