// SPDX-License-Identifier: MIT
// Jobs that wait: a record each on flash, an entry of 24 octets each in RAM, and where their attachments come from.
//
// A job's record is written before Submit() returns, marked before its first octet leaves, and removed after the
// history has it: a power cut at any point leaves it in the queue or in the history (docs/decisions).
#pragma once

#include <utility>

#include "job/job.h"
#include "job/job_history.h"

namespace tegami {

struct WaitingJob {
  Instant due;
  JobId id = 0;  // 0: the place is free
  AccountId account = kMailAccount;
  JobKind kind = JobKind::kScanToMail;
  JobState state = JobState::kWaiting;  // kWaiting, kRetrying or kSending
  uint8_t attachments = 0;
  bool attached = false;     // their sources are known
  bool from_before = false;  // taken up at the start
  uint32_t since_s = 0;      // of the monotonic clock: when it came in, or the device started
};

class JobQueue {
 public:
  explicit JobQueue(Store& store) : store_(store) {}

  // Takes up what waits since before the restart. Jobs without attachments go on when they are due; others wait for
  // Reattach(), kJobReattachMs at most. Records that no longer open are left to the store's report.
  void Start(JobHistory& history, Instant now, std::optional<UtcTime> wall);

  // On return the flash holds the job.
  //   kBusy          the queue is full
  //   kNoSpace, kIo  as Store::Commit()
  [[nodiscard]] Status Add(const MailJob& mail, JobId id, Instant now, std::optional<UtcTime> wall);

  //   as MailApp::Reattach()
  [[nodiscard]] Status Reattach(JobId id, std::span<const Attachment> attachments, Instant now);

  // The job whose turn it is; null: none is due. People who stand at the device come before notifications; then who has
  // been due for longest.
  WaitingJob* Next(Instant now);
  WaitingJob* Find(JobId id) { return const_cast<WaitingJob*>(std::as_const(*this).Find(id)); }
  const WaitingJob* Find(JobId id) const;
  // The job with the greatest id below `id`.
  const WaitingJob* Before(JobId id) const;

  //   kCorrupt, kNotFound, kIo  the record does not open
  [[nodiscard]] Status Load(const WaitingJob& waiting, Job& job);
  [[nodiscard]] Status Save(const WaitingJob& waiting, const Job& job);
  [[nodiscard]] Status ReadFacts(const WaitingJob& waiting, JobFacts& facts);

  // Forgets the job; its record too. Where the store refuses that, the record is tried again by CleanUp().
  void Remove(WaitingJob& waiting);
  void CleanUp();

  // No other job of this account is due before `until`, and one that is added later not before `later_ones`. A test
  // mail is not held: somebody waits for what it meets.
  void Postpone(AccountId account, Instant until, Instant later_ones);
  // Jobs that are added from now on are due at once.
  void ForgetHolds() { holds_.clear(); }

  size_t size() const { return size_; }
  size_t Count(JobKind kind) const;
  // When the next job is due.
  Instant wake_by() const;

 private:
  struct Source {
    ByteSource* source = nullptr;
    uint8_t place = 0;
    uint8_t index = 0;
  };

  // Jobs of this account that come in are due then.
  struct Hold {
    Instant until;
    AccountId account = kMailAccount;
  };

  void HoldLaterOnes(AccountId account, Instant until);
  Instant DueOfNew(AccountId account, JobKind kind, Instant now) const;
  uint8_t PlaceOf(const WaitingJob& waiting) const { return static_cast<uint8_t>(&waiting - jobs_.data()); }
  RecordId RecordOf(const WaitingJob& waiting) const { return {RecordKind::kJob, PlaceOf(waiting)}; }
  WaitingJob* FreePlace();
  void TakeUp(uint8_t place, JobHistory& history, Instant now, std::optional<UtcTime> wall);
  void Attach(uint8_t place, std::span<const Attachment> attachments);
  void Detach(uint8_t place);
  Status Write(RecordId record, const MailJob& mail, const JobProgress& progress);

  Store& store_;
  std::array<WaitingJob, kJobsQueuedMax> jobs_{};
  size_t size_ = 0;
  uint64_t leftover_ = 0;  // bit n: the record of place n is still to be removed
  static_assert(kJobsQueuedMax <= 64);
  etl::vector<Source, kJobSourcesMax> sources_;
  etl::vector<Hold, kJobHoldsMax> holds_;
};

}  // namespace tegami
