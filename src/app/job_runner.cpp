// SPDX-License-Identifier: MIT
// The life of one job: token, connection, mail, verdict.
#include "app/job_runner.h"

#include "app/oauth_setup.h"
#include "app/smtp_failure.h"
#include "codec/escape.h"

namespace tegami {
namespace {

SmtpSecurity SecurityOf(SecureConnection security) {
  switch (security) {
    case SecureConnection::kNone: return SmtpSecurity::kNone;
    case SecureConnection::kTls: return SmtpSecurity::kImplicit;
    case SecureConnection::kStartTls: return SmtpSecurity::kStartTls;
  }
  return SmtpSecurity::kStartTls;
}

bool WantsBinary(BinaryTransfer wish, MailService service) {
  switch (wish) {
    case BinaryTransfer::kOn: return true;
    case BinaryTransfer::kOff: return false;
    case BinaryTransfer::kAuto: return ProviderOf(service).binary_proved;
  }
  return false;
}

// Why a message could not be begun.
Cause CauseOfMessage(Error error) {
  const bool source = error == Error::kUnsupported || error == Error::kIo;
  return source ? Cause::kAttachmentGone : Cause::kInvalidAddress;
}

}  // namespace

void JobRunner::SetDevice(const DeviceSettings& device) { device_ = device; }

Result<JobId> JobRunner::Submit(const MailJob& job, Instant now) {
  Job* free = nullptr;
  for (Job& place : queue_) {
    if (!place.in_use()) free = &place;
  }
  if (free == nullptr) return Fail(Error::kNoSpace);
  const Result<JobId> id = NextId();
  if (!id) return Fail(id.error());
  const Status taken = free->Take(job, *id, now);
  if (!taken) {
    free->Clear();
    return Fail(taken.error());
  }
  return *id;
}

Result<JobId> JobRunner::NextId() {
  constexpr uint32_t kBlock = 64;
  if (next_id_ == reserved_end_) {
    const Result<JobId> first = book_.ReserveJobIds(kBlock);
    if (!first) return Fail(first.error());
    next_id_ = *first;
    reserved_end_ = *first + kBlock;
  }
  return next_id_++;
}

Status JobRunner::Cancel(JobId id, Instant now) {
  for (Job& job : queue_) {
    if (!job.in_use() || job.id != id) continue;
    if (&job != current_) {
      current_ = &job;
    } else {
      pop_.End(now);
      task_.End(now);
    }
    EndJob(JobState::kCancelled, Cause::kCancelled, now);
    return {};
  }
  return Fail(Error::kBadState);
}

Job* JobRunner::NextDue(Instant now) {
  Job* next = nullptr;
  for (Job& job : queue_) {
    if (job.in_use() && job.due <= now && (next == nullptr || job.id < next->id)) next = &job;
  }
  return next;
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
    if (Job* job = NextDue(now); job != nullptr) {
      BeginAttempt(*job, now);
    } else if (task_.phase() == MailTask::Phase::kDone) {
      task_.End(now);  // nothing more for this connection
    }
  }
  if (stage_ == Stage::kWaitingForToken) PollToken(now);
  if (stage_ == Stage::kLoggingIn) PollPopLogIn(now);
  if (stage_ == Stage::kSending) {
    task_.Poll(now);
    if (task_.phase() == MailTask::Phase::kDone) OnMailDone(now);
  }
}

void JobRunner::BeginAttempt(Job& job, Instant now) {
  current_ = &job;
  job.state = JobState::kSending;
  ++job.attempts;
  result_ = {};
  retry_at_ = {};
  recipients_.clear();
  message_octets_ = 0;
  user_.clear();
  token_.Clear();
  password_.Clear();
  if (!book_.LoadSettings(job.account, settings_) || !book_.LoadNotes(job.account, notes_)) {
    EndAttempt(Cause::kStorageFailed, now);
    return;
  }
  AssignCut(user_, View(settings_.user));
  if (settings_.auth == AuthMethod::kOauth2) {
    stage_ = Stage::kWaitingForToken;
    return;
  }
  const bool pop = settings_.auth == AuthMethod::kPopBeforeSmtp;
  if ((pop || settings_.auth == AuthMethod::kSmtpAuth) && !book_.LoadPassword(job.account, password_)) {
    EndAttempt(pop ? Cause::kPopAuthFailed : Cause::kAuthFailed, now);
    return;
  }
  if (pop && !pop_.UseLastLogIn(job.account, book_.revision(), now)) {
    BeginPopLogIn(now);
    return;
  }
  if (pop) password_.Clear();  // SMTP never sees it
  BeginMail(now);
}

void JobRunner::BeginPopLogIn(Instant now) {
  task_.End(now);  // its connection and its buffer are needed
  pop_.Begin(settings_, View(user_), password_.RevealText(), timeout_cap_ms_, now);
  stage_ = Stage::kLoggingIn;
}

