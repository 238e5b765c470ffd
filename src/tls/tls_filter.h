// SPDX-License-Identifier: MIT
// TLS 1.2 and 1.3 (RFC 5246, RFC 8446) as a client, over any stream of octets.
#pragma once

#include <optional>

#include "tegami/base/byte_stream.h"
#include "tegami/base/status.h"
#include "tls/client_config.h"
#include "tls/failure.h"

namespace tegami {

enum class TlsPhase : uint8_t {
  kIdle,
  kHandshaking,
  kOpen,
  kPeerClosed,  // the peer said close_notify: everything it sent has arrived. Sending is still legal
  kFailed,      // failure() says why
};

// Static storage; for logs ("kOpen").
const char* TlsPhaseName(TlsPhase phase);

// One session. Knows nothing of sockets: it takes octets from the stream below and gives octets to it, when it is
// called.
//
// Commands: Start(), CloseNotify(), Reset().
// Inputs:   Poll(), whenever the stream below may have moved.
// Octets:   Send(), Receive(), Ended() (ByteStream), from kOpen on.
// Getters:  the rest.
//
// Memory comes from the arena of mbedTLS between Start() and Reset() (or a failure, which frees it at once):
// docs/memory.md has the peaks. No time-out of its own: the caller loses patience and calls Reset().
class TlsFilter final : public ByteStream {
 public:
  TlsFilter() = default;
  ~TlsFilter() { Reset(); }
  TlsFilter(const TlsFilter&) = delete;
  TlsFilter& operator=(const TlsFilter&) = delete;

  // Begins a session over `under`, which is connected and outlives it. Sends nothing yet. `wall_clock` is the time of
  // day where it is known; the host of crypto/start.h gives the same clock to the checks of dates.
  // A failure that belongs to the session (kClockNotSet, kNoMemory) is kFailed, not an error of this call.
  //   kBadState         not idle
  //   kInvalidArgument  no server name, one that cannot be a name, or no roots with kFull
  [[nodiscard]] Status Start(ByteStream& under, const TlsClientConfig& config, std::optional<UtcTime> wall_clock);

  // Moves on: one message of the handshake at most, or queued octets; never waits. True: it can go on at once, call
  // again when the others had their turn. False: it waits for the stream below, or has nothing to do.
  // The longest step is the check of the server's chain (docs/memory.md has the figures).
  bool Poll();

  // ByteStream. Legal in every phase; Send takes octets in kOpen and kPeerClosed. Up to a record's worth a call: call
  // again while it takes. What was taken may wait for room below: Flushed() tells, and Poll() sends it.
  size_t Send(ConstBytes data) override;
  size_t Receive(Bytes into) override;
  bool Ended() const override;

  // Nothing that was taken is still waiting for room below.
  bool Flushed() const;

  // RFC 8446 §6.1: says that nothing will follow. Send takes nothing any more; Receive goes on. Where the stream below
  // has no room, Poll() says it later.
  void CloseNotify();

  // Ends the session without a word and frees everything. kIdle.
  void Reset();

  TlsPhase phase() const { return phase_; }
  TlsFailure failure() const { return failure_; }
  // The peer's alert (RFC 8446 §6.2), after kHandshakeRefused, kProtocolVersion and kAlert; 0 where it sent none.
  uint8_t alert() const { return alert_; }
  // The certificate to blame, where the failure is a certificate's.
  const TlsCertificateFacts& certificate() const { return certificate_; }

  // From kOpen on.
  TlsVersion version() const { return version_; }
  bool resumed() const { return resumed_; }
  // A kept session was offered. Where the handshake then fails, a new connection may succeed at once: the session is
  // used up. mbedTLS 3.6 offers nothing but the version of the session, so that a server that went back to TLS 1.2, or
  // one of a farm that never left it, refuses.
  bool offered_session() const { return offered_session_; }
  // "TLS-ECDHE-RSA-WITH-AES-128-GCM-SHA256"; static storage. Empty before kOpen.
  const char* cipher_suite() const;

 private:
  struct Engine;  // mbedTLS's part, in its arena

  bool StepHandshake();
  bool FlushQueued();
  void Opened();
  void SendCloseNotify();
  bool close_sent() const;
  void FailWith(TlsFailure failure);
  void FailFrom(int mbedtls_error);
  void FreeEngine();

  Engine* engine_ = nullptr;
  TlsPhase phase_ = TlsPhase::kIdle;
  TlsFailure failure_ = TlsFailure::kNone;
  TlsVersion version_ = TlsVersion::kTls12;
  uint8_t alert_ = 0;
  bool resumed_ = false;
  bool offered_session_ = false;
  bool close_wanted_ = false;
  TlsCertificateFacts certificate_;
};

}  // namespace tegami
