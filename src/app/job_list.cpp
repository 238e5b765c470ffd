// SPDX-License-Identifier: MIT
// Jobs in, jobs cancelled, jobs told of.
#include <algorithm>
#include <limits>

#include "app/job_runner.h"
#include "codec/escape.h"

namespace tegami {

Status FindOwnAddress(AccountBook& book, AccountId account, Text<kMailAddressMaxBytes>& address) {
  AccountSettings settings;
  if (const Status loaded = book.LoadSettings(account, settings); !loaded) {
    return Fail(loaded.error() == Error::kNotFound ? Error::kBadState : loaded.error());  // no such user
  }
  address = settings.user;
  if (!address.empty()) return {};
  SignIn sign_in;
  if (book.LoadSignIn(account, AccountBook::Slot::kApplied, sign_in, nullptr)) address = sign_in.account_name;
  // A user's settings may have the device's sender: that is not the user.
  if (address.empty() && account < kFirstUserAccount) address = settings.sender;
  return address.empty() ? Fail(Error::kBadState) : Status{};
}

Result<JobId> JobRunner::Submit(const MailJob& job, Instant now) {
  MailJob taken = job;
  Text<kMailAddressMaxBytes> own;
  std::string_view own_address;
  if (job.kind == JobKind::kToMyEmail && job.to.empty() && job.cc.empty() && job.bcc.empty()) {
    TEGAMI_TRY(FindOwnAddress(book_, job.account, own));
    own_address = View(own);
    taken.to = {&own_address, 1};
  }
  TEGAMI_TRY(CheckJob(taken));
  const Result<JobId> id = NextId();
  if (!id) return Fail(id.error());
  // A changed setting may be what was needed.
  if (std::exchange(holds_revision_, book_.revision()) != book_.revision()) queue_.ForgetHolds();
  TEGAMI_TRY(queue_.Add(taken, *id, now, clock_.WallClock()));
  ++revision_;
  return *id;
}

// Of the jobs that wait, and of the one that ended last.
JobId JobRunner::GreatestKnownId() {
  JobId greatest = 0;
  if (const WaitingJob* waiting = queue_.Before(std::numeric_limits<JobId>::max())) greatest = waiting->id;
  JobFacts newest;
  if (ended() != 0 && history_.Read(history_.end() - 1, newest)) greatest = std::max(greatest, newest.id);
  return greatest;
}

Result<JobId> JobRunner::NextId() {
  constexpr uint32_t kBlock = 64;
  if (next_id_ == reserved_end_) {
    const Result<JobId> first = book_.ReserveJobIds(kBlock, GreatestKnownId());
    if (!first) return Fail(first.error());
    next_id_ = *first;
    reserved_end_ = *first + kBlock;
  }
  return next_id_++;
}

Status JobRunner::Reattach(JobId id, std::span<const Attachment> attachments, Instant now) {
  TEGAMI_TRY(queue_.Reattach(id, attachments, now));
  ++revision_;
  return {};
}

Status JobRunner::Cancel(JobId id, Instant now) {
  WaitingJob* job = queue_.Find(id);
  if (job == nullptr) return Fail(Error::kBadState);
  if (job == current_) {
    if (stage_ == Stage::kLoggingIn) pop_.End(now);
    if (stage_ == Stage::kSending) {
      task_.End(now);
      result_ = task_.result();
      if (result_.outcome == SmtpMailOutcome::kUnknown || result_.sent_unheard) CountUnknown();
    }
    EndJob(JobState::kCancelled, Cause::kCancelled, now);
    return {};
  }
  JobFacts facts = FactsOf(*job);
  facts.state = JobState::kCancelled;
  facts.cause = Cause::kCancelled;
  facts.due.reset();
  facts.ended = clock_.WallClock();
  LogJob(events_, facts, {});
  if (!history_.Add(facts)) storage_failed_ = true;
  queue_.Remove(*job);
  ++revision_;
  return {};
}

uint16_t JobRunner::ProgressPermille() const {
  if (stage_ != Stage::kSending || message_octets_ == 0) return 0;
  const uint64_t all = task_.octets_sent();
  const uint64_t sent = all > octets_before_ ? all - octets_before_ : 0;  // a new connection counts from 0
  const uint64_t of_part = std::min<uint64_t>(sent * 1000 / message_octets_, 999);
  const uint64_t parts = job_.progress.part_count;
  return static_cast<uint16_t>((uint64_t{job_.progress.part} * 1000 + of_part) / parts);
}

JobFacts JobRunner::CurrentFacts() const {
  JobFacts facts;
  facts.id = current_->id;
  facts.kind = current_->kind;
  facts.account = current_->account;
  facts.state = current_->state;
  facts.attachments = current_->attachments;
  if (!job_.in_use()) return facts;
  const JobProgress& progress = job_.progress;
  facts.attempts = progress.attempts;
  facts.parts = progress.part_count;
  facts.parts_delivered = progress.part;
  facts.may_be_twice = progress.unknown != 0;
  facts.submitted = progress.submitted;
  facts.cause = progress.cause;
  facts.progress_permille = ProgressPermille();
  AssignCut(facts.first_recipient, job_.all_recipients().front());
  facts.recipients = static_cast<uint8_t>(job_.all_recipients().size());
  facts.recipients_refused = static_cast<uint8_t>(job_.CountRecipients(RecipientState::kRefused));
  EscapeForDisplay(View(result_.text), facts.reply);
  return facts;
}

JobFacts JobRunner::FactsOf(const WaitingJob& waiting) {
  if (&waiting == current_) return CurrentFacts();
  JobFacts facts;
  if (!queue_.ReadFacts(waiting, facts)) facts = {};
  facts.id = waiting.id;
  facts.kind = waiting.kind;
  facts.account = waiting.account;
  facts.state = waiting.state;
  return facts;
}

JobFacts JobRunner::last_ended() {
  JobFacts facts;
  return history_.end() > history_.begin() && history_.Read(history_.end() - 1, facts) ? facts : JobFacts{};
}

std::optional<JobFacts> JobRunner::Find(JobId id) {
  if (const WaitingJob* waiting = queue_.Find(id)) return FactsOf(*waiting);
  JobFacts facts;
  for (uint32_t sequence = history_.end(); sequence > history_.begin(); --sequence) {
    if (history_.Read(sequence - 1, facts) && facts.id == id) return facts;
  }
  return std::nullopt;
}

size_t JobRunner::List(JobCursor& cursor, std::span<JobFacts> into) {
  cursor.ended_before = std::min(cursor.ended_before, history_.end());
  size_t count = 0;
  while (count < into.size()) {
    const WaitingJob* waiting = queue_.Before(cursor.waiting_before);
    JobFacts& ended = into[count];
    bool has_ended = false;
    while (!has_ended && cursor.ended_before > history_.begin()) {
      has_ended = history_.Read(cursor.ended_before - 1, ended).has_value();
      if (!has_ended) --cursor.ended_before;
    }
    if (waiting == nullptr && !has_ended) break;
    if (waiting != nullptr && (!has_ended || waiting->id > ended.id)) {
      cursor.waiting_before = waiting->id;
      into[count] = FactsOf(*waiting);
    } else {
      --cursor.ended_before;
    }
    ++count;
  }
  return count;
}

}  // namespace tegami
