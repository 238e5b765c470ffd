// SPDX-License-Identifier: MIT
// SMTP failures and replies to causes.
#include "app/smtp_failure.h"

#include <algorithm>
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

bool Fits(const ReplyRow& row, const SmtpAnswer& answer, std::string_view text) {
  if (row.code != 0 && row.code != answer.code) return false;
  if (row.enhanced.Given() && row.enhanced != answer.enhanced) return false;
  if (row.code == 0 && !row.enhanced.Given() && row.words.empty()) return false;
  return ContainsWords(text, row.words);
}

// kNone: no row fits.
Cause CauseOfReply(const SmtpAnswer& answer, std::string_view text) {
  for (const ReplyRow& row : kReplyRows) {
    // RFC 5321 §4.2.1: what is refused by 4yz may succeed later, whatever its words look like. A row that ends a job
    // counts for it only where it names the very code.
    const bool ends = CauseRetry(row.cause) != Retry::kLater && row.code != answer.code;
    if (answer.Temporary() && ends) continue;
    if (Fits(row, answer, text)) return row.cause;
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
  // RFC 5321 §4.2.3: 552 is "exceeded storage allocation", here the recipient's. RFC 3463: X.3.4 and X.2.3 are of
  // sizes.
  const EnhancedCode& enhanced = answer.enhanced;
  const bool of_size =
      (enhanced.subject == 3 && enhanced.detail == 4) || (enhanced.subject == 2 && enhanced.detail == 3);
  if (answer.code == 552 && known == Cause::kMessageTooLarge && !of_size) return Cause::kRecipientRefused;
  if (known != Cause::kNone) return known;
  return answer.Temporary() ? Cause::kServerBusy : Cause::kRecipientRefused;
}

bool TakesFewerRecipients(const SmtpAnswer& answer, std::string_view text) {
  if (!answer.Given() || answer.Positive()) return false;
  const auto* row =
      std::find_if(kReplyRows.begin(), kReplyRows.end(), [&](const ReplyRow& r) { return Fits(r, answer, text); });
  return row != kReplyRows.end() && row->cause == Cause::kTooManyRecipients;
}

}  // namespace tegami
