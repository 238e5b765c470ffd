// SPDX-License-Identifier: MIT
// The way through a proxy. The password is in memory while CONNECT is written and until it has left.
#include "app/connection.h"

namespace tegami {
namespace {

constexpr int kStepsPerPoll = 8;
constexpr size_t kReceiveBytes = 256;

void AppendStatus(uint16_t status, AnyText& text) {
  const char digits[] = {static_cast<char>('0' + status / 100), static_cast<char>('0' + status / 10 % 10),
                         static_cast<char>('0' + status % 10), ' '};
  static_cast<void>(Append(text, {digits, sizeof(digits)}));
}

}  // namespace

void Connection::OpenThroughProxy(const Endpoint& peer, AccountBook& book, Bytes work, int64_t timeout_cap_ms,
                                  Instant now) {
  Abort();
  now_ = now;
  ProxySettings proxy;
  // Fail closed: who set a proxy does not want a connection past it.
  if (!book.LoadGroup(proxy)) return FailWith(Cause::kStorageFailed);
  if (!proxy.enabled) return Open(peer, true, TlsVerification::kFull, timeout_cap_ms, now);
  proxy_book_ = &book;
  tunnel_work_ = work;
  peer_ = peer;
  tls_first_ = true;
  verification_ = TlsVerification::kFull;
  timeout_cap_ms_ = timeout_cap_ms;
  session_refused_ = false;
  phase_ = ConnectionPhase::kWaitingForSlot;
  SetDeadline(kConnectTimeoutMs, now);
  TryAcquire(now);
}

// Why the first hop does not answer. Without a link nobody has to look at the proxy.
Cause Connection::DialCause(LinkFailure failure) const {
  return proxy_book_ == nullptr || failure == LinkFailure::kNoLink ? CauseOf(failure) : Cause::kProxyUnreachable;
}

void Connection::BeginTunnel(Instant now) {
  // Settings that changed while we dialled: what is stored now may be for another proxy's eyes.
  if (proxy_book_->revision() != proxy_revision_) {
    return OpenThroughProxy(peer_, *proxy_book_, tunnel_work_, timeout_cap_ms_, now);
  }
  ProxySettings proxy;
  ProxyPassword password;
  const Status loaded = proxy_book_->LoadGroup(proxy);
  const Status secret = proxy_book_->LoadProxyPassword(password);
  if (!loaded || (!secret && secret.error() != Error::kNotFound)) return FailWith(Cause::kStorageFailed);
  TunnelRequest request;
  request.host = View(peer_.host);
  request.port = peer_.port;
  request.user = View(proxy.user);
  request.password = password.RevealText();
  request.timeout_cap_ms = timeout_cap_ms_;
  phase_ = ConnectionPhase::kTunnelling;
  tunnel_.Begin(request, tunnel_work_, now);
  deadline_ = tunnel_.Next().wake_by;
}

void Connection::PollTunnel(Instant now) {
  for (int i = 0; i < kStepsPerPoll; ++i) {
    tunnel_.OnTick(now);
    const ConnectTunnel::Step step = tunnel_.Next();
    size_t moved = 0;
    if (step.want == ConnectTunnel::Want::kSend) {
      moved = tcp_->Send(step.bytes);
      tunnel_.Sent(moved, now);
    } else if (step.want == ConnectTunnel::Want::kInput || step.want == ConnectTunnel::Want::kOpen) {
      std::array<uint8_t, kReceiveBytes> octets;
      moved = tcp_->Receive(octets);
      tunnel_.OnBytes(ConstBytes(octets).first(moved), now);
    }
    if (moved == 0 && tcp_->Ended()) tunnel_.OnPeerClosed(now);
    if (tunnel_.Next().want == ConnectTunnel::Want::kFailed) return FailTunnel();
    if (moved != 0) continue;
    if (step.want != ConnectTunnel::Want::kOpen) return;
    tunnel_.Clear(now);
    StartTls(now);
    return;
  }
  deadline_ = Instant{};  // more can be done at once
}

void Connection::FailTunnel() {
  Text<kErrorTextMaxBytes> words;
  if (tunnel_.status() != 0) {
    AppendStatus(tunnel_.status(), words);
    Text<kHttpFieldTextMaxBytes> reason;
    AssignCut(reason, tunnel_.reason());
    static_cast<void>(Append(words, View(reason)));
  }
  FailWith(CauseOf(tunnel_.failure()), View(words));
}

}  // namespace tegami
