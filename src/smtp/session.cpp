// SPDX-License-Identifier: MIT
// Commands, time, and the end; the dialogue is in session_dialogue.cpp, the mails are in session_mail.cpp.
#include "smtp/session.h"

#include <cassert>

namespace tegami {
namespace {

constexpr const char* kMachine = "smtp";

SmtpPersistence PersistenceOf(SmtpCause cause) {
  switch (cause) {
    case SmtpCause::kStartTlsNotOffered:
    case SmtpCause::kPlaintextInjected:
    case SmtpCause::kNoTlsForSecret:
    case SmtpCause::kAuthNotOffered:
    case SmtpCause::kBadConfig:
    case SmtpCause::kBadSecret:
    case SmtpCause::kTooLarge:
    case SmtpCause::kNeedsSmtpUtf8:
    case SmtpCause::kNeeds8BitMime:
    case SmtpCause::kMessageBroken: return SmtpPersistence::kPermanent;
    case SmtpCause::kNone:
    case SmtpCause::kReplied:
    case SmtpCause::kServerClosing:
    case SmtpCause::kTimedOut:
    case SmtpCause::kPeerClosed:
    case SmtpCause::kProtocol:
    case SmtpCause::kTlsFailed:
    case SmtpCause::kAllRecipientsRefused:
    case SmtpCause::kBodyWayRefused:
    case SmtpCause::kMessageStalled:
    case SmtpCause::kAborted: return SmtpPersistence::kTemporary;
  }
  return SmtpPersistence::kTemporary;
}

}  // namespace

SmtpSession::SmtpSession(Bytes work, Tracer* tracer) : out_(work), tracer_(tracer) {
  assert(work.size() >= kSmtpWorkMinBytes);
}

// --- Commands
// ----------------------------------------------------------------------------------------------------------

void SmtpSession::Begin(const SmtpConfig& config, Instant now) {
  Abort(now);
  if (ended()) Enter(SmtpState::kIdle, now);
  config_ = config;
  out_.Clear();
  parser_.Reset();
  transaction_.OnNewConnection(config.refused_ways);
  capabilities_ = {};
  failure_ = {};
  mail_failure_ = false;
  octets_sent_ = octets_received_ = 0;
  round_trips_ = 0;
  outcome_ = SmtpMailOutcome::kNone;
  mail_ = Mail::kNone;
  tls_ = authenticated_ = false;
  listening_ = true;  // the server speaks first
  const SmtpCause cause = CheckSmtpConfig(config);
  if (cause != SmtpCause::kNone) {
    Fail(cause, now);
    return;
  }
  Enter(config.security == SmtpSecurity::kImplicit ? SmtpState::kAwaitTls : SmtpState::kAwaitGreeting, now);
}

void SmtpSession::Quit(Instant now) {
  if (state_ == SmtpState::kIdle || ended() || state_ == SmtpState::kClosing) return;
  if (!idle()) {
    Abort(now);
    return;
  }
  SendCommand({"QUIT\r\n"}, SmtpState::kClosing, now);
}

void SmtpSession::Abort(Instant now) {
  if (state_ != SmtpState::kIdle && !ended()) Fail(SmtpCause::kAborted, now);
}

// --- Inputs
// ------------------------------------------------------------------------------------------------------------

size_t SmtpSession::OnBytes(ConstBytes in, Instant now) {
  if (in.empty() || state_ == SmtpState::kIdle || ended() || TimedOut(now)) return 0;
  const size_t given = in.size();
  octets_received_ += given;
  if (state_ == SmtpState::kClosing) return given;  // the reply to QUIT
  if (listening_) ++round_trips_;
  listening_ = false;
  while (!in.empty() && !ended()) {
    // RFC 3207 §4.2: octets between the 220 and TLS are in clear, so nobody vouches for them. They end the session.
    if (state_ == SmtpState::kAwaitTls) {
      Fail(SmtpCause::kPlaintextInjected, now);
      break;
    }
    switch (parser_.OnBytes(in)) {
      case SmtpReplyParser::Event::kMore: break;
      case SmtpReplyParser::Event::kLine: OnReplyLine(); break;
      case SmtpReplyParser::Event::kReply:
        OnReplyLine();
        OnReply(now);
        break;
      case SmtpReplyParser::Event::kMalformed: Fail(SmtpCause::kProtocol, now); break;
    }
  }
  return given - in.size();
}

void SmtpSession::OnPeerClosed(Instant now) {
  if (state_ == SmtpState::kIdle || ended()) return;
  if (idle() || state_ == SmtpState::kClosing) {
    End(SmtpState::kClosed, now);
  } else {
    Fail(SmtpCause::kPeerClosed, now);
  }
}

void SmtpSession::OnTick(Instant now) { (void)TimedOut(now); }

// --- Outputs
// -----------------------------------------------------------------------------------------------------------

SmtpSession::Step SmtpSession::Next() const {
  switch (state_) {
    case SmtpState::kIdle: return {.want = Want::kNothing};
    case SmtpState::kClosed: return {.want = Want::kClosed};
    case SmtpState::kFailed: return {.want = Want::kFailed};
    case SmtpState::kAwaitTls: return {.want = Want::kStartTls, .wake_by = deadline_};
    case SmtpState::kReady: return {.want = Want::kReady};
    case SmtpState::kMailDone: return {.want = Want::kMailDone};
    case SmtpState::kAwaitGreeting:
    case SmtpState::kAwaitEhloReply:
    case SmtpState::kAwaitHeloReply:
    case SmtpState::kAwaitStartTlsReply:
    case SmtpState::kAwaitAuthPrompt:
    case SmtpState::kAwaitPasswordPrompt:
    case SmtpState::kAwaitAuthReply:
    case SmtpState::kAwaitAuthRefusal:
    case SmtpState::kAwaitResetReply:
    case SmtpState::kAwaitMailReply:
    case SmtpState::kAwaitRcptReply:
    case SmtpState::kAwaitDataReply:
    case SmtpState::kSendBody:
    case SmtpState::kAwaitChunkReply:
    case SmtpState::kAwaitFinalReply:
    case SmtpState::kClosing: break;
  }
  const Instant wake_by = Earlier(deadline_, MailDeadline());
  if (!out_.Drained()) return {.want = Want::kSend, .bytes = out_.Pending(), .wake_by = wake_by};
  const bool waits = in_mail() && transaction_.waiting_for_message();
  return {.want = waits ? Want::kBodyWait : Want::kInput, .wake_by = wake_by};
}

void SmtpSession::Sent(size_t count, Instant now) {
  if (count == 0 || out_.Drained() || ended()) return;
  const ConstBytes sent = out_.Pending().first(std::min(count, out_.Pending().size()));
  if (in_mail()) transaction_.OnSent(sent);
  octets_sent_ += sent.size();
  out_.Sent(sent.size());
  moved_ = now;
  Renew(now);
  if (!out_.Drained()) return;
  listening_ = true;
  if (state_ == SmtpState::kClosing) {
    End(SmtpState::kClosed, now);
  } else if (in_mail()) {
    Pump(now);
  } else if (!secret_is_out_) {
    FillSecret();
  }
}

// --- State and time
// ----------------------------------------------------------------------------------------------------

// The only writer of state_.
void SmtpSession::Enter(SmtpState next, Instant now) {
  assert(IsSmtpTransition(state_, next));
  if (tracer_ != nullptr) tracer_->OnTransition(kMachine, SmtpStateName(state_), SmtpStateName(next), now);
  state_ = next;
  Renew(now);
}

// The named time-out of the state begins anew: something has moved.
void SmtpSession::Renew(Instant now) {
  int64_t timeout_ms = SmtpStateTimeoutMs(state_);
  if (timeout_ms == 0) {
    deadline_ = kNever;
    return;
  }
  if (config_.timeout_cap_ms > 0) timeout_ms = std::min(timeout_ms, config_.timeout_cap_ms);
  deadline_ = After(now, timeout_ms);
}

// When the mail under way has had all its time; kNever where that does not run.
Instant SmtpSession::MailDeadline() const {
  const bool source_waits = out_.Drained() && transaction_.waiting_for_message();
  if (!in_mail() || state_ == SmtpState::kAwaitFinalReply || source_waits) return kNever;
  const auto sent = static_cast<int64_t>(octets_sent_ - octets_before_mail_);
  return After(mail_deadline_, sent * kMsPerSecond / kSmtpSlowestBytesPerSecond);
}

bool SmtpSession::TimedOut(Instant now) {
  if (now < deadline_ && now < MailDeadline()) return false;
  if (state_ == SmtpState::kClosing) {
    End(SmtpState::kClosed, now);
    return true;
  }
  const bool our_fault = state_ == SmtpState::kSendBody && out_.Drained() && transaction_.waiting_for_message();
  Fail(our_fault ? SmtpCause::kMessageStalled : SmtpCause::kTimedOut, now);
  return true;
}

void SmtpSession::Fail(SmtpCause cause, Instant now) {
  SmtpFailure failure{.cause = cause, .stage = SmtpStateStage(state_), .persistence = PersistenceOf(cause)};
  const bool has_answer =
      cause == SmtpCause::kReplied || cause == SmtpCause::kServerClosing || cause == SmtpCause::kProtocol;
  if (has_answer) failure.answer = parser_.answer();
  if (cause == SmtpCause::kReplied && failure.answer.Permanent()) failure.persistence = SmtpPersistence::kPermanent;
  FailWith(failure, now);
}

// The session is over, and with it the mail that was under way or waiting.
void SmtpSession::FailWith(const SmtpFailure& failure, Instant now) {
  failure_ = failure;
  mail_failure_ = false;
  if (mail_ != Mail::kNone) {
    outcome_ = SmtpMailOutcome::kRefused;
    // RFC 5321 §4.5.3.2.6: the whole mail went out and no reply came: the server may have taken it. 421 says that it
    // did not.
    const bool answered = failure.cause == SmtpCause::kReplied || failure.cause == SmtpCause::kServerClosing ||
                          failure.cause == SmtpCause::kBodyWayRefused;
    if (in_mail() && !answered && transaction_.MayBeTaken(out_.Drained())) {
      outcome_ = SmtpMailOutcome::kUnknown;
      failure_.stage = SmtpStage::kFinal;
      failure_.persistence = SmtpPersistence::kUnknown;
    }
  }
  End(SmtpState::kFailed, now);
}

void SmtpSession::End(SmtpState end, Instant now) {
  mail_ = Mail::kNone;
  secret_.Clear();
  if (secret_is_out_) {
    out_.Clear();
  } else {
    out_.ClearAndWipe();
  }
  secret_is_out_ = true;
  Enter(end, now);
  Trace("octets_sent", octets_sent_, now);
  Trace("octets_received", octets_received_, now);
  Trace("round_trips", round_trips_, now);
}

std::string_view SmtpSession::failure_text() const {
  if (!failure_.answer.Given()) return {};
  return mail_failure_ ? transaction_.reason() : parser_.text();
}

void SmtpSession::Trace(const char* what, uint64_t count, Instant now) {
  if (tracer_ != nullptr) tracer_->OnCount(kMachine, what, count, now);
}

}  // namespace tegami
