// SPDX-License-Identifier: MIT
// The life of one attempt: token, connection, mail, verdict.
#include "app/job_runner.h"

#include "app/smtp_failure.h"
#include "job/retry.h"
#include "tegami/plausible_time.h"

namespace tegami {
namespace {

// Before MAIL a server knows nothing of the mail: what it says then it would say to every other one.
bool IsBeforeMail(SmtpStage stage) {
  return stage == SmtpStage::kGreeting || stage == SmtpStage::kEhlo || stage == SmtpStage::kStartTls ||
         stage == SmtpStage::kTls || stage == SmtpStage::kAuth;
}

// A record that the flash would not give is tried again after this.
constexpr int64_t kReadAgainMs = kMsPerMinute;

}  // namespace

void JobRunner::Start(Instant now) {
  history_.Start();
  queue_.Start(history_, now, clock_.WallClock());
  ++revision_;
}

WaitingJob* JobRunner::NextDue(Instant now) {
  if (!only_) return queue_.Next(now);
  WaitingJob* job = queue_.Find(*only_);
  return job != nullptr && job->due <= now ? job : nullptr;
}

bool JobRunner::Lend(Instant now) {
  if (stage_ != Stage::kIdle) return false;
  task_.End(now);
  lent_ = true;
  return true;
}

void JobRunner::Poll(Instant now) {
  if (lent_) return;
  if (stage_ == Stage::kIdle) {
    if (WaitingJob* job = NextDue(now); job != nullptr) {
      BeginAttempt(*job, now);
    } else if (task_.phase() == MailTask::Phase::kDone) {
      task_.End(now);  // nothing more for this connection
    }
  }
  if (stage_ == Stage::kWaitingForTime) PollTime(now);
  if (stage_ == Stage::kWaitingForToken) PollToken(now);
  if (stage_ == Stage::kLoggingIn) PollPopLogIn(now);
  if (stage_ == Stage::kSending) {
    task_.Poll(now);
    if (task_.phase() == MailTask::Phase::kDone) OnMailDone(now);
  }
}

void JobRunner::BeginAttempt(WaitingJob& waiting, Instant now) {
  current_ = &waiting;
  ++revision_;
  const Status loaded = queue_.Load(waiting, job_);
  if (!loaded && loaded.error() == Error::kIo) {
    storage_failed_ = true;
    waiting.due = After(now, kReadAgainMs);
    Forget();
    return;
  }
  waiting.state = JobState::kSending;
  result_ = {};
  retry_at_ = {};
  recipients_.clear();
  message_octets_ = 0;
  token_refused_ = false;
  time_doubted_ = false;
  user_.clear();
  if (!loaded) {
    EndJob(JobState::kFailed, Cause::kStorageFailed, now);
    return;
  }
  JobProgress& progress = job_.progress;
  if (std::exchange(progress.in_flight, false)) {  // the power went while it was being sent
    ++progress.unknown;
    progress.cause = Cause::kDeliveryUnknown;
    progress.cause_repeats = progress.unknown;
    const EndedAttempt interrupted{.cause = Cause::kDeliveryUnknown,
                                   .attempts = progress.attempts,
                                   .cause_repeats = progress.cause_repeats,
                                   .unknown = progress.unknown,
                                   .age_ms = AgeMs(now)};
    if (!PlanRetry(interrupted).again) {
      EndJob(SomethingDelivered() ? JobState::kPartial : JobState::kFailed, Cause::kDeliveryUnknown, now);
      return;
    }
  }
  if (!waiting.attached) {
    EndJob(SomethingDelivered() ? JobState::kPartial : JobState::kFailed, Cause::kAttachmentGone, now);
    return;
  }
  if (progress.attempts < UINT8_MAX) ++progress.attempts;
  LoadAccount(now);
}

void JobRunner::OnMailDone(Instant now) {
  result_ = task_.result();
  if (result_.sent_unheard) CountUnknown();
  const bool learned = LearnFromServer();
  if (!settings_changed()) RememberNotes();  // of another server, perhaps
  // 535 may mean a token that died early: refresh once, try once more (Exchange sends nothing more precise).
  const bool oauth = settings_.auth == AuthMethod::kOauth2;
  if (result_.auth_refused && oauth && result_.cause == Cause::kAuthTokenRejected && !token_refused_) {
    token_refused_ = true;
    task_.End(now);
    stage_ = Stage::kWaitingForToken;
    token_.Clear();
    return;
  }
  // The server may have forgotten our address: it says so by any reply, if it says anything.
  const bool pop_refused = settings_.auth == AuthMethod::kPopBeforeSmtp &&
                           result_.outcome == SmtpMailOutcome::kRefused && result_.answer.Given();
  if (pop_refused && pop_.OnMailRefused()) {
    if (settings_changed()) return ReloadAccount(now);
    if (LoadPassword(current_->account) == Cause::kNone) return BeginPopLogIn(now);
  }
  SettleRecipients();
  switch (result_.outcome) {
    case SmtpMailOutcome::kAccepted:
    case SmtpMailOutcome::kPartial: OnAccepted(now); return;
    case SmtpMailOutcome::kUnknown:
      CountUnknown();
      EndAttempt(result_.cause, now);
      return;
    case SmtpMailOutcome::kNone:
    case SmtpMailOutcome::kRefused: break;
  }
  // The server's limit is known only now: what was to be split is split to it.
  if (result_.cause == Cause::kMessageTooLarge) {
    const uint64_t limit = task_.session().failure().size_limit;
    const std::optional<uint64_t> size = message_.Size();
    if (limit != 0 && size) RefuseSize(*size, limit);
    const bool can_split = job_.mail().split_large && job_.attachments().size() > 1 && !SomethingDelivered();
    if (learned && can_split) {
      job_.progress.part_count = 1;
      BeginMail(now);
      return;
    }
  }
  EndAttempt(kept_back_ ? Cause::kStorageFailed : result_.cause, now);
}

// The mail may have arrived, and is sent again or given up.
void JobRunner::CountUnknown() {
  if (job_.progress.unknown < UINT8_MAX) ++job_.progress.unknown;
}

// What the server said of each recipient, where its word on them counts.
void JobRunner::SettleRecipients() {
  const bool accepted = result_.outcome == SmtpMailOutcome::kAccepted || result_.outcome == SmtpMailOutcome::kPartial;
  const bool all_refused = result_.outcome == SmtpMailOutcome::kRefused &&
                           task_.session().failure().cause == SmtpCause::kAllRecipientsRefused;
  if (!accepted && !all_refused) return;
  size_t asked = 0;
  for (size_t i = 0; i < job_.all_recipients().size() && asked < recipients_.size(); ++i) {
    RecipientState& state = job_.progress.to[i];
    if (state != RecipientState::kOpen) continue;
    const SmtpRecipient& recipient = recipients_[asked++];
    if (!recipient.answer.Given()) continue;
    if (recipient.answer.Positive()) {
      if (accepted) state = RecipientState::kAccepted;
    } else if (recipient.answer.Permanent() && !TakesFewerRecipients(recipient.answer, recipient.text)) {
      state = RecipientState::kRefused;
    }
  }
}

bool JobRunner::SomethingDelivered() const {
  return job_.progress.part > 0 || job_.CountRecipients(RecipientState::kAccepted) != 0;
}

// Some or all recipients have this part: on to the others, to the next part, or to the end.
void JobRunner::OnAccepted(Instant now) {
  JobProgress& progress = job_.progress;
  progress.in_flight = false;
  size_t deferred = 0;
  for (const SmtpRecipient& recipient : recipients_) {
    const bool later = recipient.answer.Given() && !recipient.answer.Positive() && !recipient.answer.Permanent();
    if (later && !TakesFewerRecipients(recipient.answer, recipient.text)) ++deferred;
  }
  const size_t open = job_.CountRecipients(RecipientState::kOpen);
  if (open > deferred) {  // more than one mail may have
    if (!queue_.Save(*current_, job_)) storage_failed_ = true;
    BeginMail(now);
    return;
  }
  if (open != 0) {
    EndAttempt(Cause::kServerBusy, now);
    return;
  }
  if (progress.part + 1 < progress.part_count) {
    ++progress.part;
    std::replace(progress.to.begin(), progress.to.end(), RecipientState::kAccepted, RecipientState::kOpen);
    if (!queue_.Save(*current_, job_)) storage_failed_ = true;
    BeginMail(now);
    return;
  }
  const bool all = job_.CountRecipients(RecipientState::kRefused) == 0;
  EndJob(all ? JobState::kDelivered : JobState::kPartial, all ? Cause::kNone : Cause::kSomeRecipientsRefused, now);
}

// Limits that the server told of. True: of the size of a mail, and smaller than was known.
bool JobRunner::LearnFromServer() {
  const SmtpCapabilities& offered = task_.session().capabilities();
  size_t accepted = 0;
  bool too_many = false;
  for (const SmtpRecipient& recipient : recipients_) {
    if (recipient.answer.Positive()) ++accepted;
    too_many = too_many || TakesFewerRecipients(recipient.answer, recipient.text);
  }
  if (too_many && accepted != 0) {
    notes_.recipients_max = static_cast<uint8_t>(accepted);
    notes_.recipients_told = clock_.WallClock();
  }
  if (!offered.ehlo || result_.outcome == SmtpMailOutcome::kNone) return false;
  const uint64_t before = notes_.size_limit;
  notes_.size_limit = offered.size ? offered.size_limit : 0;
  notes_.size_asked = clock_.WallClock();
  return notes_.size_limit != 0 && (before == 0 || notes_.size_limit < before);
}

void JobRunner::RememberNotes() {
  const bool accepted = result_.outcome == SmtpMailOutcome::kAccepted || result_.outcome == SmtpMailOutcome::kPartial;
  if (!accepted && result_.cause != Cause::kMessageTooLarge) return;
  if (accepted) {
    notes_.binary_refused = result_.refused_ways.binary;
    notes_.chunking_refused = result_.refused_ways.chunking;
    notes_.last_mail = clock_.WallClock();
  }
  static_cast<void>(book_.SaveNotes(current_->account, notes_));
}

// Of a job that waited across a restart, the wall clock knows more; of others, a clock that is set anew knows nothing.
int64_t JobRunner::AgeMs(Instant now) const {
  const int64_t running_ms = now.ms - int64_t{current_->since_s} * kMsPerSecond;
  if (!current_->from_before) return running_ms;
  const std::optional<UtcTime> wall = clock_.WallClock();
  if (!IsPlausible(wall) || !IsPlausible(job_.progress.submitted)) return running_ms;
  return std::max(running_ms, (wall->seconds - job_.progress.submitted->seconds) * kMsPerSecond);
}

// A wrong clock makes good certificates look bad: where the time server may say so, or has just said so, the attempt is
// made once more.
bool JobRunner::WaitsForTime(Cause cause, Instant now) {
  if (!IsOfDates(cause) || time_ == nullptr || std::exchange(time_doubted_, true)) return false;
  if (time_->corrections() == corrections_ && !time_->DoubtDates(now)) return false;
  result_.cause = cause;
  task_.End(now);
  stage_ = Stage::kWaitingForTime;
  return true;
}

void JobRunner::PollTime(Instant now) {
  if (time_->corrections() != corrections_) {
    tokens_.OnClockCorrected();
    return ReloadAccount(now);
  }
  if (!time_->asking(now)) EndAttempt(result_.cause, now);
}

void JobRunner::EndAttempt(Cause cause, Instant now) {
  if (WaitsForTime(cause, now)) return;
  JobProgress& progress = job_.progress;
  progress.in_flight = false;
  result_.cause = cause;
  progress.cause_repeats = static_cast<uint8_t>(progress.cause == cause ? progress.cause_repeats + 1 : 1);
  progress.cause = cause;
  EndedAttempt attempt{.cause = cause,
                       .attempts = progress.attempts,
                       .cause_repeats = progress.cause_repeats,
                       .unknown = progress.unknown,
                       .before_mail = IsBeforeMail(result_.stage),
                       .age_ms = AgeMs(now)};
  std::array<uint8_t, sizeof(attempt.random)> random{};
  if (entropy_.Fill(random)) std::memcpy(&attempt.random, random.data(), random.size());
  const RetryPlan plan = retry_ ? PlanRetry(attempt) : RetryPlan{};
  if (!plan.again) {
    const bool partly = SomethingDelivered();
    const bool recipients = partly && result_.outcome == SmtpMailOutcome::kPartial;
    EndJob(partly ? JobState::kPartial : JobState::kFailed, recipients ? Cause::kSomeRecipientsRefused : cause, now);
    return;
  }
  current_->due = std::max(After(now, plan.pause_ms), retry_at_);
  current_->state = JobState::kRetrying;
  progress.due.reset();
  if (const std::optional<UtcTime> wall = clock_.WallClock()) {
    progress.due = UtcTime{wall->seconds + MsBetween(now, current_->due) / kMsPerSecond};
  }
  if (!queue_.Save(*current_, job_)) storage_failed_ = true;
  if (plan.whole_account) {
    const Instant later_ones = plan.server_asks ? current_->due : std::min(current_->due, After(now, kJobHoldMs));
    queue_.Postpone(current_->account, current_->due, later_ones);
    task_.End(now);
  }
  ++revision_;
  Forget();
}

// The history first: a power cut between the two leaves a record that the next start knows for an ended job's.
void JobRunner::EndJob(JobState state, Cause cause, Instant now) {
  static_cast<void>(now);
  result_.cause = cause;
  JobFacts facts = CurrentFacts();
  facts.state = state;
  facts.cause = cause;
  facts.due.reset();
  facts.ended = clock_.WallClock();
  facts.progress_permille = state == JobState::kDelivered ? 1000 : facts.progress_permille;
  if (state == JobState::kDelivered) facts.parts_delivered = facts.parts;
  LogJob(events_, facts, View(result_.text));
  if (!history_.Add(facts)) storage_failed_ = true;
  queue_.Remove(*current_);
  ++ended_total_;
  ++revision_;
  Forget();
}

// Nothing is under way any more.
void JobRunner::Forget() {
  stage_ = Stage::kIdle;
  current_ = nullptr;
  job_.Clear();
  token_.Clear();
  password_.Clear();
}

Instant JobRunner::wake_by() const {
  if (lent_) return kNever;
  if (stage_ == Stage::kSending) return task_.wake_by();
  if (stage_ == Stage::kWaitingForToken) return tokens_.wake_by();
  if (stage_ == Stage::kLoggingIn) return pop_.wake_by();
  if (stage_ == Stage::kWaitingForTime) return time_->answer_until();
  if (task_.phase() == MailTask::Phase::kDone) return Instant{};
  if (!only_) return queue_.wake_by();
  const WaitingJob* job = queue_.Find(*only_);
  return job == nullptr ? kNever : job->due;
}

}  // namespace tegami
