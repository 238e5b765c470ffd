// SPDX-License-Identifier: MIT
// What is taken as a job, and that its record gives all of it back.
#include "store/record.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "job/job.h"
#include "unit/job/job_flash.h"

namespace tegami {
namespace {

// A job with something in every member.
class JobRecord : public testing::Test {
 protected:
  JobRecord() {
    mail.kind = JobKind::kToMyEmail;
    mail.account = 321;
    mail.to = to;
    mail.cc = cc;
    mail.bcc = bcc;
    mail.subject = "件名";
    mail.text = "一行目\n二行目\n";
    mail.attachments = files;
    mail.split_large = true;
    mail.split_at_kib = 0x7FFFFFFF;
    progress.id = 4000000001;
    progress.attempts = 3;
    progress.unknown = 2;
    progress.cause_repeats = 4;
    progress.in_flight = true;
    progress.part = 1;
    progress.part_count = 2;
    progress.part_ends = {1, 3};
    progress.cause = Cause::kConnectionRefused;
    progress.submitted = UtcTime{1800000001};
    progress.due = UtcTime{1800000002};
    progress.message_id = "<1.2@contoso.example>";
    progress.to[1] = RecipientState::kAccepted;
    progress.to[3] = RecipientState::kRefused;
  }

  ConstBytes Write() {
    const Result<size_t> size = WriteJob(mail, progress, record_);
    EXPECT_TRUE(size);
    EXPECT_LE(*size, JobRecordBytes(mail));
    return ConstBytes(record_).first(*size);
  }
  void ExpectCorrupt() {
    Job job;
    EXPECT_EQ(job.Read(Write()).error(), Error::kCorrupt);
    JobFacts facts;
    EXPECT_EQ(ReadJobFacts(Write(), facts, nullptr).error(), Error::kCorrupt);
  }

  NoOctets octets;
  std::string_view to[2]{"a@contoso.example", "b@contoso.example"};
  std::string_view cc[1]{"c@contoso.example"};
  std::string_view bcc[2]{"d@contoso.example", "e@contoso.example"};
  Attachment files[3]{{.source = &octets, .file_name = "見積書.pdf", .media_type = "application/pdf"},
                      {.source = &octets, .file_name = "", .media_type = "image/tiff"},
                      {.source = &octets, .file_name = "c.jpg", .media_type = "image/jpeg"}};
  MailJob mail;
  JobProgress progress;

