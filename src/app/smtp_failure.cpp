// SPDX-License-Identifier: MIT
// SMTP failures and replies to causes.
#include "app/smtp_failure.h"

#include <array>

#include "app/words.h"

namespace tegami {
namespace {

struct ReplyRow {
  uint16_t code;
  EnhancedCode enhanced;
  std::string_view words;
  Cause cause;
};

constexpr auto kReplyRows = std::to_array<ReplyRow>({
#define TEGAMI_SMTP_REPLY(code, status_class, subject, detail, words, cause) \
  {code, {status_class, subject, detail}, words, Cause::cause},
#include "app/smtp_replies.def"
#undef TEGAMI_SMTP_REPLY
});

// kNone: no row fits.
Cause CauseOfReply(const SmtpAnswer& answer, std::string_view text) {
  for (const ReplyRow& row : kReplyRows) {
    if (row.code != 0 && row.code != answer.code) continue;
    if (row.enhanced.Given() && row.enhanced != answer.enhanced) continue;
    if (row.code == 0 && !row.enhanced.Given() && row.words.empty()) continue;
    if (ContainsWords(text, row.words)) return row.cause;
  }
  return Cause::kNone;
}

// A refusal that no row knows: by the step at which it came.
Cause CauseOfStage(SmtpStage stage, const SmtpAnswer& answer, bool with_token) {
  if (stage == SmtpStage::kAuth) {
    if (answer.Temporary()) return Cause::kAuthTemporary;
    return with_token ? Cause::kAuthTokenRejected : Cause::kAuthFailed;
  }
  if (answer.Temporary()) return Cause::kServerBusy;
  switch (stage) {
    case SmtpStage::kMail: return Cause::kSenderRefused;
    case SmtpStage::kRcpt: return Cause::kRecipientRefused;
    case SmtpStage::kData:
    case SmtpStage::kBody:
    case SmtpStage::kFinal: return Cause::kMessageRefused;
    case SmtpStage::kNone:
    case SmtpStage::kGreeting:
    case SmtpStage::kEhlo:
    case SmtpStage::kStartTls:
    case SmtpStage::kTls:
    case SmtpStage::kAuth:
    case SmtpStage::kIdle: return Cause::kServerRefused;
  }
  return Cause::kServerRefused;
}

Cause CauseOfAnswer(const SmtpFailure& failure, std::string_view text, bool with_token) {
  if (failure.stage == SmtpStage::kStartTls) return Cause::kStartTlsRefused;  // 454 4.7.0 here is not about AUTH
  const Cause known = CauseOfReply(failure.answer, text);
  return known != Cause::kNone ? known : CauseOfStage(failure.stage, failure.answer, with_token);
}

}  // namespace

Cause CauseOf(const SmtpFailure& failure, std::string_view text, bool with_token) {
  if (failure.persistence == SmtpPersistence::kUnknown) return Cause::kDeliveryUnknown;
  switch (failure.cause) {
    case SmtpCause::kNone: return Cause::kNone;
    case SmtpCause::kReplied:
    case SmtpCause::kServerClosing: return CauseOfAnswer(failure, text, with_token);
    case SmtpCause::kTimedOut: return Cause::kServerSilent;
    case SmtpCause::kPeerClosed: return Cause::kConnectionReset;
    case SmtpCause::kProtocol: return Cause::kServerProtocol;
    case SmtpCause::kStartTlsNotOffered: return Cause::kStartTlsNotOffered;
    case SmtpCause::kPlaintextInjected: return Cause::kPlaintextInjected;
    case SmtpCause::kTlsFailed: return Cause::kTlsFailed;
    case SmtpCause::kNoTlsForSecret: return Cause::kNoTlsForSecret;
    case SmtpCause::kAuthNotOffered: return Cause::kAuthNotOffered;
    case SmtpCause::kBadConfig:
    case SmtpCause::kBadSecret: return Cause::kInvalidSetting;
    case SmtpCause::kAllRecipientsRefused: return CauseOfRecipient(failure.answer, text);
    case SmtpCause::kTooLarge: return Cause::kMessageTooLarge;
    case SmtpCause::kNeedsSmtpUtf8: return Cause::kSmtpUtf8NotOffered;
    case SmtpCause::kNeeds8BitMime: return Cause::kMessageRefused;
    case SmtpCause::kBodyWayRefused: return Cause::kMessageRefused;
    case SmtpCause::kMessageBroken:
    case SmtpCause::kMessageStalled: return Cause::kAttachmentGone;
    case SmtpCause::kAborted: return Cause::kCancelled;
  }
  return Cause::kServerProtocol;
}

Cause CauseOfRecipient(const SmtpAnswer& answer, std::string_view text) {
  const Cause known = CauseOfReply(answer, text);
  if (known != Cause::kNone) return known;
  return answer.Temporary() ? Cause::kServerBusy : Cause::kRecipientRefused;
}

}  // namespace tegami
