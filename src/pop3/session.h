// SPDX-License-Identifier: MIT
// Logs in to a POP3 server and leaves, for POP before SMTP (RFC 1939, 2449, 2595, 3206). Sans-I/O.
#pragma once

#include <initializer_list>
#include <string_view>

#include "codec/out_buffer.h"
#include "pop3/failure.h"
#include "pop3/reply.h"
#include "pop3/session_config.h"
#include "pop3/state.h"
#include "tegami/base/status.h"
#include "tegami/base/time.h"
#include "tegami/base/trace.h"

namespace tegami {

// Commands: Begin() once the TCP connection is open; Abort().
// Inputs:   OnBytes, OnTlsReady, OnTlsFailed, OnPeerClosed, OnTick: whenever it happened.
// Outputs:  Next() says what is wanted now; Sent() that octets of a kSend were taken.
// Getters:  the outcome and the server's words; valid until the next Begin().
//
//   session.Begin(config, now);
//   for (;;) switch (step = session.Next(); step.want) {
//     kSend: session.Sent(stream.Send(step.bytes), now);   kStartTls: put the TLS filter in, OnTlsReady() when it is up
//     kInput: wait for octets or step.wake_by              kClosed: logged in                 kFailed: see failure()
//   }
//
// With TLS: USER and PASS. Without: APOP where the greeting has a time stamp, else, or where APOP is refused, USER and
// PASS. Time counts by step.wake_by: call OnTick(now) then; earlier is harmless. Holds no copy of the password but what
// the work buffer has while it is being sent; that is wiped.
class Pop3Session {
 public:
  enum class Want : uint8_t {
    kNothing,   // Begin() was not called
    kInput,     // the server's octets
    kSend,      // `bytes` to be sent; then Sent()
    kStartTls,  // TLS on this connection, then OnTlsReady() or OnTlsFailed(); not one more octet in clear
    kClosed,    // the end: logged in; close the connection
    kFailed,    // the end: drop the connection; failure() says why
  };

  struct Step {
    Want want = Want::kNothing;
    ConstBytes bytes;          // of kSend: valid until the next non-const call
    Instant wake_by = kNever;  // OnTick() then at the latest
  };

  // `work` holds octets on their way out, kPop3CommandLineMaxBytes at least; it and `tracer` (may be null) outlive the
  // session.
  explicit Pop3Session(Bytes work, Tracer* tracer = nullptr);
  Pop3Session(const Pop3Session&) = delete;
  Pop3Session& operator=(const Pop3Session&) = delete;

  // --- Commands

  // Starts over on a new connection. A config that CheckPop3Config() refuses ends in kFailed at once, without an octet.
  void Begin(const Pop3Config& config, Instant now);

  // Ends at once: kFailed with kAborted, or kClosed where the log-in has succeeded.
  void Abort(Instant now);

  // --- Inputs

  // Octets from the server, any split. Returns how many were used: all of them, unless the session has ended.
  size_t OnBytes(ConstBytes in, Instant now);
  void OnTlsReady(Instant now);
  void OnTlsFailed(Instant now);
  void OnPeerClosed(Instant now);
  void OnTick(Instant now);

  // --- Outputs

  [[nodiscard]] Step Next() const;

  // `count` octets of the step's bytes were taken, from the front. Partial writes are normal.
  void Sent(size_t count, Instant now);

  // --- Getters

  Pop3State state() const { return state_; }
  bool tls() const { return tls_; }                      // the dialogue runs inside TLS now
  bool authenticated() const { return authenticated_; }  // the server has said so
  const Pop3Failure& failure() const { return failure_; }
  // The words of the reply that decided, code and all, without its status; empty where none did. Untrusted: escape it.
  std::string_view reply_text() const;

 private:
  void Enter(Pop3State next, Instant now);
  void Renew(Instant now);
  void Fail(Pop3Cause cause, Instant now);
  void End(Pop3State end, Instant now);
  bool TimedOut(Instant now);
  bool ended() const { return state_ == Pop3State::kClosed || state_ == Pop3State::kFailed; }

  // session_dialogue.cpp
  void OnLine(Instant now);
  void OnReply(const Pop3Reply& reply, Instant now);
  void OnError(const Pop3Reply& reply, Instant now);
  void OnOk(Instant now);
  void OnGreeting(Instant now);
  void OnCapaLine(Instant now);
  void OnOffersKnown(Instant now);
  void SendCommand(std::initializer_list<std::string_view> parts, Pop3State next, Instant now);
  void SendCapa(Instant now);
  void SendApop(std::string_view timestamp, Instant now);
  void SendPass(Instant now);
  void LeaveLoggedIn(Instant now);
  bool StlsIsDue() const { return config_.security == Pop3Security::kStls && !tls_; }

  // What the server offers; what it offered before TLS does not count.
  struct Offers {
    bool stls = false;
    bool user = false;
    bool auth_resp_code = false;
  };

  OutBuffer out_;
  Tracer* tracer_;
  Pop3Config config_;
  Pop3LineReader reader_;
  Offers offers_;
  Pop3Failure failure_;
  Instant deadline_ = kNever;
  size_t capa_lines_ = 0;
  Pop3State state_ = Pop3State::kIdle;
  bool tls_ = false;
  bool authenticated_ = false;
  bool secret_in_buffer_ = false;
  bool reply_decided_ = false;  // failure_ is of the line that reader_ holds
};

}  // namespace tegami
