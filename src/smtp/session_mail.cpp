// SPDX-License-Identifier: MIT
// The mails of a session that is ready.
#include "smtp/session.h"

namespace tegami {
namespace {

// RFC 5321 §4.1.2, as far as it keeps the command line whole: no control character, and no space or angle bracket
// outside of a quoted string.
Status CheckAddress(std::string_view address) {
  if (address.size() > kMailAddressMaxBytes) return Fail(Error::kTooLong);
  if (address.empty()) return Fail(Error::kInvalidCharacter);
  bool quoted = false;
  for (size_t i = 0; i < address.size(); ++i) {
    const auto octet = static_cast<unsigned char>(address[i]);
    if (octet < 0x20 || octet == 0x7F) return Fail(Error::kInvalidCharacter);
    if (quoted && octet == '\\') {
      ++i;
      const auto escaped = i < address.size() ? static_cast<unsigned char>(address[i]) : 0U;
      if (escaped < 0x20 || escaped == 0x7F) return Fail(Error::kInvalidCharacter);
    } else if (octet == '"') {
      quoted = !quoted;
    } else if (!quoted && (octet == ' ' || octet == '<' || octet == '>')) {
      return Fail(Error::kInvalidCharacter);
    }
  }
  if (quoted) return Fail(Error::kInvalidCharacter);
  return {};
}

}  // namespace

Status SmtpSession::Submit(const SmtpEnvelope& envelope, SmtpMessage& message, Instant now) {
  if (state_ == SmtpState::kIdle || state_ == SmtpState::kClosing || ended() || mail_ != Mail::kNone) {
    return tegami::Fail(Error::kBadState);
  }
  if (envelope.recipients.empty() || envelope.recipients.size() > kRecipientsMax) {
    return tegami::Fail(Error::kInvalidArgument);
  }
  TEGAMI_TRY(CheckAddress(envelope.sender));
  for (const SmtpRecipient& recipient : envelope.recipients) TEGAMI_TRY(CheckAddress(recipient.address));
  transaction_.Set(envelope, message);
  outcome_ = SmtpMailOutcome::kNone;
  failure_ = {};
  mail_ = Mail::kSubmitted;
  if (idle()) OpenMail(now);
  return {};
}

void SmtpSession::OpenMail(Instant now) {
  mail_ = Mail::kUnderWay;
  const auto recipients = static_cast<int64_t>(transaction_.recipients());
  mail_deadline_ = After(now, kSmtpMailTimeMs + recipients * kSmtpMailTimePerRecipientMs);
  octets_before_mail_ = octets_sent_;
  moved_ = now;
  const auto verdict = transaction_.Open(capabilities_, config_.binary);
  if (verdict == SmtpTransaction::Verdict::kGoOn) {
    Pump(now);
  } else {
    Obey(verdict, now);
  }
}

// Says what may be said now, and goes to the state that awaits what comes next.
void SmtpSession::Pump(Instant now) {
  const auto verdict = transaction_.Write(out_);
  if (verdict != SmtpTransaction::Verdict::kGoOn) {
    Obey(verdict, now);
    return;
  }
  SmtpState next = state_;
  switch (transaction_.awaits(out_.Drained())) {
    case SmtpTransaction::Awaits::kReset: next = SmtpState::kAwaitResetReply; break;
    case SmtpTransaction::Awaits::kMail: next = SmtpState::kAwaitMailReply; break;
    case SmtpTransaction::Awaits::kRcpt: next = SmtpState::kAwaitRcptReply; break;
    case SmtpTransaction::Awaits::kData: next = SmtpState::kAwaitDataReply; break;
    case SmtpTransaction::Awaits::kBodySent: next = SmtpState::kSendBody; break;
    case SmtpTransaction::Awaits::kChunk: next = SmtpState::kAwaitChunkReply; break;
    case SmtpTransaction::Awaits::kFinal: next = SmtpState::kAwaitFinalReply; break;
  }
  if (next != state_) Enter(next, now);
}

void SmtpSession::OnBodyAvailable(Instant now) {
  if (!in_mail() || TimedOut(now) || !transaction_.waiting_for_message()) return;
  // The source's time is not the server's.
  if (out_.Drained()) mail_deadline_ = After(mail_deadline_, MsBetween(moved_, now));
  moved_ = now;
  Pump(now);
}

void SmtpSession::OnMailReply(Instant now) {
  const auto verdict = transaction_.OnReply(parser_.answer(), parser_.text(), out_.Drained());
  if (verdict == SmtpTransaction::Verdict::kGoOn) {
    Renew(now);  // each recipient has its own time
    Pump(now);
  } else {
    Obey(verdict, now);
  }
}

void SmtpSession::Obey(SmtpTransaction::Verdict verdict, Instant now) {
  switch (verdict) {
    case SmtpTransaction::Verdict::kGoOn: break;
    case SmtpTransaction::Verdict::kOver: FinishMail(now); break;
    case SmtpTransaction::Verdict::kNextWay:
      OpenMail(now);  // ends: each way is refused once at most
      break;
    case SmtpTransaction::Verdict::kDrop: {
      SmtpFailure failure = transaction_.failure();
      const bool odd_reply = failure.cause == SmtpCause::kProtocol;
      if (odd_reply) failure.answer = parser_.answer();
      FailWith(failure, now);
      mail_failure_ = !odd_reply;
      break;
    }
  }
}

void SmtpSession::FinishMail(Instant now) {
  mail_ = Mail::kNone;
  outcome_ = transaction_.outcome();
  failure_ = transaction_.failure();
  mail_failure_ = true;
  Trace("octets_sent", octets_sent_, now);
  Trace("round_trips", round_trips_, now);
  if (state_ != SmtpState::kMailDone) Enter(SmtpState::kMailDone, now);
}

}  // namespace tegami