 private:
  std::vector<uint8_t> record_ = std::vector<uint8_t>(kRecordValueMaxBytes);
};

TEST_F(JobRecord, GivesTheMailBack) {
  Job job;
  ASSERT_TRUE(job.Read(Write()));
  const MailJob& read = job.mail();
  EXPECT_EQ(read.kind, mail.kind);
  EXPECT_EQ(read.account, mail.account);
  EXPECT_TRUE(std::ranges::equal(read.to, to));
  EXPECT_TRUE(std::ranges::equal(read.cc, cc));
  EXPECT_TRUE(std::ranges::equal(read.bcc, bcc));
  EXPECT_EQ(read.subject, mail.subject);
  EXPECT_EQ(read.text, mail.text);
  EXPECT_EQ(read.split_large, true);
  EXPECT_EQ(read.split_at_kib, mail.split_at_kib);
  ASSERT_EQ(read.attachments.size(), 3U);
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(read.attachments[i].file_name, files[i].file_name);
    EXPECT_EQ(read.attachments[i].media_type, files[i].media_type);
    EXPECT_EQ(read.attachments[i].source, nullptr) << "a source does not outlive a restart";
  }
}

TEST_F(JobRecord, GivesTheProgressBack) {
  Job job;
  ASSERT_TRUE(job.Read(Write()));
  EXPECT_EQ(job.progress.id, progress.id);
  EXPECT_EQ(job.progress.attempts, progress.attempts);
  EXPECT_EQ(job.progress.unknown, progress.unknown);
  EXPECT_EQ(job.progress.cause_repeats, progress.cause_repeats);
  EXPECT_EQ(job.progress.in_flight, progress.in_flight);
  EXPECT_EQ(job.progress.part, progress.part);
  EXPECT_EQ(job.progress.part_count, progress.part_count);
  EXPECT_EQ(job.progress.part_ends, progress.part_ends);
  EXPECT_EQ(job.progress.cause, progress.cause);
  EXPECT_EQ(job.progress.submitted, progress.submitted);
  EXPECT_EQ(job.progress.due, progress.due);
  EXPECT_EQ(job.progress.message_id, progress.message_id);
  EXPECT_EQ(job.progress.to, progress.to);
  EXPECT_EQ(job.CountRecipients(RecipientState::kOpen), 3U) << "of five, not of a hundred";
  EXPECT_EQ(job.CountRecipients(RecipientState::kAccepted), 1U);
  EXPECT_EQ(job.CountRecipients(RecipientState::kRefused), 1U);
}

TEST_F(JobRecord, GivesTheFactsForLists) {
  JobFacts facts;
  JobProgress read;
  ASSERT_TRUE(ReadJobFacts(Write(), facts, &read));
  EXPECT_EQ(read.message_id, progress.message_id);
  EXPECT_EQ(facts.id, progress.id);
  EXPECT_EQ(facts.kind, mail.kind);
  EXPECT_EQ(facts.account, mail.account);
  EXPECT_EQ(facts.state, JobState::kRetrying);
  EXPECT_EQ(facts.attempts, 3);
  EXPECT_EQ(facts.parts, 2);
  EXPECT_EQ(facts.parts_delivered, 1);
  EXPECT_EQ(facts.first_recipient, to[0]);
  EXPECT_EQ(facts.recipients, 5);
  EXPECT_EQ(facts.recipients_refused, 1);
  EXPECT_EQ(facts.attachments, 3);
  EXPECT_EQ(facts.submitted, progress.submitted);
  EXPECT_EQ(facts.due, progress.due);
  EXPECT_EQ(facts.cause, progress.cause);
  EXPECT_TRUE(facts.may_be_twice);
  for (const auto& [unknown, in_flight] : {std::pair<uint8_t, bool>{1, false}, {0, true}, {0, false}}) {
    progress.unknown = unknown;
    progress.in_flight = in_flight;
    ASSERT_TRUE(ReadJobFacts(Write(), facts, nullptr));
    EXPECT_EQ(facts.may_be_twice, unknown != 0 || in_flight);
  }
  progress.attempts = 0;
  ASSERT_TRUE(ReadJobFacts(Write(), facts, nullptr));
  EXPECT_EQ(facts.state, JobState::kWaiting);
}

TEST_F(JobRecord, OfTheLargestJobFits) {
  const std::string address = std::string(20, 'a') + "@contoso.example";
  const std::vector<std::string_view> all(kRecipientsMax, address);
  const std::vector<Attachment> most(kAttachmentsMax,
                                     {.source = &octets, .file_name = "f", .media_type = "application/pdf"});
  const std::string subject(kSubjectMaxBytes, 's');
  mail.to = all;
  mail.cc = mail.bcc = {};
  mail.attachments = most;
  mail.subject = subject;
  const std::string text(kJobTextBytes - subject.size() - all.size() * address.size() - most.size() * 16, 't');
  mail.text = text;
  ASSERT_TRUE(CheckJob(mail));
  progress.part_ends = {1, kAttachmentsMax};
  Job job;
  ASSERT_TRUE(job.Read(Write()));
  EXPECT_EQ(job.mail().to.size(), kRecipientsMax);
  EXPECT_EQ(job.mail().subject, subject);
  EXPECT_EQ(job.mail().text, text);
  const std::string one_more = text + "t";
  mail.text = one_more;
  EXPECT_EQ(CheckJob(mail).error(), Error::kTooLong);
}

TEST_F(JobRecord, IsCorruptWherePartsDoNotGoTogether) {
  for (const auto& ends : {std::array<uint8_t, 2>{0, 3}, {1, 1}, {2, 1}, {1, 4}}) {
    std::copy(ends.begin(), ends.end(), progress.part_ends.begin());
    ExpectCorrupt();
  }
  progress.part_ends = {1, 3};
  progress.part = 2;
  ExpectCorrupt();
}

TEST_F(JobRecord, IsCorruptWithoutNumberOrRecipient) {
  progress.id = 0;
  ExpectCorrupt();
  progress.id = 1;
  mail.to = mail.cc = mail.bcc = {};
  ExpectCorrupt();
}

TEST_F(JobRecord, IsCorruptWhereverItIsCutInAField) {
  const ConstBytes record = Write();
  size_t whole = 0;
  for (size_t size = 0; size < record.size(); ++size) {
    Job job;
    whole += job.Read(record.first(size)) ? 1 : 0;  // between two fields: as an older firmware wrote it
  }
  EXPECT_LE(whole, 30U);
  EXPECT_GT(record.size(), 200U);
}

TEST_F(JobRecord, CheckTakesTheJob) { EXPECT_TRUE(CheckJob(mail)); }

TEST_F(JobRecord, CheckRefusesWhatNoMailCanHave) {
  const auto refuses = [&](auto change) {
    const MailJob before = mail;
    change();
    const Status checked = CheckJob(mail);
    mail = before;
    return checked ? std::optional<Error>{} : checked.error();
  };
  EXPECT_EQ(refuses([&] { mail.to = mail.cc = mail.bcc = {}; }), Error::kInvalidArgument);
  EXPECT_EQ(refuses([&] { mail.subject = "a\r\nBcc: x@contoso.example"; }), Error::kInvalidCharacter);
  EXPECT_EQ(refuses([&] { mail.subject = "\x7F"; }), Error::kInvalidCharacter);
  EXPECT_EQ(refuses([&] { mail.subject = "\xC3("; }), Error::kInvalidCharacter);
  EXPECT_EQ(refuses([&] { mail.text = std::string_view("a\0b", 3); }), Error::kInvalidCharacter);
  EXPECT_EQ(refuses([&] { mail.text = "\xFF"; }), Error::kInvalidCharacter);
  const std::string subject(kSubjectMaxBytes + 1, 's');
  EXPECT_EQ(refuses([&] { mail.subject = subject; }), Error::kTooLong);
  const std::string text(kMailTextMaxBytes + 1, 't');
  EXPECT_EQ(refuses([&] { mail.text = text; }), Error::kTooLong);
  const std::vector<std::string_view> many(kRecipientsMax - 2, "a@contoso.example");
  EXPECT_EQ(refuses([&] { mail.to = many; }), Error::kTooLong);
  const std::string_view wrong[] = {"a@contoso.example", "b@contoso.example\r\nRCPT TO:<x>"};
  for (auto MailJob::* list : {&MailJob::to, &MailJob::cc, &MailJob::bcc}) {
    EXPECT_TRUE(refuses([&] { mail.*list = wrong; }));
  }
}

TEST_F(JobRecord, CheckRefusesAttachmentsThatCannotBeSent) {
  const auto refuses = [&](const Attachment& attachment) {
    files[1] = attachment;
    const Status checked = CheckJob(mail);
    return checked ? std::optional<Error>{} : checked.error();
  };
  EXPECT_EQ(refuses({.source = nullptr, .file_name = "a", .media_type = "image/tiff"}), Error::kInvalidArgument);
  EXPECT_EQ(refuses({.source = &octets, .file_name = "a\n", .media_type = "image/tiff"}), Error::kInvalidCharacter);
  const std::string name(kFileNameMaxBytes + 1, 'n');
  EXPECT_EQ(refuses({.source = &octets, .file_name = name, .media_type = "image/tiff"}), Error::kTooLong);
  const std::string type = "image/" + std::string(kMediaTypeMaxBytes - 5, 'x');
  for (const std::string_view wrong :
       {std::string_view{}, std::string_view("pdf"), std::string_view("/pdf"), std::string_view("image/"),
        std::string_view("a/b/c"), std::string_view("image/tiff; x=y"), std::string_view("image/tiff\r\nBcc: x"),
        std::string_view("image/.tiff"), std::string_view(type)}) {
    EXPECT_EQ(refuses({.source = &octets, .file_name = "a", .media_type = wrong}), Error::kInvalidArgument) << wrong;
  }
  const std::string_view longest = std::string_view(type).substr(0, kMediaTypeMaxBytes);
  EXPECT_EQ(refuses({.source = &octets, .file_name = "a", .media_type = longest}), std::nullopt);
  EXPECT_EQ(refuses({.source = &octets,
                     .file_name = "a",
                     .media_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}),
            std::nullopt);
}

}  // namespace
}  // namespace tegami
