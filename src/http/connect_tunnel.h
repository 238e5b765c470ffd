// SPDX-License-Identifier: MIT
// The way through an HTTP proxy: CONNECT (RFC 9110 §9.3.6), with Basic (RFC 7617) or without. Sans-I/O: the caller
// moves the bytes.
#pragma once

#include <string_view>

#include "http/limits.h"
#include "http/outgoing.h"
#include "tegami/base/bytes.h"
#include "tegami/base/trace.h"

namespace tegami {

enum class TunnelFailure : uint8_t {
#define TEGAMI_TUNNEL_FAILURE(name, text) name,
#include "http/connect_failure.def"
#undef TEGAMI_TUNNEL_FAILURE
};

// The enumerator's name ("kTimedOut"), for logs. Static storage.
constexpr const char* TunnelFailureName(TunnelFailure failure) {
  switch (failure) {
#define TEGAMI_TUNNEL_FAILURE(name, text) \
  case TunnelFailure::name: return #name;
#include "http/connect_failure.def"
#undef TEGAMI_TUNNEL_FAILURE
  }
  return "?";
}

// Where to, and who we are. Views: ConnectTunnel::Begin() copies all of it.
struct TunnelRequest {
  std::string_view host;  // a name or an address; IPv6 without brackets
  uint16_t port = 443;
  std::string_view user;  // empty: no Proxy-Authorization
  std::string_view password;
  int64_t timeout_cap_ms = 0;  // upper bound of the time-out, for tests; 0: none
};

// Commands: Begin() once the connection to the proxy is open; Abort(), Clear().
// Inputs:   OnBytes, OnPeerClosed, OnTick: whenever it happened. While the request is sent, no octets are taken.
// Outputs:  Next() says what is wanted now; Sent() that octets of a kSend were taken.
// Getters:  failure(), status() and reason() after kFailed.
//
// kOpen: the line is the caller's, to speak TLS with the host through it. What the proxy said behind its answer is
// refused then: it would be taken for the host's. The body of a refusal is not read. Credentials lie in the work buffer
// from Begin() until the request is sent, nowhere else and no longer.
class ConnectTunnel {
 public:
  enum class Want : uint8_t {
    kNothing,  // Begin() was not called
    kSend,     // `bytes` to be sent; then Sent()
    kInput,    // the proxy's octets
    kOpen,
    kFailed,  // failure() says why; close the connection
  };

  struct Step {
    Want want = Want::kNothing;
    ConstBytes bytes;          // of kSend: valid until the next non-const call
    Instant wake_by = kNever;  // OnTick() then at the latest
  };

  // `tracer` (may be null) outlives the tunnel.
  explicit ConnectTunnel(Tracer* tracer = nullptr) : tracer_(tracer) {}
  ConnectTunnel(const ConnectTunnel&) = delete;
  ConnectTunnel& operator=(const ConnectTunnel&) = delete;

  // `work` has kTunnelHeadMaxBytes (a smaller one refuses more) and is the tunnel's until kOpen, or until Clear().
  // A request that cannot be written ends in kFailed at once, without an octet.
  void Begin(const TunnelRequest& request, Bytes work, Instant now);

  // Ends at once: kFailed with kAborted.
  void Abort(Instant now);

  // Wipes the work buffer and lets go of it.
  void Clear(Instant now);

  // Any split. Returns how many octets were used.
  size_t OnBytes(ConstBytes in, Instant now);
  void OnPeerClosed(Instant now);
  void OnTick(Instant now);

  [[nodiscard]] Step Next() const;

  // `count` octets of the step's bytes were taken, from the front.
  void Sent(size_t count, Instant now);

  TunnelFailure failure() const { return failure_; }
  // The proxy's own answer: the status, 0 where there is none, and its words (untrusted, in the work buffer).
  uint16_t status() const { return status_; }
  std::string_view reason() const { return reason_; }
  const char* state_name() const;

 private:
  enum class State : uint8_t {
#define TEGAMI_TUNNEL_STATE(name, text) name,
#include "http/connect_states.def"
#undef TEGAMI_TUNNEL_STATE
  };

  static const char* Name(State state);
  static bool Legal(State from, State to);
  void Enter(State next, Instant now);  // the only writer of state_
  void FailWith(TunnelFailure failure, Instant now);
  void Reset(Instant now);
  size_t TakeHead(ConstBytes in, Instant now);
  void OnHeadEnd(int status, size_t head_end, Instant now);
  bool Running() const { return state_ == State::kSendRequest || state_ == State::kAwaitHead; }

  Tracer* tracer_;
  Bytes work_;
  State state_ = State::kIdle;
  TunnelFailure failure_ = TunnelFailure::kNone;
  uint8_t interim_ = 0;
  uint16_t status_ = 0;
  std::string_view reason_;
  OutgoingRequest request_;
  size_t head_begin_ = 0;  // where in work_ the head in progress stands, behind interim ones
  size_t head_size_ = 0;   // octets of it so far
  Instant deadline_ = kNever;
};

}  // namespace tegami
