// SPDX-License-Identifier: MIT
// The way from the link to the mail, one step after the other.
#include "app/connection_test.h"

#include "codec/escape.h"
#include "tegami/plausible_time.h"
#include "text/ui_text.h"

namespace tegami {
namespace {

bool HasAddress(const Network& network) {
  std::array<InterfaceInfo, kInterfacesMax> interfaces;
  const size_t count = network.Interfaces(interfaces);
  for (size_t i = 0; i < count; ++i) {
    if (interfaces[i].link_up && interfaces[i].address_count != 0) return true;
  }
  return false;
}

bool IsOfProxy(Cause cause) {
  return cause == Cause::kProxyUnreachable || cause == Cause::kProxyAuthentication || cause == Cause::kProxyRefused;
}

}  // namespace

Status ConnectionTest::Begin(AccountId account, bool send) {
  if (stage_ != Stage::kIdle) return Fail(Error::kBusy);
  facts_ = {};
  facts_.phase = ConnectionTestFacts::Phase::kRunning;
  facts_.account = account;
  account_ = account;
  send_ = send;
  token_refused_ = false;
  stage_ = Stage::kWaitingForJobs;
  return {};
}

void ConnectionTest::Poll(Instant now) {
  switch (stage_) {
    case Stage::kIdle: return;
    case Stage::kWaitingForJobs:
      if (jobs_.Lend(now)) BeginHello(now);
      return;
    case Stage::kMessage: PollMessage(now); return;
    case Stage::kWaitingForToken:
    case Stage::kPopLogIn:
    case Stage::kHello:
    case Stage::kEnvelope: break;
  }
  // A secret of the new settings must not go where the old ones point: the test begins anew.
  if (revision_ != book_.revision()) return BeginAnew(now);
  if (stage_ == Stage::kWaitingForToken) return PollToken(now);
  if (stage_ == Stage::kPopLogIn) return PollPopLogIn(now);
  MailTask& task = jobs_.task_;
  task.Poll(now);
  Observe(now);
  if (task.phase() != MailTask::Phase::kDone) return;
  if (stage_ == Stage::kHello) {
    OnHelloDone(now);
  } else {
    OnEnvelopeDone(now);
  }
}

MailTarget ConnectionTest::Target(MailDepth depth) {
  jobs_.FillTarget();
  MailTarget target = jobs_.target_;
  target.depth = depth;
  target.timeout_cap_ms = timeout_cap_ms_;
  if (depth == MailDepth::kHello) target.user = target.token = target.password = {};
  return target;
}

void ConnectionTest::BeginAnew(Instant now) {
  if (stage_ == Stage::kPopLogIn) jobs_.pop_.End(now);
  jobs_.task_.End(now);
  jobs_.token_.Clear();
  jobs_.password_.Clear();
  token_refused_ = false;
  facts_.detail.clear();
  BeginHello(now);
}

void ConnectionTest::BeginHello(Instant now) {
  revision_ = book_.revision();
  ProxySettings proxy;
  if (!book_.LoadSettings(account_, jobs_.settings_) || !book_.LoadGroup(proxy)) {
    progress_.Begin(account_, AccountSettings(), false, false, now);
    FailAt(TestStep::kLink, Cause::kStorageFailed, {}, now);
    return;
  }
  progress_.Begin(account_, jobs_.settings_, proxy.enabled, send_, now);
  if (!HasAddress(network_)) {
    FailAt(TestStep::kLink, Cause::kNoLink, {}, now);
    return;
  }
  progress_.Reach(TestStep::kName, now);
  stage_ = Stage::kHello;
  jobs_.task_.Begin(Target(MailDepth::kHello), SmtpEnvelope(), message_, now);
}

// How far the dialogue has come. What the second connection passes again is not counted twice.
void ConnectionTest::Observe(Instant now) {
  const MailTask& task = jobs_.task_;
  if (task.name_known()) progress_.Reach(TestStep::kConnect, now);
  if (!task.connected()) return;
  const SmtpSession& session = task.session();
  const bool tls_first = jobs_.settings_.security == SecureConnection::kTls;
  if (!tls_first) progress_.Reach(TestStep::kGreeting, now);
  if (session.state() == SmtpState::kAwaitStartTlsReply) progress_.Reach(TestStep::kStartTls, now);
  if (session.tls() || session.state() == SmtpState::kAwaitTls) {
    progress_.Reach(TestStep::kClock, now);
    if (IsPlausible(clock_.WallClock())) progress_.Reach(TestStep::kCertificate, now);
  }
  if (session.tls() && tls_first) progress_.Reach(TestStep::kGreeting, now);
  if (stage_ == Stage::kEnvelope && session.authenticated()) progress_.Reach(TestStep::kSender, now);
}

void ConnectionTest::OnHelloDone(Instant now) {
  if (jobs_.task_.result().cause != Cause::kNone) {
    FailByMail(now);
    return;
  }
  jobs_.task_.End(now);
  switch (jobs_.settings_.auth) {
    case AuthMethod::kOauth2:
      progress_.Reach(progress_.Has(TestStep::kProxy) ? TestStep::kProxy : TestStep::kToken, now);
      asked_ = false;
      stage_ = Stage::kWaitingForToken;
      return;
    case AuthMethod::kSmtpAuth:
      progress_.Reach(TestStep::kAuth, now);
      if (const Cause cause = jobs_.LoadPassword(account_); cause != Cause::kNone) {
        FailAt(TestStep::kAuth, cause, {}, now);
        return;
      }
      break;
    case AuthMethod::kPopBeforeSmtp: BeginPopLogIn(now); return;
    case AuthMethod::kOff: progress_.Reach(TestStep::kSender, now); break;
  }
  BeginEnvelope(now);
}

// Whatever log-in there was before: the test wants to see one.
void ConnectionTest::BeginPopLogIn(Instant now) {
  progress_.Reach(TestStep::kPop, now);
  if (const Cause cause = jobs_.LoadPassword(account_); cause != Cause::kNone) {
    FailAt(TestStep::kPop, cause, {}, now);
    return;
  }
  FillAddresses();
  jobs_.pop_.Begin(jobs_.settings_, View(jobs_.user_), jobs_.password_.RevealText(), timeout_cap_ms_, now);
  stage_ = Stage::kPopLogIn;
}

void ConnectionTest::PollPopLogIn(Instant now) {
  jobs_.pop_.Poll(now);
  if (!jobs_.pop_.done()) return;
  jobs_.password_.Clear();  // SMTP never sees it
  const Cause cause = jobs_.pop_.cause();
  EscapeForDisplay(jobs_.pop_.words(), facts_.detail);
  jobs_.pop_.End(now);
  if (cause != Cause::kNone) {
    progress_.Fail(TestStep::kPop, cause, now);
    End(now);
    return;
  }
  facts_.detail.clear();
  jobs_.pop_.RememberLogIn(account_, revision_, now);
  progress_.Reach(TestStep::kSender, now);
  BeginEnvelope(now);
}

void ConnectionTest::PollToken(Instant now) {
  const TokenService::TokenAnswer answer = tokens_.RequestToken(account_, token_refused_, &jobs_.token_, now);
  if (!answer.ready && answer.cause == Cause::kNone) {
    asked_ = true;
    return;
  }
  if (answer.cause == Cause::kAuthTokenRejected) {  // another token would not help: the mail server said why
    FailAt(TestStep::kAuth, answer.cause, View(jobs_.task_.result().text), now);
    return;
  }
  if (!answer.ready) {
    FailAt(IsOfProxy(answer.cause) ? TestStep::kProxy : TestStep::kToken, answer.cause, tokens_.detail(), now);
    return;
  }
  if (!asked_) progress_.Skip(TestStep::kProxy, now);
  progress_.Reach(TestStep::kAuth, now);
  BeginEnvelope(now);
}

// Who we are is known by now: from the settings, or from the sign-in.
void ConnectionTest::FillAddresses() {
  jobs_.user_ = jobs_.settings_.user;
  SignIn sign_in;
  if (jobs_.user_.empty() && book_.LoadSignIn(account_, AccountBook::Slot::kApplied, sign_in, nullptr)) {
    jobs_.user_ = sign_in.account_name;
  }
  jobs_.from_ = jobs_.settings_.sender.empty() ? jobs_.user_ : jobs_.settings_.sender;
}

void ConnectionTest::BeginEnvelope(Instant now) {
  FillAddresses();
  stage_ = Stage::kEnvelope;
  if (jobs_.from_.empty()) {
    FailAt(TestStep::kSender, Cause::kInvalidAddress, {}, now);
    return;
  }
  recipient_ = {};
  recipient_.address = View(jobs_.from_);
  SmtpEnvelope envelope;
  envelope.sender = View(jobs_.from_);
  envelope.recipients = {&recipient_, 1};
  envelope.text_room = recipient_text_;
  jobs_.task_.Begin(Target(MailDepth::kEnvelope), envelope, message_, now);
}

void ConnectionTest::OnEnvelopeDone(Instant now) {
  const MailResult& result = jobs_.task_.result();
  // A token may have died early: one refresh, one more attempt, as for a job.
  const bool once_more = result.auth_refused && result.cause == Cause::kAuthTokenRejected && !token_refused_;
  jobs_.token_.Clear();
  jobs_.password_.Clear();
  if (once_more) {
    token_refused_ = true;
    jobs_.task_.End(now);
    stage_ = Stage::kWaitingForToken;
    return;
  }
  if (result.cause != Cause::kNone) {
    FailByMail(now);
    return;
  }
  jobs_.task_.End(now);
  if (send_) {
    progress_.Reach(TestStep::kMessage, now);
    BeginMessage(now);
    return;
  }
  progress_.Finish(now);
  End(now);
}

void ConnectionTest::BeginMessage(Instant now) {
  const std::string_view to[] = {View(jobs_.from_)};
  MailJob job;
  job.kind = JobKind::kTestMail;
  job.account = account_;
  job.to = to;
  job.subject = UiText(TextKey::kTestMailSubject, jobs_.device_.language);
  job.text = UiText(TextKey::kTestMailText, jobs_.device_.language);
  const Result<JobId> id = jobs_.Submit(job, now);
  if (!id) {
    const Cause cause = CauseOfRefusedJob(id.error());
    FailAt(TestStep::kMessage, cause == Cause::kNone ? Cause::kInvalidSetting : cause, {}, now);
    return;
  }
  job_ = *id;
  stage_ = Stage::kMessage;
  jobs_.TakeBack();
}

void ConnectionTest::PollMessage(Instant now) {
  const std::optional<JobFacts> job = jobs_.Find(job_);
  const JobState state = job ? job->state : JobState::kFailed;
  switch (state) {
    case JobState::kWaiting:
    case JobState::kSending: return;
    case JobState::kDelivered:
      progress_.Finish(now);
      End(now);
      return;
    case JobState::kRetrying: static_cast<void>(jobs_.Cancel(job_, now)); break;  // the test has its answer
    case JobState::kPartial:
    case JobState::kFailed:
    case JobState::kCancelled: break;
  }
  progress_.Fail(TestStep::kMessage, job ? job->cause : Cause::kCancelled, now);
  if (job) AssignCut(facts_.detail, View(job->reply));
  End(now);
}

void ConnectionTest::FailByMail(Instant now) {
  const MailResult& result = jobs_.task_.result();
  FailAt(StepOf(result.stage, result.cause), result.cause, View(result.text), now);
}

void ConnectionTest::FailAt(TestStep step, Cause cause, std::string_view words, Instant now) {
  if (IsOfDates(cause) && jobs_.time_ != nullptr) static_cast<void>(jobs_.time_->DoubtDates(now));
  progress_.Fail(step, cause, now);
  EscapeForDisplay(words, facts_.detail);
  End(now);
}

void ConnectionTest::End(Instant now) {
  if (stage_ != Stage::kMessage) {
    jobs_.token_.Clear();
    jobs_.password_.Clear();
    jobs_.task_.End(now);
    jobs_.TakeBack();
  }
  stage_ = Stage::kIdle;
}

Instant ConnectionTest::wake_by() const {
  switch (stage_) {
    case Stage::kIdle:
    case Stage::kWaitingForJobs:  // the jobs wake the loop, and so does what they leave
    case Stage::kMessage: return kNever;
    case Stage::kWaitingForToken: return asked_ ? kNever : Instant{};
    case Stage::kPopLogIn: return jobs_.pop_.wake_by();
    case Stage::kHello:
    case Stage::kEnvelope: return jobs_.task_.wake_by();
  }
  return kNever;
}

}  // namespace tegami
