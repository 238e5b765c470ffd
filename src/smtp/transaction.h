// SPDX-License-Identifier: MIT
// One mail on a connection that is ready: the group of commands, who was accepted, and the ways of sending the body.
#pragma once

#include <optional>

#include "smtp/body_framer.h"
#include "smtp/capabilities.h"
#include "smtp/envelope.h"
#include "smtp/failure.h"
#include "smtp/session_config.h"
#include "tegami/base/text.h"
#include "tegami/config.h"

namespace tegami {

// The session drives it: Set() once a mail, Open() for each way of sending it, then Write() whenever there is room and
// OnReply() for each reply, until a verdict other than kGoOn. Replies come in the order of the commands (RFC 2920
// §3.1).
class SmtpTransaction {
 public:
  // Whose reply comes next, or what is to be done before one can come.
  enum class Awaits : uint8_t { kReset, kMail, kRcpt, kData, kBodySent, kChunk, kFinal };

  enum class Verdict : uint8_t {
    kGoOn,
    kOver,     // outcome() and failure() stand; the connection can take another mail
    kNextWay,  // Open() again: the server refused this way of sending the body
    kDrop,     // outcome() and failure() stand; the connection is of no more use
  };

  void OnNewConnection(const SmtpRefusedWays& refused);
  void Set(const SmtpEnvelope& envelope, SmtpMessage& message);

  // Chooses the best way that was not refused. kGoOn, or kOver where this server cannot take the mail.
  [[nodiscard]] Verdict Open(const SmtpCapabilities& offered, SmtpBinary binary);

  // Puts into `out` what may be said now. kDrop: the message broke in the middle.
  [[nodiscard]] Verdict Write(OutBuffer& out);

  // These octets of `out` are about to leave it.
  void OnSent(ConstBytes octets);

  // `all_sent`: nothing that was written is still in the buffer.
  [[nodiscard]] Verdict OnReply(const SmtpAnswer& answer, std::string_view text, bool all_sent);

  Awaits awaits(bool all_sent) const;
  bool waiting_for_message() const { return waiting_; }
  size_t recipients() const { return envelope_.recipients.size(); }
  // The server may have the whole mail and may still take it: losing the connection now leaves that unknown.
  bool MayBeTaken(bool all_sent) const;

  SmtpMailOutcome outcome() const { return outcome_; }
  const SmtpFailure& failure() const { return failure_; }
  // The words of failure().answer; empty where it has none.
  std::string_view reason() const { return failure_.answer.Given() ? View(reason_) : std::string_view(); }
  // What the next connection to this server should know.
  const SmtpRefusedWays& refused() const { return refused_; }
  // Of these, what a mail sent in another way has proved.
  const SmtpRefusedWays& proved() const { return proved_; }

 private:
  enum class Way : uint8_t { kBdatBinary, kBdat, kData };

  [[nodiscard]] bool ChooseWay(SmtpBinary binary);
  std::optional<SmtpCause> Obstacle() const;

  bool WriteNext(OutBuffer& out);
  bool WriteMail(OutBuffer& out);
  bool WriteBody(OutBuffer& out);
  bool MayBeginBody() const;

  Verdict OnMailReply(const SmtpAnswer& answer, std::string_view text);
  Verdict OnRcptReply(const SmtpAnswer& answer, std::string_view text);
  Verdict OnDataReply(const SmtpAnswer& answer, std::string_view text, bool all_sent);
  Verdict OnChunkReply(const SmtpAnswer& answer, std::string_view text, bool all_sent);
  Verdict OnFinalReply(const SmtpAnswer& answer, std::string_view text, bool all_sent);
  Verdict SettleGroup();
  Verdict ConcludeChunks(bool drop);
  Verdict Accept();
  Verdict RefuseGroup();
  Verdict RefuseMail();
  Verdict RefuseRecipients();
  Verdict Refuse(const SmtpFailure& failure);
  Verdict Break(SmtpCause cause, SmtpStage stage);

  size_t BodyItem() const { return kFirstRcptItem + envelope_.recipients.size(); }
  bool NobodyLeft() const { return mail_refused_ || accepted_ == 0; }

  // The group's items, in order: RSET, MAIL, each RCPT, then the body's commands.
  static constexpr size_t kResetItem = 0;
  static constexpr size_t kMailItem = 1;
  static constexpr size_t kFirstRcptItem = 2;

  SmtpEnvelope envelope_;
  SmtpMessage* message_ = nullptr;
  SmtpCapabilities offered_;
  std::optional<uint64_t> size_;
  SmtpBodyFramer framer_;
  SmtpFailure failure_;
  SmtpAnswer mail_answer_;
  SmtpAnswer chunk_answer_;
  Text<kSmtpReplyTextMaxBytes> reason_;
  size_t written_ = 0;   // items in the buffer or beyond
  size_t sent_ = 0;      // items that left the buffer whole
  size_t answered_ = 0;  // items whose reply came
  size_t accepted_ = 0;  // recipients
  size_t text_used_ = 0;
  uint32_t chunks_answered_ = 0;
  SmtpMailOutcome outcome_ = SmtpMailOutcome::kNone;
  Way way_ = Way::kData;
  SmtpRefusedWays refused_;
  SmtpRefusedWays proved_;
  bool open_at_server_ = false;  // MAIL was accepted and nothing has ended it: RSET comes first
  bool refused_way_at_mail_ = false;
  bool mail_refused_ = false;
  bool recipient_deferred_ = false;  // one was refused for now: reason_ has its words
  bool body_begun_ = false;
  bool go_ahead_ = false;    // 354
  bool empty_body_ = false;  // a lone dot, because nobody is left
  bool dot_written_ = false;
  bool chunk_refused_ = false;
  bool waiting_ = false;
  bool broken_ = false;
};

}  // namespace tegami
