// SPDX-License-Identifier: MIT
// Recipients who are refused: for good, or for now.
#include "unit/app/job_fixture.h"

namespace tegami {
namespace {

constexpr int64_t kTwoDaysMs = int64_t{48} * 3600 * kMsPerSecond;
constexpr const char* kUnknownUser = "550 5.1.1 no such user";
constexpr const char* kGreylisted = "451 4.7.1 greylisted, try again";

class Recipients : public JobFixture {
 protected:
  JobFacts SendToTwo() {
    const std::string_view to[] = {"ito@contoso.example", "sato@contoso.example"};
    const Result<JobId> id = Submit("one", to);
    EXPECT_TRUE(id);
    EXPECT_TRUE(device.RunUntilJobsEnd(kTwoDaysMs));
    return device.Job(id.value_or(0));
  }
  JobFacts SendToOne() {
    const JobId id = Send("one");
    EXPECT_TRUE(device.RunUntilJobsEnd(kTwoDaysMs));
    return device.Job(id);
  }
};

TEST_F(Recipients, OfWhomOneMayBeAcceptedLaterAreAskedAgain) {
  peer.replies["RCPT"] = {kUnknownUser, kGreylisted};
  const JobFacts job = SendToTwo();
  ASSERT_EQ(peer.mails.size(), 1U);
  EXPECT_EQ(peer.mails[0].recipients, std::vector<std::string>{"sato@contoso.example"});
  EXPECT_EQ(job.state, JobState::kPartial);
  EXPECT_EQ(job.cause, Cause::kSomeRecipientsRefused);
  EXPECT_EQ(job.attempts, 2);
  EXPECT_EQ(job.recipients_refused, 1);
}

TEST_F(Recipients, AreAskedAgainWhicheverOfThemComesFirst) {
  peer.replies["RCPT"] = {kGreylisted, kUnknownUser};
  const JobFacts job = SendToTwo();
  ASSERT_EQ(peer.mails.size(), 1U);
  EXPECT_EQ(peer.mails[0].recipients, std::vector<std::string>{"ito@contoso.example"});
  EXPECT_EQ(job.cause, Cause::kSomeRecipientsRefused);
}

TEST_F(Recipients, AreAskedAgainAlsoWhereTheRefusalOfTheBodyEndsTheConnection) {
  peer.extensions = {"PIPELINING", "CHUNKING"};
  peer.replies["RCPT"] = {kUnknownUser, kGreylisted};
  peer.replies["BDAT"] = {"500 5.5.1 what is BDAT?"};
  const JobFacts job = SendToTwo();
  EXPECT_EQ(peer.mails.size(), 1U);
  EXPECT_EQ(job.state, JobState::kPartial);
}

TEST_F(Recipients, WhoWereDeferredAreShownWithTheWordsThatCount) {
  const std::string_view to[] = {"ito@contoso.example", "sato@contoso.example"};
  peer.replies["RCPT"] = {kUnknownUser, kGreylisted};
  const Result<JobId> id = Submit("one", to);
  ASSERT_TRUE(id);
  ASSERT_TRUE(device.RunUntil([&] { return device.Count(JobState::kRetrying) == 1; }));
  EXPECT_EQ(device.Job(*id).cause, Cause::kServerBusy);
  EXPECT_EQ(device.app->jobs().last_result().answer.code, 451);
  EXPECT_EQ(View(device.app->jobs().last_result().text), "4.7.1 greylisted, try again");
}

TEST_F(Recipients, WhoseMailboxIsFullAreRefusedAndTheOthersGetTheMail) {
  peer.replies["RCPT"] = {"552 Requested mail action aborted: exceeded storage allocation"};
  const JobFacts job = SendToTwo();
  ASSERT_EQ(peer.mails.size(), 1U);
  EXPECT_EQ(peer.mails[0].recipients, std::vector<std::string>{"sato@contoso.example"});
  EXPECT_EQ(job.cause, Cause::kSomeRecipientsRefused);
}

TEST_F(Recipients, WhoseMailboxIsFullAreNotCalledAMailThatIsTooLarge) {
  peer.replies["RCPT"] = {"552 over quota"};
  EXPECT_EQ(SendToOne().cause, Cause::kRecipientRefused);
  peer.replies["RCPT"] = {"552 5.3.4 larger than this recipient takes"};
  EXPECT_EQ(SendToOne().cause, Cause::kMessageTooLarge);
}

TEST_F(Recipients, WhoseMailboxIsFullForNowAreAskedAgain) {
  peer.replies["RCPT"] = {"452 4.2.2 recipient over quota: STOREDRV QuotaExceededException"};
  EXPECT_EQ(SendToOne().state, JobState::kDelivered);
}

TEST_F(Recipients, OfWhomNotOneMoreIsTakenThisHourAreAskedAgain) {
  peer.replies["RCPT"] = {"452 4.5.3 Too many recipients this hour, try again later"};
  const JobFacts job = SendToOne();
  EXPECT_EQ(job.state, JobState::kDelivered);
  EXPECT_EQ(job.attempts, 2);
}

TEST_F(Recipients, BehindOneWhoIsRefusedAreTooManyForNowOnly) {
  peer.replies["RCPT"] = {kUnknownUser, "452 4.5.3 Too many recipients"};
  const JobFacts job = SendToTwo();
  ASSERT_EQ(peer.mails.size(), 1U);
  EXPECT_EQ(peer.mails[0].recipients, std::vector<std::string>{"sato@contoso.example"});
  EXPECT_EQ(job.state, JobState::kPartial);
}

}  // namespace
}  // namespace tegami
