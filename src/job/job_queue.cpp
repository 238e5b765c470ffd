// SPDX-License-Identifier: MIT
// The queue: places in RAM, records on flash.
#include "job/job_queue.h"

#include "tegami/plausible_time.h"

namespace tegami {
namespace {

constexpr int64_t kUrgent = 0;
constexpr int64_t kPatient = 1;

int64_t PriorityOf(const WaitingJob& waiting, Instant now) {
  const bool patient = waiting.kind == JobKind::kNotification && MsBetween(waiting.due, now) < kJobPatienceMs;
  return patient ? kPatient : kUrgent;
}

bool ComesBefore(const WaitingJob& a, const WaitingJob& b, Instant now) {
  if (PriorityOf(a, now) != PriorityOf(b, now)) return PriorityOf(a, now) < PriorityOf(b, now);
  return a.due != b.due ? a.due < b.due : a.id < b.id;
}

// When a job goes on after a restart: at its time where both clocks tell it, else at once. A clock that was set back
// meanwhile does not hold a job up for longer than the pause can have been.
Instant RestartAt(const std::optional<UtcTime>& due, Instant now, std::optional<UtcTime> wall) {
  if (!due || !IsPlausible(wall)) return now;
  const int64_t pause_ms = (due->seconds - wall->seconds) * kMsPerSecond;
  return pause_ms <= 0 || pause_ms > kJobGiveUpMs ? now : After(now, pause_ms);
}

}  // namespace

void JobQueue::Start(JobHistory& history, Instant now, std::optional<UtcTime> wall) {
  jobs_ = {};
  size_ = 0;
  leftover_ = 0;
  sources_.clear();
  holds_.clear();
  for (auto index = store_.NextIndex(RecordKind::kJob, 0); index && *index < kJobsQueuedMax;
       index = store_.NextIndex(RecordKind::kJob, *index + 1)) {
    TakeUp(static_cast<uint8_t>(*index), history, now, wall);
  }
}

void JobQueue::TakeUp(uint8_t place, JobHistory& history, Instant now, std::optional<UtcTime> wall) {
  const Result<ConstBytes> record = store_.Open({RecordKind::kJob, place});
  if (!record) return;
  JobFacts facts;
  if (!ReadJobFacts(*record, facts, nullptr)) return;
  if (history.HasJustEnded(facts.id)) {
    leftover_ |= uint64_t{1} << place;
    CleanUp();
    return;
  }
  WaitingJob& waiting = jobs_[place];
  waiting.id = facts.id;
  waiting.account = facts.account;
  waiting.kind = facts.kind;
  waiting.state = facts.state;
  waiting.attachments = facts.attachments;
  waiting.attached = facts.attachments == 0;
  waiting.due = waiting.attached ? RestartAt(facts.due, now, wall) : After(now, kJobReattachMs);
  waiting.since_s = static_cast<uint32_t>(now.ms / kMsPerSecond);
  waiting.from_before = true;
  ++size_;
}

Status JobQueue::Write(RecordId record, const MailJob& mail, const JobProgress& progress) {
  const Result<Bytes> draft = store_.Draft(record, JobRecordBytes(mail));
  if (!draft) return Fail(draft.error());
  const Result<size_t> size = WriteJob(mail, progress, *draft);
  if (!size) {
    store_.Close();
    return Fail(size.error());
  }
  return store_.Commit(*size);
}

WaitingJob* JobQueue::FreePlace() {
  for (WaitingJob& place : jobs_) {
    if (place.id == 0 && (leftover_ >> PlaceOf(place) & 1U) == 0) return &place;
  }
  return nullptr;
}

Status JobQueue::Add(const MailJob& mail, JobId id, Instant now, std::optional<UtcTime> wall) {
  CleanUp();
  WaitingJob* place = FreePlace();
  if (place == nullptr || mail.attachments.size() > sources_.available()) return Fail(Error::kBusy);
  JobProgress progress;
  progress.id = id;
  progress.submitted = wall;
  TEGAMI_TRY(Write(RecordOf(*place), mail, progress));
  *place = {.due = DueOfNew(mail.account, mail.kind, now),
            .id = id,
            .account = mail.account,
            .kind = mail.kind,
            .attachments = static_cast<uint8_t>(mail.attachments.size()),
            .attached = true,
            .since_s = static_cast<uint32_t>(now.ms / kMsPerSecond)};
  Attach(PlaceOf(*place), mail.attachments);
  ++size_;
  return {};
}

void JobQueue::Attach(uint8_t place, std::span<const Attachment> attachments) {
  for (size_t i = 0; i < attachments.size(); ++i) {
    sources_.push_back({.source = attachments[i].source, .place = place, .index = static_cast<uint8_t>(i)});
  }
}

void JobQueue::Detach(uint8_t place) {
  for (size_t i = sources_.size(); i > 0; --i) {
    if (sources_[i - 1].place != place) continue;
    sources_[i - 1] = sources_.back();
    sources_.pop_back();
  }
}

Status JobQueue::Reattach(JobId id, std::span<const Attachment> attachments, Instant now) {
  WaitingJob* waiting = Find(id);
  if (waiting == nullptr || waiting->attached) return Fail(Error::kNotFound);
  const bool complete = std::all_of(attachments.begin(), attachments.end(),
                                    [](const Attachment& attachment) { return attachment.source != nullptr; });
  if (attachments.size() != waiting->attachments || !complete) return Fail(Error::kInvalidArgument);
  if (attachments.size() > sources_.available()) return Fail(Error::kBusy);
  Attach(PlaceOf(*waiting), attachments);
  waiting->attached = true;
  waiting->due = DueOfNew(waiting->account, waiting->kind, now);
  return {};
}

WaitingJob* JobQueue::Next(Instant now) {
  WaitingJob* next = nullptr;
  for (WaitingJob& job : jobs_) {
    if (job.id == 0 || job.due > now) continue;
    if (next == nullptr || ComesBefore(job, *next, now)) next = &job;
  }
  return next;
}

const WaitingJob* JobQueue::Find(JobId id) const {
  const auto* found =
      std::find_if(jobs_.begin(), jobs_.end(), [id](const WaitingJob& job) { return id != 0 && job.id == id; });
  return found == jobs_.end() ? nullptr : found;
}

const WaitingJob* JobQueue::Before(JobId id) const {
  const WaitingJob* newest = nullptr;
  for (const WaitingJob& job : jobs_) {
    if (job.id != 0 && job.id < id && (newest == nullptr || job.id > newest->id)) newest = &job;
  }
  return newest;
}

Status JobQueue::Load(const WaitingJob& waiting, Job& job) {
  job.Clear();
  const Result<ConstBytes> record = store_.Open(RecordOf(waiting));
  if (!record) return Fail(record.error());
  TEGAMI_TRY(job.Read(*record));
  store_.Close();
  for (const Source& source : sources_) {
    if (source.place == PlaceOf(waiting) && source.index < job.attachments().size()) {
      job.attachments()[source.index].source = source.source;
    }
  }
  return {};
}

Status JobQueue::Save(const WaitingJob& waiting, const Job& job) {
  return Write(RecordOf(waiting), job.mail(), job.progress);
}

Status JobQueue::ReadFacts(const WaitingJob& waiting, JobFacts& facts) {
  const Result<ConstBytes> record = store_.Open(RecordOf(waiting));
  if (!record) return Fail(record.error());
  TEGAMI_TRY(ReadJobFacts(*record, facts, nullptr));
  facts.state = waiting.state;
  return {};
}

void JobQueue::Remove(WaitingJob& waiting) {
  const uint8_t place = PlaceOf(waiting);
  Detach(place);
  waiting = {};
  --size_;
  leftover_ |= uint64_t{1} << place;
  CleanUp();
}

void JobQueue::CleanUp() {
  for (uint8_t place = 0; leftover_ != 0 && place < kJobsQueuedMax; ++place) {
    const uint64_t bit = uint64_t{1} << place;
    if ((leftover_ & bit) != 0 && store_.Remove({RecordKind::kJob, place})) leftover_ &= ~bit;
  }
}

size_t JobQueue::Count(JobKind kind) const {
  return static_cast<size_t>(std::count_if(jobs_.begin(), jobs_.end(),
                                           [kind](const WaitingJob& job) { return job.id != 0 && job.kind == kind; }));
}

void JobQueue::HoldLaterOnes(AccountId account, Instant until) {
  holds_.erase(
      std::remove_if(holds_.begin(), holds_.end(), [account](const Hold& hold) { return hold.account == account; }),
      holds_.end());
  if (holds_.full()) {  // the one that ends first is worth least
    holds_.erase(
        std::min_element(holds_.begin(), holds_.end(), [](const Hold& a, const Hold& b) { return a.until < b.until; }));
  }
  holds_.push_back({.until = until, .account = account});
}

Instant JobQueue::DueOfNew(AccountId account, JobKind kind, Instant now) const {
  if (kind == JobKind::kTestMail) return now;
  const auto* hold =
      std::find_if(holds_.begin(), holds_.end(), [account](const Hold& row) { return row.account == account; });
  return hold == holds_.end() ? now : std::max(now, hold->until);
}

void JobQueue::Postpone(AccountId account, Instant until, Instant later_ones) {
  HoldLaterOnes(account, later_ones);
  for (WaitingJob& job : jobs_) {
    if (job.id != 0 && job.account == account && job.state != JobState::kSending && job.due < until) job.due = until;
  }
}

Instant JobQueue::wake_by() const {
  Instant wake = kNever;
  for (const WaitingJob& job : jobs_) {
    if (job.id != 0 && job.state != JobState::kSending) wake = Earlier(wake, job.due);
  }
  return wake;
}

}  // namespace tegami
