// SPDX-License-Identifier: MIT
// What is said for one mail; what the replies mean is in transaction_reply.cpp.
#include "smtp/transaction.h"

#include <array>
#include <charconv>

#include "smtp/limits.h"

namespace tegami {
namespace {

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool HasNonAsciiAddress(const SmtpEnvelope& envelope) {
  return !IsAscii(envelope.sender) ||
         !std::all_of(envelope.recipients.begin(), envelope.recipients.end(),
                      [](const SmtpRecipient& recipient) { return IsAscii(recipient.address); });
}

}  // namespace

void SmtpTransaction::OnNewConnection(const SmtpRefusedWays& refused) {
  refused_ = proved_ = refused;
  open_at_server_ = false;
  outcome_ = SmtpMailOutcome::kNone;
  failure_ = {};
}

void SmtpTransaction::Set(const SmtpEnvelope& envelope, SmtpMessage& message) {
  envelope_ = envelope;
  message_ = &message;
  outcome_ = SmtpMailOutcome::kNone;
  failure_ = {};
  refused_ = proved_;
  refused_way_at_mail_ = false;
}

SmtpTransaction::Verdict SmtpTransaction::Open(const SmtpCapabilities& offered, SmtpBinary binary) {
  offered_ = offered;
  mail_answer_ = chunk_answer_ = {};
  written_ = sent_ = answered_ = open_at_server_ ? kResetItem : kMailItem;
  accepted_ = text_used_ = 0;
  chunks_answered_ = 0;
  mail_refused_ = recipient_deferred_ = body_begun_ = go_ahead_ = empty_body_ = dot_written_ = chunk_refused_ =
      waiting_ = broken_ = false;
  framer_ = {};
  for (SmtpRecipient& recipient : envelope_.recipients) {
    recipient.answer = {};
    recipient.text = {};
  }
  if (!ChooseWay(binary)) {
    // The message cannot be had once more: the server's refusal of the first way stands.
    if (failure_.cause != SmtpCause::kNone) return Refuse(failure_);
    return Refuse(
        {.cause = SmtpCause::kMessageBroken, .stage = SmtpStage::kMail, .persistence = SmtpPersistence::kPermanent});
  }
  size_ = message_->Size();
  // A chunk for each buffer and a round trip for each chunk: DATA is better.
  if (way_ == Way::kBdat && !size_ && !offered_.pipelining) way_ = Way::kData;
  if (const auto cause = Obstacle()) {
    return Refuse({.cause = *cause,
                   .stage = SmtpStage::kMail,
                   .persistence = SmtpPersistence::kPermanent,
                   .size_limit = *cause == SmtpCause::kTooLarge ? offered_.size_limit : 0});
  }
  return Verdict::kGoOn;
}

bool SmtpTransaction::ChooseWay(SmtpBinary binary) {
  const bool chunking = offered_.chunking && !refused_.chunking;
  // RFC 3030 §3: BINARYMIME is sent by BDAT only.
  if (binary == SmtpBinary::kOn && chunking && offered_.binary_mime && !refused_.binary &&
      message_->Select(BodyEncoding::kBinary)) {
    way_ = Way::kBdatBinary;
    return true;
  }
  way_ = chunking ? Way::kBdat : Way::kData;
  return message_->Select(BodyEncoding::kBase64).has_value();
}

// Why this server cannot take this message, as far as that is known before a word is said.
std::optional<SmtpCause> SmtpTransaction::Obstacle() const {
  // RFC 1870 §4: 0 means no fixed limit.
  if (offered_.size && offered_.size_limit != 0 && size_ && *size_ > offered_.size_limit) return SmtpCause::kTooLarge;
  // RFC 6531 §3.1 item 8: without the extension such a mail must not be sent.
  const bool needs_utf8 = message_->NeedsSmtpUtf8() || HasNonAsciiAddress(envelope_);
  if (needs_utf8 && !offered_.smtp_utf8) return SmtpCause::kNeedsSmtpUtf8;
  if (way_ != Way::kBdatBinary && message_->Is8Bit() && !offered_.eight_bit_mime) return SmtpCause::kNeeds8BitMime;
  return std::nullopt;
}

// --- Writing
// -----------------------------------------------------------------------------------------------------------

SmtpTransaction::Verdict SmtpTransaction::Write(OutBuffer& out) {
  waiting_ = false;
  while (WriteNext(out)) {
  }
  if (!broken_) return Verdict::kGoOn;
  (void)Break(SmtpCause::kMessageBroken, SmtpStage::kBody);
  failure_.persistence = SmtpPersistence::kPermanent;
  return Verdict::kDrop;
}

// True where more may be written at once.
bool SmtpTransaction::WriteNext(OutBuffer& out) {
  if (body_begun_) return WriteBody(out);
  if (mail_refused_) return false;
  // RFC 2920 §3.1: without the extension, a command waits for the reply to the one before it.
  if (!offered_.pipelining && written_ != answered_) return false;
  bool fits = false;
  if (written_ == kResetItem) {
    fits = out.Append({"RSET\r\n"});
  } else if (written_ == kMailItem) {
    fits = WriteMail(out);
  } else if (written_ < BodyItem()) {
    const SmtpRecipient& recipient = envelope_.recipients[written_ - kFirstRcptItem];
    fits = out.Append({"RCPT TO:<", recipient.address, ">\r\n"});
  } else {
    return MayBeginBody() && WriteBody(out);
  }
  if (fits) ++written_;
  return fits;
}

// Each item is one line, so line ends tell how many items have left.
void SmtpTransaction::OnSent(ConstBytes octets) {
  if (sent_ == written_) return;
  sent_ = std::min(written_, sent_ + static_cast<size_t>(std::count(octets.begin(), octets.end(), '\n')));
}

bool SmtpTransaction::WriteMail(OutBuffer& out) {
  std::array<char, 20> digits;
  std::string_view size_key;
  std::string_view size;
  if (offered_.size && size_) {  // RFC 1870 §5
    size_key = " SIZE=";
    size = {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), *size_).ptr};
  }
  std::string_view body;
  if (way_ == Way::kBdatBinary) {
    body = " BODY=BINARYMIME";  // RFC 3030 §3
  } else if (message_->Is8Bit()) {
    body = " BODY=8BITMIME";  // RFC 6152 §3
  }
  const bool utf8 = message_->NeedsSmtpUtf8() || HasNonAsciiAddress(envelope_);  // RFC 6531 §3.4
  return out.Append({"MAIL FROM:<", envelope_.sender, ">", size_key, size, body, utf8 ? " SMTPUTF8" : "", "\r\n"});
}

