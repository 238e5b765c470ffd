// SPDX-License-Identifier: MIT
// The loop between the SMTP machine and its connection.
#include "app/mail_task.h"

#include <utility>

#include "app/reply_words.h"
#include "app/smtp_failure.h"
#include "codec/ip_text.h"
#include "tegami/base/renew.h"

namespace tegami {
namespace {

// Steps of one Poll(): the loop stays answerable while a large body goes out.
constexpr int kStepsPerPoll = 32;
// A server that refuses a way to send the body and hangs up: one connection for each further way.
constexpr uint8_t kReconnectsMax = 2;

}  // namespace

void MailTask::Begin(const MailTarget& target, const SmtpEnvelope& envelope, SmtpMessage& message, Instant now) {
  target_ = target;
  envelope_ = envelope;
  message_ = &message;
  Renew(result_);
  result_.refused_ways = target.refused_ways;
  reconnects_ = 0;
  kept_connection_ = false;
  phase_ = Phase::kRunning;
  OpenConnection(now);
}

void MailTask::OpenConnection(Instant now) {
  session_begun_ = false;
  fed_ = {};
  connection_.Abort();
  // The session says when TLS is due, also where it comes first.
  connection_.RequireStandardInterface(!target_.token.empty());  // a token goes where OAuth is supported, or nowhere
  connection_.Open(target_.server, false, target_.verification, target_.timeout_cap_ms, now);
}

bool MailTask::SubmitNext(const MailTarget& target, const SmtpEnvelope& envelope, SmtpMessage& message, Instant now) {
  if (phase_ != Phase::kDone || !session_begun_ || connection_.phase() != ConnectionPhase::kOpen) return false;
  connection_.Poll(now);
  FeedSession(connection_, session_, fed_, now);  // it may have ended meanwhile
  if (session_.Next().want != SmtpSession::Want::kMailDone) return false;
  if (!session_.Submit(envelope, message, now)) return false;
  target_ = target;
  envelope_ = envelope;
  message_ = &message;
  Renew(result_);
  result_.refused_ways = session_.refused_ways();
  reconnects_ = 0;
  kept_connection_ = true;
  received_before_ = session_.octets_received();
  phase_ = Phase::kRunning;
  return true;
}

void MailTask::Poll(Instant now) {
  if (connection_.phase() == ConnectionPhase::kIdle) return;
  connection_.Poll(now);
  if (connection_.phase() == ConnectionPhase::kFailed && !session_begun_) {
    if (phase_ == Phase::kRunning) FinishUnconnected();
    connection_.Abort();
    return;
  }
  if (!session_begun_ && connection_.phase() == ConnectionPhase::kOpen) BeginSession(now);
  if (session_begun_) PollSession(now);
}

void MailTask::BeginSession(Instant now) {
  SmtpConfig config;
  config.client_name = target_.client_name;
  if (config.client_name.empty()) {
    const std::optional<IpAddress> local = connection_.local_address();
    address_literal_.clear();
    if (local) FormatAddressLiteral(*local, address_literal_);
    config.client_name = address_literal_.empty() ? std::string_view("[127.0.0.1]") : View(address_literal_);
  }
  config.host = View(target_.server.host);
  config.port = target_.server.port;
  config.security = target_.security;
  const bool hello = target_.depth == MailDepth::kHello;
  config.auth = hello ? SmtpAuth::kNone : target_.auth;
  config.user = target_.user;
  config.token = target_.token;
  config.password = target_.password;
  config.allow_password_without_tls = target_.allow_password_without_tls;
  config.binary = target_.binary;
  config.refused_ways = target_.refused_ways;
  config.timeout_cap_ms = target_.timeout_cap_ms;
  session_begun_ = true;
  session_.Begin(config, now);
  if (hello || session_.Next().want == SmtpSession::Want::kFailed) return;
  envelope_.probe = target_.depth == MailDepth::kEnvelope;
  if (const Status submitted = session_.Submit(envelope_, *message_, now); !submitted) {
    result_.outcome = SmtpMailOutcome::kRefused;
    result_.cause = Cause::kInvalidAddress;
    phase_ = Phase::kDone;
    session_.Abort(now);
    connection_.Abort();
  }
}

void MailTask::PollSession(Instant now) {
  can_go_on_ = false;
  for (int i = 0; i < kStepsPerPoll; ++i) {
    FeedSession(connection_, session_, fed_, now);
    if (session_.Next().wake_by <= now) session_.OnTick(now);
    if (TakeStep(now) != Turn::kGoOn) return;
  }
  can_go_on_ = true;
}

MailTask::Turn MailTask::TakeStep(Instant now) {
  const SmtpSession::Step step = session_.Next();
  switch (step.want) {
    case SmtpSession::Want::kSend: {
      const size_t taken = connection_.Send(step.bytes);
      if (taken == 0) return Turn::kWait;
      session_.Sent(taken, now);
      return Turn::kGoOn;
    }
    case SmtpSession::Want::kStartTls: RequestTls(connection_, fed_, now); return Turn::kWait;
    case SmtpSession::Want::kBodyWait: session_.OnBodyAvailable(now); return Turn::kWait;
    case SmtpSession::Want::kMailDone: FinishMail(); return Turn::kEnd;
    case SmtpSession::Want::kClosed:
      FinishMail();  // the server's FIN may come with its final reply
      connection_.Close();
      return Turn::kEnd;
    case SmtpSession::Want::kFailed: FinishFailed(now); return Turn::kEnd;
    case SmtpSession::Want::kReady: FinishMail(); return Turn::kEnd;  // no mail was wanted
    case SmtpSession::Want::kNothing:
    case SmtpSession::Want::kInput: return Turn::kWait;
  }
  return Turn::kWait;
}

void MailTask::FinishMail() {
  if (phase_ != Phase::kRunning) return;
  phase_ = Phase::kDone;
  result_.outcome = session_.outcome();
  result_.refused_ways = session_.refused_ways();
  if (result_.outcome == SmtpMailOutcome::kRefused || result_.outcome == SmtpMailOutcome::kUnknown) {
    TellFailure(session_.failure());
    return;
  }
  result_.answer = session_.last_answer();
  if (result_.outcome == SmtpMailOutcome::kPartial) result_.cause = Cause::kSomeRecipientsRefused;
  TellWords(session_.last_text());
}

void MailTask::TellFailure(const SmtpFailure& failure) {
  result_.stage = failure.stage;
  result_.answer = failure.answer;
  result_.cause = CauseOf(failure, session_.failure_text(), !target_.token.empty());
  TellWords(session_.failure_text());
}

// From here on the server's words go to lists and logs.
void MailTask::TellWords(std::string_view words) {
  const LogInSecrets secrets{.user = target_.user, .password = target_.password, .token = target_.token};
  AssignReplyWords(result_.text, words, secrets);
  for (SmtpRecipient& recipient : envelope_.recipients) {
    if (!recipient.text.empty()) MaskRecipientWords(recipient, envelope_.text_room, secrets);
  }
}

// Whether a failure is of the connection alone, so that the mail can go over another at once.
bool MailTask::NeedsNewConnection(const SmtpFailure& failure) {
  if (failure.cause == SmtpCause::kBodyWayRefused && reconnects_ < kReconnectsMax) {
    ++reconnects_;
    target_.refused_ways = session_.refused_ways();
    return true;
  }
  if (failure.cause == SmtpCause::kTlsFailed && connection_.session_refused() && reconnects_ < kReconnectsMax) {
    ++reconnects_;
    return true;
  }
  const bool gone = failure.cause == SmtpCause::kPeerClosed || failure.cause == SmtpCause::kServerClosing;
  // A server that ends the connection without a word on this mail seldom has taken it; after RST words may be lost.
  const bool unheard = connection_.LineCause() == Cause::kNone && session_.octets_received() == received_before_;
  const bool kept = std::exchange(kept_connection_, false);
  if (!kept || !gone) return false;
  if (failure.persistence != SmtpPersistence::kUnknown) return true;
  if (unheard) result_.sent_unheard = true;  // nearly always it has not; but nobody knows
  return unheard;
}

void MailTask::FinishFailed(Instant now) {
  const SmtpFailure failure = session_.failure();
  if (phase_ != Phase::kRunning) {  // between mails: nobody asks
    connection_.Abort();
    return;
  }
  if (NeedsNewConnection(failure)) {
    OpenConnection(now);
    return;
  }
  phase_ = Phase::kDone;
  const bool unknown = failure.persistence == SmtpPersistence::kUnknown;
  result_.outcome = unknown ? SmtpMailOutcome::kUnknown : SmtpMailOutcome::kRefused;
  TellFailure(failure);
  result_.refused_ways = session_.refused_ways();
  result_.auth_refused = failure.stage == SmtpStage::kAuth && failure.cause == SmtpCause::kReplied;
  const bool line_failed = failure.cause == SmtpCause::kTlsFailed || failure.cause == SmtpCause::kPeerClosed;
  if (line_failed && connection_.LineCause() != Cause::kNone && !unknown) {
    result_.cause = connection_.LineCause();
    AssignCut(result_.text, connection_.detail());
  }
  connection_.Abort();
}

void MailTask::FinishUnconnected() {
  phase_ = Phase::kDone;
  result_.outcome = SmtpMailOutcome::kRefused;
  result_.cause = connection_.cause();
  AssignCut(result_.text, connection_.detail());
}

void MailTask::End(Instant now) {
  if (session_begun_ && connection_.phase() == ConnectionPhase::kOpen && phase_ != Phase::kRunning) {
    session_.Quit(now);
    PollSession(now);
  }
  if (phase_ == Phase::kRunning) {
    if (session_begun_) session_.Abort(now);
    result_.outcome = session_begun_ ? session_.outcome() : SmtpMailOutcome::kRefused;
    result_.cause = Cause::kCancelled;
  }
  connection_.Close();
  session_begun_ = false;
  phase_ = Phase::kIdle;
}

Instant MailTask::wake_by() const {
  if (connection_.phase() == ConnectionPhase::kIdle) return kNever;
  if (!session_begun_) return connection_.wake_by();
  if (can_go_on_) return Instant{};
  return Earlier(connection_.wake_by(), session_.Next().wake_by);
}

}  // namespace tegami
