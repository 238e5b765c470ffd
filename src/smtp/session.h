// SPDX-License-Identifier: MIT
// Sends mails over one SMTP connection, greeting to QUIT (RFC 5321, 3207, 4954, 2920, 3030, 6531, 1870). Sans-I/O.
#pragma once

#include <string_view>

#include "codec/out_buffer.h"
#include "smtp/body.h"
#include "smtp/capabilities.h"
#include "smtp/envelope.h"
#include "smtp/failure.h"
#include "smtp/limits.h"
#include "smtp/reply.h"
#include "smtp/sasl.h"
#include "smtp/session_config.h"
#include "smtp/state.h"
#include "smtp/transaction.h"
#include "tegami/base/bytes.h"
#include "tegami/base/status.h"
#include "tegami/base/time.h"
#include "tegami/base/trace.h"

namespace tegami {

// Commands: Begin() once the TCP connection is open; Submit() a mail; Quit() or Abort().
// Inputs:   OnBytes, OnTlsReady, OnTlsFailed, OnPeerClosed, OnBodyAvailable, OnTick: whenever it happened. Received
//           octets are to be handed in at once, whatever is wanted: a server may speak while we send.
// Outputs:  Next() says what is wanted now; Sent() that octets of a kSend were taken.
// Getters:  what the server offers and said, and the outcome; valid until the next Begin(), those of a mail until the
//           next Submit().
//
//   session.Begin(config, now); session.Submit(envelope, message, now);
//   for (;;) switch (step = session.Next(); step.want) {
//     kSend: session.Sent(stream.Send(step.bytes), now);   kStartTls: put the TLS filter in, OnTlsReady() when it is up
//     kInput: wait for octets or step.wake_by              kMailDone: look at outcome(), Submit() the next or Quit()
//   }
//
// Time counts by step.wake_by: call OnTick(now) then; earlier is harmless. Holds no copy of a secret but what the work
// buffer has while AUTH is being sent; that is wiped.
class SmtpSession {
 public:
  enum class Want : uint8_t {
    kNothing,   // Begin() was not called
    kInput,     // the server's octets
    kSend,      // `bytes` to be sent; then Sent()
    kStartTls,  // TLS on this connection, then OnTlsReady() or OnTlsFailed(); not one more octet in clear
    kBodyWait,  // the message gave nothing: OnBodyAvailable() when it has more
    kReady,     // authenticated, nothing submitted
    kMailDone,  // outcome() of the last mail stands; Submit() another, or Quit()
    kClosed,    // the end: close the connection
    kFailed,    // the end: drop the connection; failure() says why
  };

  struct Step {
    Want want = Want::kNothing;
    ConstBytes bytes;          // of kSend: valid until the next non-const call
    Instant wake_by = kNever;  // OnTick() then at the latest
  };

  // `work` holds octets on their way out, kSmtpWorkMinBytes at least; it and `tracer` (may be null) outlive the
  // session. The larger the buffer the fewer and larger the writes; a TLS record takes 16 KiB.
  explicit SmtpSession(Bytes work, Tracer* tracer = nullptr);
  SmtpSession(const SmtpSession&) = delete;
  SmtpSession& operator=(const SmtpSession&) = delete;

  // --- Commands

  // Starts over on a new connection; what was under way on an old one is aborted. A config that CheckSmtpConfig()
  // refuses ends in kFailed at once, without an octet.
  void Begin(const SmtpConfig& config, Instant now);

  // Sends one mail. Legal from Begin() on while no mail is under way: before kReady it waits for it and costs no round
  // trip more.
  //   kBadState          not begun, ended, or a mail is under way
  //   kInvalidArgument   no recipient, or more than kRecipientsMax
  //   kTooLong           an address is longer than kMailAddressMaxBytes
  //   kInvalidCharacter  an address has a control character, a space or an angle bracket outside quotes, or is empty
  [[nodiscard]] Status Submit(const SmtpEnvelope& envelope, SmtpMessage& message, Instant now);

  // Ends politely: QUIT goes out, its reply is not waited for, then kClosed. In the middle of anything: as Abort().
  void Quit(Instant now);

  // Ends at once: kFailed with kAborted. A mail whose last octet was handed out becomes kUnknown.
  void Abort(Instant now);

  // --- Inputs

  // Octets from the server, any split. Returns how many were used: all of them, unless the session has ended.
  size_t OnBytes(ConstBytes in, Instant now);
  void OnTlsReady(Instant now);
  void OnTlsFailed(Instant now);
  void OnPeerClosed(Instant now);
  void OnBodyAvailable(Instant now);
  void OnTick(Instant now);

  // --- Outputs

  [[nodiscard]] Step Next() const;

