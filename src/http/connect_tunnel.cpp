// SPDX-License-Identifier: MIT
// The tunnel's states. The request and the answer's head take turns in one buffer.
#include "http/connect_tunnel.h"

#include <array>
#include <cassert>

#include "codec/base64.h"
#include "http/head_parser.h"
#include "http/head_writer.h"
#include "http/url.h"
#include "tegami/base/secret.h"

namespace tegami {
namespace {

// RFC 7617 §2: no colon in the user, no control character in either.
bool FitForBasic(const TunnelRequest& request) {
  for (const std::string_view text : {request.user, request.password}) {
    for (const char c : text) {
      if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return false;
    }
  }
  return request.user.size() <= kProxyUserMaxBytes && request.password.size() <= kProxyPasswordMaxBytes &&
         request.user.find(':') == std::string_view::npos;
}

void WriteCredentials(HeadWriter& head, const TunnelRequest& request) {
  std::array<uint8_t, kProxyUserMaxBytes + 1 + kProxyPasswordMaxBytes> plain;
  std::array<uint8_t, Base64Size(plain.size())> encoded;
  size_t size = CopyBytes(plain, AsBytes(request.user));
  plain[size++] = ':';
  size += CopyBytes(Bytes(plain).subspan(size), AsBytes(request.password));
  const size_t encoded_size = EncodeBase64(ConstBytes(plain).first(size), encoded);
  (head << "Proxy-Authorization: Basic " << AsText(ConstBytes(encoded).first(encoded_size))).EndLine();
  Wipe(plain);
  Wipe(encoded);
}

// RFC 9112 §3.2.3: authority-form, the port always there; RFC 3986 §3.2.2: an IPv6 address stands in brackets.
void WriteAuthority(HeadWriter& head, const TunnelRequest& request) {
  const bool brackets = request.host.find(':') != std::string_view::npos;
  head << (brackets ? "[" : "") << request.host << (brackets ? "]:" : ":") << size_t{request.port};
}

Result<size_t> WriteTunnelRequest(const TunnelRequest& request, Bytes into) {
  if (!IsHostName(request.host) || !FitForBasic(request)) return Fail(Error::kInvalidArgument);
  HeadWriter head(into);
  head << "CONNECT ";
  WriteAuthority(head, request);
  (head << " HTTP/1.1").EndLine();
  head << "Host: ";
  WriteAuthority(head, request);
  head.EndLine();
  (head << "User-Agent: Tegami/1").EndLine();
  if (!request.user.empty()) WriteCredentials(head, request);
  head.EndLine();
  return head.Finish();
}

TunnelFailure FailureOf(int status) {
  switch (status) {
    case 401:  // tinyproxy, where credentials came and are wrong
    case 407: return TunnelFailure::kAuthentication;
    case 502:
    case 503: return TunnelFailure::kTargetUnreachable;
    case 504: return TunnelFailure::kTargetTimedOut;
    default: return TunnelFailure::kRefused;
  }
}

}  // namespace

const char* ConnectTunnel::Name(State state) {
  switch (state) {
#define TEGAMI_TUNNEL_STATE(name, text) \
  case State::name: return #name;
#include "http/connect_states.def"
#undef TEGAMI_TUNNEL_STATE
  }
  return "?";
}

bool ConnectTunnel::Legal(State from, State to) {
#define TEGAMI_TUNNEL_TRANSITION(a, b, why) \
  if (from == State::a && to == State::b) return true;
#include "http/connect_states.def"
#undef TEGAMI_TUNNEL_TRANSITION
  return false;
}

void ConnectTunnel::Enter(State next, Instant now) {
  assert(Legal(state_, next));
  if (tracer_ != nullptr) tracer_->OnTransition("tunnel", Name(state_), Name(next), now);
  state_ = next;
}

const char* ConnectTunnel::state_name() const { return Name(state_); }

void ConnectTunnel::FailWith(TunnelFailure failure, Instant now) {
  failure_ = failure;
  deadline_ = kNever;
  if (state_ != State::kAwaitHead) Wipe(work_);  // the request; an answer's words may still be shown
  Enter(State::kFailed, now);
}

void ConnectTunnel::Reset(Instant now) {
  if (Running()) FailWith(TunnelFailure::kAborted, now);
  if (state_ != State::kIdle) Enter(State::kIdle, now);
  failure_ = TunnelFailure::kNone;
  interim_ = 0;
  status_ = 0;
  reason_ = {};
  head_begin_ = head_size_ = 0;
  deadline_ = kNever;
}

void ConnectTunnel::Begin(const TunnelRequest& request, Bytes work, Instant now) {
  Reset(now);
  work_ = work.first(std::min(work.size(), kTunnelHeadMaxBytes));
  const Result<size_t> size = WriteTunnelRequest(request, work_);
  if (!size) {
    FailWith(TunnelFailure::kUnwritable, now);
    return;
  }
  request_.Begin(work_.first(*size));
  deadline_ = After(now, CappedMs(kTunnelTimeoutMs, request.timeout_cap_ms));
  Enter(State::kSendRequest, now);
}

void ConnectTunnel::Abort(Instant now) {
  if (Running()) FailWith(TunnelFailure::kAborted, now);
}

void ConnectTunnel::Clear(Instant now) {
  Reset(now);
  Wipe(work_);
  work_ = {};
}

size_t ConnectTunnel::OnBytes(ConstBytes in, Instant now) {
  size_t used = 0;
  while (used < in.size() && state_ == State::kAwaitHead) used += TakeHead(in.subspan(used), now);
  // The first words behind a 2xx are ours: TLS begins with the client.
  if (used < in.size() && state_ == State::kOpen) FailWith(TunnelFailure::kOctetsBehindHead, now);
  return used;
}

size_t ConnectTunnel::TakeHead(ConstBytes in, Instant now) {
  const Bytes room = work_.subspan(head_begin_);
  const size_t before = head_size_;
  head_size_ += CopyBytes(room.subspan(before), in);
  HeadParser head;
  const HeadParser::Verdict verdict = head.Parse(room.first(head_size_), before);
  if (verdict == HeadParser::Verdict::kWhole) {
    reason_ = head.reason();
    OnHeadEnd(head.status(), head.size(), now);
    return head.size() - before;
  }
  if (verdict == HeadParser::Verdict::kNotHttp) {
    FailWith(TunnelFailure::kNotHttp, now);
  } else if (verdict == HeadParser::Verdict::kTooLarge || head_size_ == room.size()) {
    FailWith(TunnelFailure::kHeadTooLarge, now);
  }
  return head_size_ - before;
}

// RFC 9110 §9.3.6: Content-Length and Transfer-Encoding of a 2xx to CONNECT mean nothing, so no field is looked at.
void ConnectTunnel::OnHeadEnd(int status, size_t head_end, Instant now) {
  if (status >= 100 && status < 200 && status != 101) {
    head_begin_ += head_end;
    head_size_ = 0;
    reason_ = {};
    if (++interim_ > kHttpInterimMax || head_begin_ == work_.size()) FailWith(TunnelFailure::kHeadTooLarge, now);
    return;
  }
  if (status < 100 || status > 599) return FailWith(TunnelFailure::kNotHttp, now);
  status_ = static_cast<uint16_t>(status);
  if (status < 200 || status > 299) return FailWith(FailureOf(status), now);
  deadline_ = kNever;
  Enter(State::kOpen, now);
}

void ConnectTunnel::OnPeerClosed(Instant now) {
  if (Running()) FailWith(TunnelFailure::kClosed, now);
}

void ConnectTunnel::OnTick(Instant now) {
  if (Running() && now >= deadline_) FailWith(TunnelFailure::kTimedOut, now);
}

ConnectTunnel::Step ConnectTunnel::Next() const {
  switch (state_) {
    case State::kIdle: return {};
    case State::kSendRequest: return {Want::kSend, request_.rest(), deadline_};
    case State::kAwaitHead: return {Want::kInput, {}, deadline_};
    case State::kOpen: return {Want::kOpen, {}, kNever};
    case State::kFailed: return {Want::kFailed, {}, kNever};
  }
  return {};
}

void ConnectTunnel::Sent(size_t count, Instant now) {
  if (state_ == State::kSendRequest && request_.Sent(count)) Enter(State::kAwaitHead, now);
}

}  // namespace tegami
