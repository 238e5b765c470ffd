// SPDX-License-Identifier: MIT
// What the server's replies mean for one mail; what is said is in transaction.cpp.
#include <algorithm>

#include "smtp/limits.h"
#include "smtp/transaction.h"

namespace tegami {
namespace {

SmtpFailure Refusal(SmtpStage stage, const SmtpAnswer& answer) {
  return {.cause = SmtpCause::kReplied,
          .stage = stage,
          .persistence = answer.Permanent() ? SmtpPersistence::kPermanent : SmtpPersistence::kTemporary,
          .answer = answer};
}

// RFC 5321 §4.2.4: the command itself is unknown. A server that does not know BDAT reads the body as commands.
bool IsUnknownCommand(const SmtpAnswer& answer) { return answer.code == 500 || answer.code == 502; }

// A refusal of MAIL that BODY=BINARYMIME may have caused, rather than the sender, the size or the sign-in.
bool MayMeanBodyParameter(const SmtpAnswer& answer) {
  if (!answer.Permanent() || answer.code == 530 || answer.code == 535 || answer.code == 552) return false;
  // RFC 3463 §3: 1 addressing, 2 mailbox, 3 mail system (size), 7 security.
  const uint16_t subject = answer.enhanced.subject;
  return subject != 1 && subject != 2 && subject != 3 && subject != 7;
}

// A refusal of BDAT, or of what came by it, that another way of sending the same may avoid.
bool MayMeanBodyWay(const SmtpAnswer& answer) {
  if (!answer.Permanent()) return false;
  // RFC 3463 §3.6 and §3.7: X.5.z the protocol, X.6.z the content or media.
  if (answer.enhanced.Given()) return answer.enhanced.subject == 5 || answer.enhanced.subject == 6;
  return answer.code >= 500 && answer.code <= 504;
}

}  // namespace

SmtpTransaction::Awaits SmtpTransaction::awaits(bool all_sent) const {
  if (answered_ < written_) {
    if (answered_ == kResetItem) return Awaits::kReset;
    return answered_ == kMailItem ? Awaits::kMail : Awaits::kRcpt;
  }
  if (way_ == Way::kData) {
    if (!go_ahead_) return Awaits::kData;
    return all_sent && (empty_body_ || framer_.finished()) ? Awaits::kFinal : Awaits::kBodySent;
  }
  if (!all_sent) return Awaits::kBodySent;
  if (framer_.finished()) return framer_.chunks() == chunks_answered_ + 1 ? Awaits::kFinal : Awaits::kChunk;
  const bool next_chunk_waits = framer_.chunks() != chunks_answered_ && (!offered_.pipelining || chunk_refused_);
  return next_chunk_waits && !waiting_ ? Awaits::kChunk : Awaits::kBodySent;
}

bool SmtpTransaction::MayBeTaken(bool all_sent) const {
  if (!body_begun_ || !framer_.finished() || !all_sent || chunk_refused_ || mail_refused_) return false;
  const bool all_refused = answered_ == BodyItem() && accepted_ == 0;
  return !all_refused && outcome_ == SmtpMailOutcome::kNone;
}

SmtpTransaction::Verdict SmtpTransaction::OnReply(const SmtpAnswer& answer, std::string_view text, bool all_sent) {
  if (answered_ < written_) {
    // A reply to what was not yet said would be taken for the reply to something else later.
    if (answered_ == sent_) return Break(SmtpCause::kProtocol, SmtpStage::kMail);
    switch (awaits(all_sent)) {
      case Awaits::kReset:
        if (!answer.Positive()) return Break(SmtpCause::kProtocol, SmtpStage::kMail);
        open_at_server_ = false;
        ++answered_;
        return Verdict::kGoOn;
      case Awaits::kMail: return OnMailReply(answer, text);
      case Awaits::kRcpt: return OnRcptReply(answer, text);
      case Awaits::kData:
      case Awaits::kBodySent:
      case Awaits::kChunk:
      case Awaits::kFinal: break;
    }
  }
  if (!body_begun_) return Break(SmtpCause::kProtocol, SmtpStage::kRcpt);  // nothing was asked
  if (way_ != Way::kData) return OnChunkReply(answer, text, all_sent);
  return go_ahead_ ? OnFinalReply(answer, text, all_sent) : OnDataReply(answer, text, all_sent);
}

SmtpTransaction::Verdict SmtpTransaction::OnMailReply(const SmtpAnswer& answer, std::string_view text) {
  if (answer.code < 400 && !answer.Positive()) return Break(SmtpCause::kProtocol, SmtpStage::kMail);
  ++answered_;
  if (answer.Positive()) {
    open_at_server_ = true;
    if (refused_way_at_mail_) proved_ = refused_;
  } else {
    mail_refused_ = true;
    mail_answer_ = answer;
    AssignCut(reason_, text);
  }
  return SettleGroup();
}

SmtpTransaction::Verdict SmtpTransaction::OnRcptReply(const SmtpAnswer& answer, std::string_view text) {
  if (answer.code < 400 && !answer.Positive()) return Break(SmtpCause::kProtocol, SmtpStage::kRcpt);
  SmtpRecipient& recipient = envelope_.recipients[answered_ - kFirstRcptItem];
  ++answered_;
  // Behind a refused MAIL every RCPT is out of order (503): that says nothing of the recipient.
  if (mail_refused_) return SettleGroup();
  recipient.answer = answer;
  if (answer.Positive()) {
    ++accepted_;
    return SettleGroup();
  }
  // The words that RefuseRecipients() will want: those of the first that may be accepted later, or of the first of all.
  const bool first_deferred = answer.Temporary() && !recipient_deferred_;
  if (first_deferred || answered_ == kFirstRcptItem + 1) AssignCut(reason_, text);
  recipient_deferred_ = recipient_deferred_ || answer.Temporary();
  const Bytes room = envelope_.text_room.subspan(text_used_);
  const size_t kept = CopyBytes(room.first(std::min(room.size(), kSmtpRecipientTextMaxBytes)), AsBytes(text));
  recipient.text = AsText(room.first(kept));
  text_used_ += kept;
  return SettleGroup();
}

// After a reply to MAIL or RCPT: is it over before the body?
SmtpTransaction::Verdict SmtpTransaction::SettleGroup() {
  if (answered_ < written_ || body_begun_) return Verdict::kGoOn;  // replies are still to come
  if (mail_refused_) return RefuseMail();
  if (answered_ < BodyItem()) return Verdict::kGoOn;
  if (accepted_ == 0) return RefuseRecipients();
  return envelope_.probe ? Accept() : Verdict::kGoOn;
}

SmtpTransaction::Verdict SmtpTransaction::OnDataReply(const SmtpAnswer& answer, std::string_view text, bool all_sent) {
  if (!all_sent) return Break(SmtpCause::kProtocol, SmtpStage::kData);
  if (answer.code == 354) {
    go_ahead_ = true;
    // RFC 2920 §3.1: DATA went out with the group and nobody was accepted: nothing is sent, at once.
    empty_body_ = NobodyLeft();
    if (!empty_body_) framer_.StartData(*message_, size_);
    return Verdict::kGoOn;
  }
  if (answer.code < 400) return Break(SmtpCause::kProtocol, SmtpStage::kData);
  if (NobodyLeft()) return RefuseGroup();
  AssignCut(reason_, text);
  return Refuse(Refusal(SmtpStage::kData, answer));
}

SmtpTransaction::Verdict SmtpTransaction::OnFinalReply(const SmtpAnswer& answer, std::string_view text, bool all_sent) {
  const bool body_is_out = all_sent && (empty_body_ || framer_.finished());
  if (!body_is_out) {
    // In the middle of DATA there is no way back: a dot now would deliver half a mail.
    if (answer.code < 400) return Break(SmtpCause::kProtocol, SmtpStage::kBody);
    AssignCut(reason_, text);
    (void)Refuse(Refusal(SmtpStage::kBody, answer));
    return Verdict::kDrop;
  }
  if (answer.code < 400 && !answer.Positive()) return Break(SmtpCause::kProtocol, SmtpStage::kFinal);
  open_at_server_ = false;
  if (NobodyLeft()) return RefuseGroup();
  if (answer.Positive()) return Accept();
  AssignCut(reason_, text);
  return Refuse(Refusal(SmtpStage::kFinal, answer));
}

SmtpTransaction::Verdict SmtpTransaction::OnChunkReply(const SmtpAnswer& answer, std::string_view text, bool all_sent) {
  if (chunks_answered_ == framer_.chunks()) return Break(SmtpCause::kProtocol, SmtpStage::kBody);
  ++chunks_answered_;
  const bool newest = chunks_answered_ == framer_.chunks();
  const bool early = newest && (!all_sent || (size_ && !framer_.finished()));
  if (answer.code < 400 && (early || !answer.Positive())) {
    return Break(SmtpCause::kProtocol, framer_.finished() ? SmtpStage::kFinal : SmtpStage::kBody);
  }
  if (!answer.Positive() && !chunk_refused_) {
    chunk_refused_ = true;
    chunk_answer_ = answer;
    if (!NobodyLeft()) AssignCut(reason_, text);
  }
  if (chunk_refused_) return newest ? ConcludeChunks(early) : Verdict::kGoOn;
  if (!newest || !framer_.finished()) return Verdict::kGoOn;
  open_at_server_ = false;
  return NobodyLeft() ? RefuseGroup() : Accept();
}

// A chunk was refused and all that were sent are answered. `drop`: one is not out whole, so nothing else can be said.
SmtpTransaction::Verdict SmtpTransaction::ConcludeChunks(bool drop) {
  if (NobodyLeft()) {
    const Verdict verdict = RefuseGroup();
    if (!drop) return verdict;
    if (verdict == Verdict::kNextWay) (void)Break(SmtpCause::kBodyWayRefused, SmtpStage::kMail);
    return Verdict::kDrop;
  }
  const SmtpStage stage = framer_.finished() ? SmtpStage::kFinal : SmtpStage::kBody;
  if (!MayMeanBodyWay(chunk_answer_)) {
    const Verdict verdict = Refuse(Refusal(stage, chunk_answer_));
    return drop ? Verdict::kDrop : verdict;
  }
  refused_way_at_mail_ = false;
  if (way_ == Way::kBdatBinary && !IsUnknownCommand(chunk_answer_)) {
    refused_.binary = true;
  } else {
    refused_.chunking = true;
  }
  failure_ = Refusal(stage, chunk_answer_);
  if (!drop && !IsUnknownCommand(chunk_answer_)) return Verdict::kNextWay;
  return Break(SmtpCause::kBodyWayRefused, stage);
}

SmtpTransaction::Verdict SmtpTransaction::Accept() {
  proved_ = refused_;
  failure_ = {};
  outcome_ = accepted_ == envelope_.recipients.size() ? SmtpMailOutcome::kAccepted : SmtpMailOutcome::kPartial;
  return Verdict::kOver;
}

SmtpTransaction::Verdict SmtpTransaction::RefuseGroup() { return mail_refused_ ? RefuseMail() : RefuseRecipients(); }

SmtpTransaction::Verdict SmtpTransaction::RefuseMail() {
  failure_ = Refusal(SmtpStage::kMail, mail_answer_);
  if (way_ != Way::kBdatBinary || !MayMeanBodyParameter(mail_answer_)) return Refuse(failure_);
  refused_.binary = true;
  refused_way_at_mail_ = true;
  return Verdict::kNextWay;
}

SmtpTransaction::Verdict SmtpTransaction::RefuseRecipients() {
  // Where one of them may be accepted later, the mail may.
  const auto recipients = envelope_.recipients;
  const auto temporary = std::find_if(recipients.begin(), recipients.end(),
                                      [](const SmtpRecipient& recipient) { return recipient.answer.Temporary(); });
  SmtpFailure failure = Refusal(SmtpStage::kRcpt, (temporary != recipients.end() ? *temporary : recipients[0]).answer);
  failure.cause = SmtpCause::kAllRecipientsRefused;
  return Refuse(failure);
}

SmtpTransaction::Verdict SmtpTransaction::Refuse(const SmtpFailure& failure) {
  failure_ = failure;
  outcome_ = SmtpMailOutcome::kRefused;
  return Verdict::kOver;
}

// The dialogue cannot go on; the session decides the outcome.
SmtpTransaction::Verdict SmtpTransaction::Break(SmtpCause cause, SmtpStage stage) {
  failure_.cause = cause;
  failure_.stage = stage;
  failure_.persistence = SmtpPersistence::kTemporary;
  return Verdict::kDrop;
}

}  // namespace tegami
