// SPDX-License-Identifier: MIT
// Slot, look-up, connect, tunnel (connection_tunnel.cpp), handshake; then octets.
#include "app/connection.h"

#include "app/log_events.h"

namespace tegami {
namespace {

// From the first octet of a handshake to its last.
constexpr int64_t kHandshakeTimeoutMs = 60 * kMsPerSecond;

}  // namespace

void Connection::Open(const Endpoint& peer, bool tls_first, TlsVerification verification, int64_t timeout_cap_ms,
                      Instant now) {
  Abort();
  now_ = now;
  proxy_book_ = nullptr;
  peer_ = peer;
  tls_first_ = tls_first;
  verification_ = verification;
  timeout_cap_ms_ = timeout_cap_ms;
  cause_ = Cause::kNone;
  detail_.clear();
  session_refused_ = false;
  phase_ = ConnectionPhase::kWaitingForSlot;
  SetDeadline(kConnectTimeoutMs, now);
  TryAcquire(now);
}

void Connection::OpenAgain(Instant now) {
  if (proxy_book_ != nullptr) return OpenThroughProxy(peer_, *proxy_book_, tunnel_work_, timeout_cap_ms_, now);
  Open(peer_, tls_first_, verification_, timeout_cap_ms_, now);
}

void Connection::SetDeadline(int64_t timeout_ms, Instant now) {
  deadline_ = After(now, timeout_cap_ms_ > 0 ? std::min(timeout_ms, timeout_cap_ms_) : timeout_ms);
}

void Connection::TryAcquire(Instant now) {
  tcp_ = network_.AcquireStream();
  if (tcp_ == nullptr) return;
  phase_ = ConnectionPhase::kConnecting;
  SetDeadline(kConnectTimeoutMs, now);
  if (proxy_book_ == nullptr) {
    if (!tcp_->Connect(peer_)) FailWith(Cause::kInvalidSetting);
    return;
  }
  ProxySettings proxy;
  proxy_revision_ = proxy_book_->revision();
  if (!proxy_book_->LoadGroup(proxy)) return FailWith(Cause::kStorageFailed);
  Endpoint hop;
  hop.host = proxy.host;
  hop.port = proxy.port;
  if (!tcp_->Connect(hop)) FailWith(Cause::kInvalidSetting);
}

void Connection::StartTls(Instant now) {
  phase_ = ConnectionPhase::kHandshaking;
  SetDeadline(kHandshakeTimeoutMs, now);
  TlsClientConfig config;
  config.server_name = View(peer_.host);
  config.port = peer_.port;
  config.verification = verification_;
  config.roots = &tls_services_.roots;
  config.sessions = &tls_services_.sessions;
  tls_on_ = true;
  if (!tls_filter_.Start(*tcp_, config, tls_services_.clock.WallClock())) FailWith(Cause::kInvalidSetting);
}

void Connection::Poll(Instant now) {
  now_ = now;
  if (phase_ == ConnectionPhase::kWaitingForSlot) TryAcquire(now);
  if (phase_ == ConnectionPhase::kConnecting) PollConnecting(now);
  if (phase_ == ConnectionPhase::kTunnelling) PollTunnel(now);
  if (phase_ == ConnectionPhase::kHandshaking) PollHandshake();
  if (phase_ == ConnectionPhase::kOpen && tls_on_) tls_filter_.Poll();
  const bool waiting = phase_ == ConnectionPhase::kWaitingForSlot || phase_ == ConnectionPhase::kConnecting ||
                       phase_ == ConnectionPhase::kHandshaking;
  if (waiting && now >= deadline_) {
    const bool answered = phase_ == ConnectionPhase::kHandshaking;
    FailWith(answered                 ? Cause::kServerSilent
             : proxy_book_ != nullptr ? Cause::kProxyUnreachable
                                      : Cause::kConnectionTimedOut);
  }
}

void Connection::PollConnecting(Instant now) {
  switch (tcp_->Phase()) {
    case LinkPhase::kIdle:
    case LinkPhase::kResolving:
    case LinkPhase::kConnecting: return;
    case LinkPhase::kFailed: FailWith(DialCause(tcp_->Failure())); return;
    case LinkPhase::kOpen:
    case LinkPhase::kPeerClosed: break;
  }
  if (standard_interface_only_ && !OverStandardInterface()) {
    FailWith(Cause::kAdditionalInterface);
    return;
  }
  if (proxy_book_ != nullptr) return BeginTunnel(now);
  if (tls_first_) {
    StartTls(now);
    return;
  }
  phase_ = ConnectionPhase::kOpen;
  deadline_ = kNever;
}

// The kernel, or lwIP, has chosen the route: the local address of the connection tells which interface it took.
bool Connection::OverStandardInterface() const {
  const std::optional<IpAddress> local = tcp_->LocalAddress();
  return local && network_.KindOf(*local) == InterfaceKind::kStandard;
}

void Connection::PollHandshake() {
  tls_busy_ = tls_filter_.Poll();
  switch (tls_filter_.phase()) {
    case TlsPhase::kIdle:
    case TlsPhase::kHandshaking: return;
    case TlsPhase::kOpen:
    case TlsPhase::kPeerClosed:
      phase_ = ConnectionPhase::kOpen;
      deadline_ = kNever;
      tls_busy_ = false;
      return;
    case TlsPhase::kFailed: FailTls(); return;
  }
}

void Connection::FailTls() {
  const TlsFailure failure = tls_filter_.failure();
  // mbedTLS offers nothing but the version of a kept session: one server of a farm may not have it.
  const bool refused = tls_filter_.offered_session() &&
                       (failure == TlsFailure::kProtocolVersion || failure == TlsFailure::kHandshakeRefused);
  if (refused && !session_refused_) {
    if (tls_first_) {
      OpenAgain(now_);
    } else {  // the dialogue before STARTTLS is not ours
      FailWith(Cause::kTlsFailed);
    }
    session_refused_ = true;
    return;
  }
  Cause cause = CauseOf(failure);
  // What the line did explains more than that TLS missed it.
  if (failure == TlsFailure::kUnderlyingClosed && tcp_->Failure() != LinkFailure::kNone) {
    cause = CauseOf(tcp_->Failure());
  }
  Text<kErrorTextMaxBytes> detail;
  const TlsCertificateFacts& facts = tls_filter_.certificate();
  if (facts.present) {
    AssignCut(detail, View(facts.subject));
    if (!facts.names.empty() && Append(detail, " [")) {
      Text<kErrorTextMaxBytes> names;
      AssignCut(names, View(facts.names));
      static_cast<void>(Append(detail, View(names)));
      static_cast<void>(Append(detail, "]"));
    }
    if (!facts.issuer.empty() && Append(detail, ", issued by ")) static_cast<void>(Append(detail, View(facts.issuer)));
  }
  if (failure != TlsFailure::kUnderlyingClosed && !quiet_)
    LogTlsFailure(tls_services_.events, View(peer_.host), cause, View(detail));
  FailWith(cause, View(detail));
}

void Connection::FailWith(Cause cause, std::string_view detail) {
  AssignCut(detail_, detail);  // a proxy's words lie in the tunnel's buffer
  tunnel_.Clear(now_);
  tls_filter_.Reset();
  if (tcp_ != nullptr) {
    tcp_->Abort();
    network_.ReleaseStream(*tcp_);
    tcp_ = nullptr;
  }
  tls_on_ = false;
  tls_busy_ = false;
  deadline_ = kNever;
  cause_ = cause;
  phase_ = ConnectionPhase::kFailed;
}

size_t Connection::Send(ConstBytes data) {
  if (phase_ != ConnectionPhase::kOpen) return 0;
  return tls_on_ ? tls_filter_.Send(data) : tcp_->Send(data);
}

size_t Connection::Receive(Bytes into) {
  if (phase_ != ConnectionPhase::kOpen) return 0;
  return tls_on_ ? tls_filter_.Receive(into) : tcp_->Receive(into);
}

bool Connection::Ended() const {
  if (phase_ != ConnectionPhase::kOpen) return phase_ != ConnectionPhase::kHandshaking;
  return tls_on_ ? tls_filter_.Ended() : tcp_->Ended();
}

Cause Connection::LineCause() const {
  if (phase_ == ConnectionPhase::kFailed) return cause_;
  if (tcp_ != nullptr && tcp_->Failure() != LinkFailure::kNone) return CauseOf(tcp_->Failure());
  return Cause::kNone;
}

bool Connection::name_known() const {
  if (tcp_ == nullptr) return false;
  const LinkPhase phase = tcp_->Phase();
  return phase == LinkPhase::kConnecting || phase == LinkPhase::kOpen || phase == LinkPhase::kPeerClosed;
}

std::optional<IpAddress> Connection::local_address() const {
  return tcp_ != nullptr ? tcp_->LocalAddress() : std::nullopt;
}

void Connection::EndSending() {
  tls_filter_.CloseNotify();
  tls_filter_.Poll();
}

void Connection::Close() {
  if (tcp_ != nullptr) {
    if (tls_on_ && phase_ == ConnectionPhase::kOpen) {
      tls_filter_.CloseNotify();
      tls_filter_.Poll();
    }
    tls_filter_.Reset();
    tcp_->Close();
    network_.ReleaseStream(*tcp_);
    tcp_ = nullptr;
  }
  Abort();
}

void Connection::Abort() {
  FailWith(Cause::kNone);
  phase_ = ConnectionPhase::kIdle;
}

}  // namespace tegami