void JobRunner::PollPopLogIn(Instant now) {
  pop_.Poll(now);
  if (!pop_.done()) return;
  password_.Clear();
  const Cause cause = pop_.cause();
  EscapeForDisplay(pop_.words(), result_.text);
  pop_.End(now);
  if (cause != Cause::kNone) {
    EndAttempt(cause, now);
    return;
  }
  pop_.RememberLogIn(current_->account, book_.revision(), now);
  BeginMail(now);
}

void JobRunner::PollToken(Instant now) {
  const TokenService::TokenAnswer answer =
      tokens_.RequestToken(current_->account, current_->token_refused, &token_, now);
  if (!answer.ready && answer.cause == Cause::kNone) return;
  if (!answer.ready) {
    retry_at_ = answer.retry_at;
    EscapeForDisplay(tokens_.detail(), result_.text);
    EndAttempt(answer.cause, now);
    return;
  }
  if (user_.empty()) {
    SignIn sign_in;
    if (book_.LoadSignIn(current_->account, AccountBook::Slot::kApplied, sign_in, nullptr))
      user_ = sign_in.account_name;
  }
  BeginMail(now);
}

void JobRunner::BeginMail(Instant now) {
  Job& job = *current_;
  from_ = settings_.sender.empty() ? user_ : settings_.sender;
  if (const Status written = WriteMessage(job); !written) {
    EndAttempt(CauseOfMessage(written.error()), now);
    return;
  }
  FillEnvelope(job);
  FillTarget();
  octets_before_ = 0;
  SmtpEnvelope envelope;
  envelope.sender = View(from_);
  envelope.recipients = {recipients_.data(), recipients_.size()};
  envelope.text_room = recipient_text_;
  const bool same = connected_account_ == job.account && connected_revision_ == book_.revision();
  if (!same || !task_.SubmitNext(target_, envelope, message_, now)) task_.Begin(target_, envelope, message_, now);
  connected_account_ = job.account;
  connected_revision_ = book_.revision();
  stage_ = Stage::kSending;
}

Status JobRunner::WriteMessage(Job& job) {
  if (job.message_id.empty() && !MakeNewMessageId(entropy_, View(from_), job.message_id)) return Fail(Error::kIo);
  MessageHeader header;
  header.from = View(from_);
  header.from_name = View(settings_.sender_name);
  header.to = job.to();
  header.cc = job.cc();
  header.subject = job.subject();
  header.message_id = View(job.message_id);
  header.date = clock_.WallClock().value_or(UtcTime{});
  header.utc_offset_minutes = device_.utc_offset_minutes;
  header.auto_submitted = job.kind == JobKind::kNotification;
  TEGAMI_TRY(entropy_.Fill(header.boundary_seed));
  TEGAMI_TRY(message_.writer().Begin(header, job.text(), job.attachments()));
  TEGAMI_TRY(message_.writer().Rewind());
  message_octets_ = message_.Size().value_or(0);
  return {};
}

void JobRunner::FillEnvelope(Job& job) {
  recipients_.clear();
  for (const std::string_view address : job.all_recipients()) {
    SmtpRecipient recipient;
    recipient.address = address;
    recipients_.push_back(recipient);
  }
}

void JobRunner::FillTarget() {
  target_ = {};
  target_.server = MailServerOf(settings_);
  target_.security = SecurityOf(settings_.security);
  target_.verification = settings_.verify_certificate ? TlsVerification::kFull : TlsVerification::kNone;
  const bool without = settings_.auth == AuthMethod::kOff || settings_.auth == AuthMethod::kPopBeforeSmtp;
  target_.auth = without ? SmtpAuth::kNone : SmtpAuth::kAuto;
  target_.user = View(user_);
  target_.token = token_.RevealText();
  target_.password = password_.RevealText();
  target_.allow_password_without_tls = settings_.allow_password_without_tls;
  const bool binary = WantsBinary(binary_.value_or(settings_.binary), settings_.service);
  target_.binary = binary ? SmtpBinary::kOn : SmtpBinary::kOff;
  target_.refused_ways = {.binary = notes_.binary_refused, .chunking = notes_.chunking_refused};
  target_.timeout_cap_ms = timeout_cap_ms_;
}

void JobRunner::OnMailDone(Instant now) {
  result_ = task_.result();
  RememberNotes();
  // 535 may mean a token that died early: refresh once, try once more (Exchange sends nothing more precise).
  const bool oauth = settings_.auth == AuthMethod::kOauth2;
  if (result_.auth_refused && oauth && result_.cause == Cause::kAuthTokenRejected && !current_->token_refused) {
    current_->token_refused = true;
    task_.End(now);
    stage_ = Stage::kWaitingForToken;
    token_.Clear();
    return;
  }
  // The server may have forgotten our address: it says so by any reply, if it says anything.
  const bool pop_refused = settings_.auth == AuthMethod::kPopBeforeSmtp &&
                           result_.outcome == SmtpMailOutcome::kRefused && result_.answer.Given();
  if (pop_refused && pop_.OnMailRefused() && book_.LoadPassword(current_->account, password_)) {
    BeginPopLogIn(now);
    return;
  }
  token_.Clear();
  password_.Clear();
  switch (result_.outcome) {
    case SmtpMailOutcome::kAccepted: EndJob(JobState::kDelivered, Cause::kNone, now); return;
    case SmtpMailOutcome::kPartial: EndJob(JobState::kPartial, result_.cause, now); return;
    case SmtpMailOutcome::kNone:
    case SmtpMailOutcome::kRefused:
    case SmtpMailOutcome::kUnknown: EndAttempt(result_.cause, now); return;
  }
}

