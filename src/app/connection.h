// SPDX-License-Identifier: MIT
// One outgoing connection: a borrowed TCP stream, a tunnel through a proxy where one is set, and a TLS filter over it
// from the moment that is asked for.
#pragma once

#include "account/account_book.h"
#include "app/tls_services.h"
#include "http/connect_tunnel.h"
#include "tegami/base/text.h"
#include "tegami/error_codes.h"
#include "tegami/hal/network.h"
#include "tls/tls_filter.h"

namespace tegami {

enum class ConnectionPhase : uint8_t {
  kIdle,
  kWaitingForSlot,  // every stream is in use
  kConnecting,
  kTunnelling,  // the proxy is asked for the way to the peer
  kHandshaking,
  kOpen,
  kFailed,  // cause() says why
};

// Drive: Open(), then Poll() each loop until phase() is kOpen; Send() and Receive(); Close().
class Connection {
 public:
  // `tracer` may be null.
  Connection(Network& network, TlsServices& tls, Tracer* tracer = nullptr)
      : network_(network), tls_services_(tls), tunnel_(tracer) {}
  ~Connection() { Abort(); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // `tls_first`: the handshake begins as soon as the connection stands. `timeout_cap_ms`: 0 none.
  void Open(const Endpoint& peer, bool tls_first, TlsVerification verification, int64_t timeout_cap_ms, Instant now);

  // With TLS first, verified, through the proxy of `book`, or directly where none is set. `work` has
  // kTunnelHeadMaxBytes and carries CONNECT, password included, and its answer; it is wiped and free again before
  // kHandshaking. The name that is verified is the peer's: the proxy sees TLS and nothing else.
  void OpenThroughProxy(const Endpoint& peer, AccountBook& book, Bytes work, int64_t timeout_cap_ms, Instant now);

  // The same as before, from the start.
  void OpenAgain(Instant now);

  // Refuses a route over an additional interface (kAdditionalInterface), before the first octet. For every Open() from
  // now on.
  void RequireStandardInterface(bool required) { standard_interface_only_ = required; }

  // Failures of TLS do not go to the event log: whoever opens this tells of them.
  void SetQuiet() { quiet_ = true; }

  // STARTTLS: the filter goes in between. Legal in kOpen without TLS.
  void StartTls(Instant now);

  void Poll(Instant now);

  // Octets taken or given; 0: no room, none there. Legal in kOpen.
  size_t Send(ConstBytes data);
  size_t Receive(Bytes into);

  // The peer will send nothing more, and everything was taken.
  bool Ended() const;

  // Says that nothing will follow: Ended() once the peer has ended, too. Legal in kOpen with TLS.
  void EndSending();

  // Sends what is queued and ends politely. Back to kIdle.
  void Close();
  // Drops everything. Back to kIdle.
  void Abort();

  ConnectionPhase phase() const { return phase_; }
  Cause cause() const { return cause_; }
  // Why the line went, where something is known: after kFailed, and after an open connection was reset.
  Cause LineCause() const;
  // After kFailed: the server refused the handshake for a session that was kept of an earlier one. That is used up:
  // OpenAgain() may succeed at once. Where TLS comes first, it was tried already.
  bool session_refused() const { return session_refused_; }
  // Of a certificate that was refused, or the words of a proxy that refused: not escaped.
  std::string_view detail() const { return View(detail_); }
  bool tls() const { return tls_on_; }
  // The peer's name was looked up: its addresses are being tried, or one was reached.
  bool name_known() const;
  std::optional<IpAddress> local_address() const;
  // kNever but while connecting; the epoch where a handshake can go on at once.
  Instant wake_by() const { return tls_busy_ ? Instant{} : deadline_; }

 private:
  void TryAcquire(Instant now);
  void PollConnecting(Instant now);
  void BeginTunnel(Instant now);
  void PollTunnel(Instant now);
  void FailTunnel();
  Cause DialCause(LinkFailure failure) const;
  void PollHandshake();
  bool OverStandardInterface() const;
  void FailTls();
  void FailWith(Cause cause, std::string_view detail = {});
  void SetDeadline(int64_t timeout_ms, Instant now);

  Network& network_;
  TlsServices& tls_services_;
  TcpStream* tcp_ = nullptr;
  TlsFilter tls_filter_;
  ConnectTunnel tunnel_;
  AccountBook* proxy_book_ = nullptr;  // null: no proxy
  uint32_t proxy_revision_ = 0;        // of the settings that were dialled
  Bytes tunnel_work_;
  Endpoint peer_;
  TlsVerification verification_ = TlsVerification::kFull;
  bool quiet_ = false;
  bool tls_first_ = false;
  bool standard_interface_only_ = false;
  bool tls_on_ = false;
  bool tls_busy_ = false;
  bool session_refused_ = false;
  int64_t timeout_cap_ms_ = 0;
  Instant now_;  // of the last call
  Instant deadline_ = kNever;
  ConnectionPhase phase_ = ConnectionPhase::kIdle;
  Cause cause_ = Cause::kNone;
  Text<kErrorTextMaxBytes> detail_;
};

// The causes of what HAL and TLS report.
Cause CauseOf(LinkFailure failure);
Cause CauseOf(TlsFailure failure);
Cause CauseOf(TunnelFailure failure);

}  // namespace tegami