bool SmtpTransaction::MayBeginBody() const {
  if (envelope_.probe) return false;
  if (answered_ == BodyItem()) return true;  // and somebody was accepted, or SettleGroup() would have ended it
  if (!offered_.pipelining) return false;
  // RFC 2920 §3.1: DATA may end a group. BDAT may go on with its body (RFC 3030 §4.2): done where that costs little.
  return way_ == Way::kData || (size_ && *size_ <= kSmtpPipelinedBodyMaxBytes);
}

bool SmtpTransaction::WriteBody(OutBuffer& out) {
  if (!body_begun_) {
    if (way_ == Way::kData) {
      body_begun_ = out.Append({"DATA\r\n"});
      return false;
    }
    body_begun_ = true;
    framer_.StartBdat(*message_, size_);
  }
  if (way_ == Way::kData && !go_ahead_) return false;
  if (empty_body_) {
    if (!dot_written_) dot_written_ = out.Append({".\r\n"});
    return false;
  }
  if (chunk_refused_ || framer_.finished()) return false;
  // A whole chunk is out, and its reply must come first.
  const bool between_chunks = !size_ && framer_.chunks() != chunks_answered_;
  if (way_ != Way::kData && between_chunks && !offered_.pipelining) return false;
  switch (framer_.Fill(out)) {
    case SmtpBodyFramer::Progress::kChunk: return true;
    case SmtpBodyFramer::Progress::kWaiting: waiting_ = true; return false;
    case SmtpBodyFramer::Progress::kBroken: broken_ = true; return false;
    case SmtpBodyFramer::Progress::kMore:
    case SmtpBodyFramer::Progress::kFinished: return false;
  }
  return false;
}

}  // namespace tegami