void JobRunner::RememberNotes() {
  const bool accepted = result_.outcome == SmtpMailOutcome::kAccepted || result_.outcome == SmtpMailOutcome::kPartial;
  if (!accepted) return;
  notes_.binary_refused = result_.refused_ways.binary;
  notes_.chunking_refused = result_.refused_ways.chunking;
  notes_.last_mail = clock_.WallClock();
  static_cast<void>(book_.SaveNotes(current_->account, notes_));
}

void JobRunner::EndAttempt(Cause cause, Instant now) {
  Job& job = *current_;
  stage_ = Stage::kIdle;
  result_.cause = cause;
  const bool again = retry_ && CauseRetry(cause) == Retry::kLater && MsBetween(job.submitted, now) < kJobGiveUpMs;
  if (!again) {
    EndJob(JobState::kFailed, cause, now);
    return;
  }
  const size_t pause = std::min<size_t>(job.attempts - 1U, std::size(kJobRetryPausesMs) - 1);
  job.due = After(now, kJobRetryPausesMs[pause]);
  if (job.due < retry_at_) job.due = retry_at_;
  job.state = JobState::kRetrying;
  job.cause = cause;
  job.token_refused = false;
  current_ = nullptr;
}

void JobRunner::EndJob(JobState state, Cause cause, Instant now) {
  static_cast<void>(now);
  stage_ = Stage::kIdle;
  LogJob(events_, *current_, state, cause, View(result_.text));
  current_->state = state;
  current_->cause = cause;
  for (size_t i = kJobsEndedMax - 1; i > 0; --i) ended_[i] = ended_[i - 1];
  ended_[0] = FactsOf(*current_);
  ended_[0].ended = clock_.WallClock();
  ended_[0].progress_permille = state == JobState::kDelivered ? 1000 : ended_[0].progress_permille;
  ended_count_ = std::min(ended_count_ + 1, kJobsEndedMax);
  ++ended_total_;
  current_->Clear();
  current_ = nullptr;
}

JobFacts JobRunner::FactsOf(const Job& job) const {
  JobFacts facts;
  facts.id = job.id;
  facts.kind = job.kind;
  facts.state = job.state;
  facts.attempts = job.attempts;
  AssignCut(facts.first_recipient, job.all_recipients().front());
  facts.recipients = static_cast<uint8_t>(job.recipient_count());
  facts.cause = job.cause;
  if (&job != current_) return facts;
  for (const SmtpRecipient& recipient : recipients_) {
    if (recipient.answer.Given() && !recipient.answer.Positive()) ++facts.recipients_refused;
  }
  EscapeForDisplay(View(result_.text), facts.reply);
  if (message_octets_ != 0) {
    const uint64_t permille = task_.octets_sent() * 1000 / message_octets_;
    facts.progress_permille = static_cast<uint16_t>(std::min<uint64_t>(permille, 999));
  }
  return facts;
}

size_t JobRunner::List(std::span<JobFacts> into) const {
  size_t count = 0;
  for (JobId id = next_id_; id > 0 && count < into.size(); --id) {
    for (const Job& job : queue_) {
      if (job.in_use() && job.id == id && count < into.size()) into[count++] = FactsOf(job);
    }
    for (size_t i = 0; i < ended_count_; ++i) {
      if (ended_[i].id == id && count < into.size()) into[count++] = ended_[i];
    }
    if (next_id_ - id > kJobsQueuedMax + kJobsEndedMax + kJobsShownMax) break;
  }
  return count;
}

std::optional<JobFacts> JobRunner::Find(JobId id) const {
  for (const Job& job : queue_) {
    if (job.in_use() && job.id == id) return FactsOf(job);
  }
  for (size_t i = 0; i < ended_count_; ++i) {
    if (ended_[i].id == id) return ended_[i];
  }
  return std::nullopt;
}

Instant JobRunner::wake_by() const {
  if (lent_) return kNever;
  if (stage_ == Stage::kSending) return task_.wake_by();
  if (stage_ == Stage::kWaitingForToken) return tokens_.wake_by();
  if (stage_ == Stage::kLoggingIn) return pop_.wake_by();
  Instant wake = task_.phase() == MailTask::Phase::kDone ? Instant{} : kNever;
  for (const Job& job : queue_) {
    if (job.in_use()) wake = Earlier(wake, job.due);
  }
  return wake;
}

}  // namespace tegami
