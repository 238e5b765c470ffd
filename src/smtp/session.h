// SPDX-License-Identifier: MIT
// Sends mails over one SMTP connection, greeting to QUIT (RFC 5321, 3207, 4954, 2920, 3030, 6531, 1870). Sans-I/O.
#pragma once

#include <string_view>

#include "smtp/body.h"
#include "smtp/capabilities.h"
#include "smtp/envelope.h"
#include "smtp/failure.h"
#include "smtp/session_config.h"
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

  // Starts over on a new connection. A config that CheckSmtpConfig() refuses ends in kFailed at once, without an octet.
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

  const char* state_name() const;
  const SmtpCapabilities& capabilities() const;
  bool tls() const;  // the dialogue runs inside TLS now
  bool authenticated() const;

  // Of the mail submitted last. Per-recipient results are in its envelope.
  SmtpMailOutcome outcome() const;
  // Of the mail (outcome kRefused, kUnknown) or of the session (kFailed).
  const SmtpFailure& failure() const;

  // The last reply: its numbers, and its words without the code, lines joined by '\n', cut at kSmtpReplyTextMaxBytes.
  // Untrusted: escape it. Valid until the next input.
  const SmtpAnswer& last_answer() const;
  std::string_view last_text() const;

  // Those of the config and what was found out since. Certain only when a later way was accepted.
  const SmtpRefusedWays& refused_ways() const;

  uint64_t octets_sent() const;
  uint64_t octets_received() const;
  uint32_t round_trips() const;  // times it waited for the server; the TCP and TLS handshakes are not counted
};

}  // namespace tegami