  // `count` octets of the step's bytes were taken, from the front. Partial writes are normal.
  void Sent(size_t count, Instant now);

  // --- Getters

  SmtpState state() const { return state_; }
  const SmtpCapabilities& capabilities() const { return capabilities_; }
  bool tls() const { return tls_; }  // the dialogue runs inside TLS now
  bool authenticated() const { return authenticated_; }

  // Of the mail submitted last. Per-recipient results are in its envelope.
  SmtpMailOutcome outcome() const { return outcome_; }
  // Of the mail (outcome kRefused, kUnknown) or of the session (kFailed).
  const SmtpFailure& failure() const { return failure_; }
  // The words of failure().answer, as last_text(); empty where it has none. In a group of commands the reply that
  // decided is not the last one.
  std::string_view failure_text() const;

  // The last reply: its numbers, and its words without the code, lines joined by '\n', cut at kSmtpReplyTextMaxBytes.
  // Untrusted: escape it. Valid until the next input; it outlives the end of the session.
  const SmtpAnswer& last_answer() const { return parser_.answer(); }
  std::string_view last_text() const { return parser_.text(); }

  // Those of the config and those found out since: for the next connection to this server. To be kept for good only
  // from a session whose outcome() was kAccepted or kPartial: until then it may have been this one mail.
  const SmtpRefusedWays& refused_ways() const { return transaction_.refused(); }

  uint64_t octets_sent() const { return octets_sent_; }
  uint64_t octets_received() const { return octets_received_; }
  uint32_t round_trips() const {
    return round_trips_;
  }  // waits for the server; the TCP and TLS handshakes are not counted

 private:
  // session.cpp: commands, time, the end.
  void Enter(SmtpState next, Instant now);
  void Renew(Instant now);
  void Fail(SmtpCause cause, Instant now);
  void FailWith(const SmtpFailure& failure, Instant now);
  void End(SmtpState end, Instant now);
  bool TimedOut(Instant now);
  Instant MailDeadline() const;
  bool ended() const { return state_ == SmtpState::kClosed || state_ == SmtpState::kFailed; }
  bool idle() const { return state_ == SmtpState::kReady || state_ == SmtpState::kMailDone; }
  void Trace(const char* what, uint64_t count, Instant now);

  // session_dialogue.cpp: greeting to AUTH.
  void OnReply(Instant now);
  void OnReplyLine();
  void OnGreeting(Instant now);
  void OnEhloReply(Instant now);
  void OnStartTlsReply(Instant now);
  void SendEhlo(Instant now);
  void SendCommand(std::initializer_list<std::string_view> parts, SmtpState next, Instant now);
  void OnOffersKnown(Instant now);
  void Authenticate(Instant now);
  SmtpAuth ChooseMethod() const;
  void SendSecret(SmtpState next, Instant now);
  void FillSecret();
  void OnAuthPrompt(Instant now);
  void OnAuthReply(Instant now);
  void OnAuthRefusal(Instant now);
  void BecomeReady(Instant now);

  // session_mail.cpp: the mails.
  void OpenMail(Instant now);
  void Pump(Instant now);
  void OnMailReply(Instant now);
  void Obey(SmtpTransaction::Verdict verdict, Instant now);
  void FinishMail(Instant now);
  bool in_mail() const { return mail_ == Mail::kUnderWay; }

  enum class Mail : uint8_t { kNone, kSubmitted, kUnderWay };

  OutBuffer out_;
  Tracer* tracer_;
  SmtpConfig config_;
  SmtpReplyParser parser_;
  SaslBlob secret_;
  SmtpTransaction transaction_;
  SmtpCapabilities capabilities_;
  SmtpFailure failure_;
  Instant deadline_ = kNever;
  Instant mail_deadline_;  // of the mail under way, before what was sent of it counts
  uint64_t octets_before_mail_ = 0;
  Instant moved_;  // when octets of it were taken last, or its source was asked
  uint64_t octets_sent_ = 0;
  uint64_t octets_received_ = 0;
  uint32_t round_trips_ = 0;
  SmtpState state_ = SmtpState::kIdle;
  SmtpMailOutcome outcome_ = SmtpMailOutcome::kNone;
  Mail mail_ = Mail::kNone;
  SmtpAuth method_ = SmtpAuth::kNone;  // chosen
  bool mail_failure_ = false;          // failure_ is the transaction's, words and all
  bool tls_ = false;
  bool authenticated_ = false;
  bool first_line_ = true;     // of the reply to EHLO
  bool secret_is_out_ = true;  // nothing of it is in the buffer
  bool listening_ = false;     // all was said: the next octet ends a wait
};

}  // namespace tegami
