// SPDX-License-Identifier: MIT
// Sends mails over one connection: binds the SMTP machine to a stream and TLS.
#pragma once

#include <array>

#include "app/session_feed.h"
#include "smtp/session.h"

namespace tegami {

// How far a mail goes: the connection test stops earlier.
enum class MailDepth : uint8_t {
  kMail,
  kEnvelope,  // sender and recipients are asked for, nothing is sent
  kHello,     // greeting and TLS: neither a secret nor an address leaves
};

// A mail server and who we are there. Views must live until the task is idle again.
struct MailTarget {
  Endpoint server;
  SmtpSecurity security = SmtpSecurity::kStartTls;
  TlsVerification verification = TlsVerification::kFull;
  SmtpAuth auth = SmtpAuth::kAuto;
  std::string_view user;
  std::string_view token;     // either this
  std::string_view password;  // or this, or neither
  bool allow_password_without_tls = false;
  std::string_view client_name;  // for EHLO; empty: the address literal of the connection
  SmtpBinary binary = SmtpBinary::kOff;
  SmtpRefusedWays refused_ways;
  int64_t timeout_cap_ms = 0;
  MailDepth depth = MailDepth::kMail;
};

struct MailResult {
  SmtpMailOutcome outcome = SmtpMailOutcome::kNone;
  Cause cause = Cause::kNone;
  SmtpStage stage = SmtpStage::kNone;  // where it failed; kNone: before the dialogue
  SmtpAnswer answer;                   // the reply that decided
  // Its words, or those about a certificate: not escaped, but without what could be a secret. So are the recipients'.
  Text<kSmtpReplyTextMaxBytes> text;
  SmtpRefusedWays refused_ways;
  bool auth_refused = false;  // the token or password was not accepted
  // It was sent before, over a connection that ended without a word: it may arrive twice, whatever the outcome.
  bool sent_unheard = false;
};

class MailTask {
 public:
  enum class Phase : uint8_t {
    kIdle,
    kRunning,
    kDone,  // result() stands; the connection is open for another Submit(), or gone
  };

  MailTask(Network& network, TlsServices& tls, Bytes work, Tracer* tracer)
      : connection_(network, tls), session_(work, tracer) {}

  // Connects and sends one mail. Legal in kIdle and kDone (a connection that is still open is ended first).
  void Begin(const MailTarget& target, const SmtpEnvelope& envelope, SmtpMessage& message, Instant now);

  // Sends another over the same connection, which was made for the same target (a token may be another by now). False:
  // it is gone; use Begin(). Where it ends before the mail can have been taken, the mail goes over a new one.
  [[nodiscard]] bool SubmitNext(const MailTarget& target, const SmtpEnvelope& envelope, SmtpMessage& message,
                                Instant now);

  void Poll(Instant now);

  // Ends the connection politely, or drops a mail under way.
  void End(Instant now);

  Phase phase() const { return phase_; }
  const MailResult& result() const { return result_; }
  Instant wake_by() const;
  uint64_t octets_sent() const { return session_.octets_sent(); }
  const SmtpSession& session() const { return session_; }
  // For a log-in elsewhere before the mail. Legal in kIdle; given back closed.
  Connection& connection() { return connection_; }
  // For the connection test: the server's name was looked up; the dialogue has begun.
  bool name_known() const { return session_begun_ || connection_.name_known(); }
  bool connected() const { return session_begun_; }

 private:
  // What one step led to.
  enum class Turn : uint8_t { kGoOn, kWait, kEnd };

  void OpenConnection(Instant now);
  void BeginSession(Instant now);
  void PollSession(Instant now);
  Turn TakeStep(Instant now);
  void FinishMail();
  void TellFailure(const SmtpFailure& failure);
  void TellWords(std::string_view words);
  void FinishFailed(Instant now);
  bool NeedsNewConnection(const SmtpFailure& failure);
  void FinishUnconnected();

  Connection connection_;
  SmtpSession session_;
  MailTarget target_;
  SmtpEnvelope envelope_;
  SmtpMessage* message_ = nullptr;
  MailResult result_;
  Phase phase_ = Phase::kIdle;
  bool session_begun_ = false;
  FedSoFar fed_;
  bool kept_connection_ = false;  // the mail under way found the connection open
  bool can_go_on_ = false;        // the last Poll() stopped to let others have their turn
  uint8_t reconnects_ = 0;
  uint64_t received_before_ = 0;  // of kept_connection_: octets before this mail
  Text<64> address_literal_;
};

}  // namespace tegami
