// SPDX-License-Identifier: MIT
// One job in RAM: what was submitted, how far it is; and its record on flash.
#pragma once

#include <etl/vector.h>

#include <optional>

#include "tegami/base/text.h"
#include "tegami/base/time.h"
#include "tegami/error_codes.h"
#include "tegami/mail_job.h"
#include "tegami/snapshot.h"

namespace tegami {

enum class RecipientState : uint8_t { kOpen, kAccepted, kRefused };

// What changes from attempt to attempt, and survives a restart.
struct JobProgress {
  JobId id = 0;
  uint8_t attempts = 0;
  uint8_t unknown = 0;        // attempts after which the mail may have arrived, or not
  uint8_t cause_repeats = 0;  // attempts in a row that ended with `cause`
  bool in_flight = false;     // the mail may have left, and what came of it is not written yet
  uint8_t part = 0;           // the one that is to be sent
  uint8_t part_count = 1;
  Cause cause = Cause::kNone;  // of the last attempt
  std::optional<UtcTime> submitted;
  std::optional<UtcTime> due;
  Text<kMessageIdMaxBytes> message_id;              // empty until the first attempt; every further one keeps it
  std::array<uint8_t, kJobPartsMax> part_ends{};    // part p has the attachments from part_ends[p - 1] to part_ends[p]
  std::array<RecipientState, kRecipientsMax> to{};  // of the part that is to be sent: To, then Cc, then Bcc
};

//   as MailApp::Submit()
[[nodiscard]] Status CheckJob(const MailJob& job);

// Why MailApp::Submit() did not take a job that is well-formed; kNone: it is not.
Cause CauseOfRefusedJob(Error error);

// Octets that its record takes, at most.
size_t JobRecordBytes(const MailJob& job);
[[nodiscard]] Result<size_t> WriteJob(const MailJob& job, const JobProgress& progress, Bytes into);

// The facts of a record, for lists; no copy of the job is made. State, progress and reply are not in it.
//   kCorrupt  not a job's record
[[nodiscard]] Status ReadJobFacts(ConstBytes record, JobFacts& facts, JobProgress* progress);

class Job {
 public:
  // Copies the job out of its record; attachments have no source yet.
  //   kCorrupt  not a job's record
  [[nodiscard]] Status Read(ConstBytes record);
  void Clear();

  bool in_use() const { return progress.id != 0; }
  const MailJob& mail() const { return mail_; }
  std::span<Attachment> attachments() { return {attachments_.data(), attachments_.size()}; }
  std::span<const std::string_view> all_recipients() const { return {addresses_.data(), addresses_.size()}; }
  size_t CountRecipients(RecipientState state) const;

  // The attachments of the part that is to be sent.
  std::span<const Attachment> PartAttachments() const;
  // The subject of the part that is to be sent: numbered "(1/3)" where there are several.
  std::string_view PartSubject();

  JobProgress progress;

 private:
  // " (16/16)"
  static constexpr size_t kPartNumberMaxBytes = 8;

  void MeasureSubject();
  Status Copy(ConstBytes from, std::string_view& into);
  Status TakeField(uint8_t tag, ConstBytes value, std::array<size_t, 3>& counts);

  MailJob mail_;
  etl::vector<std::string_view, kRecipientsMax> addresses_;  // To, then Cc, then Bcc
  etl::vector<Attachment, kAttachmentsMax> attachments_;
  size_t used_ = 0;
  size_t subject_kept_ = 0;  // octets of the subject that leave room for a part's number
  std::array<char, kJobTextBytes + kPartNumberMaxBytes> storage_;
};

}  // namespace tegami
