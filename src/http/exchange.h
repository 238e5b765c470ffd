// SPDX-License-Identifier: MIT
// One HTTP/1.1 request and its response (RFC 9110, 9112), the client's half. Sans-I/O: the caller moves the bytes.
#pragma once

#include <picohttpparser.h>

#include <span>

#include "http/failure.h"
#include "http/outgoing.h"
#include "http/request.h"
#include "http/response.h"
#include "tegami/base/trace.h"

namespace tegami {

// Commands: Begin() once the connection is open (TLS included), again for the next request on a kept one; Abort(),
// Clear(). Inputs:   OnBytes, OnPeerClosed, OnTick: whenever it happened. Octets may be handed in while the request is
// sent. Outputs:  Next() says what is wanted now; Sent() that octets of a kSend were taken. Getters:  response() after
// kDone, failure() after kFailed, reusable().
//
// Redirects are not followed, interim responses (1xx) are skipped. One work buffer, the caller's, holds in turn the
// request, the response's head and its body; what was in it is wiped when it is no longer needed, and by Clear().
class HttpExchange {
 public:
  enum class Want : uint8_t {
    kNothing,  // Begin() was not called
    kSend,     // `bytes` to be sent; then Sent()
    kInput,    // the server's octets
    kDone,     // response() stands
    kFailed,   // failure() says why; close the connection
  };

  struct Step {
    Want want = Want::kNothing;
    ConstBytes bytes;          // of kSend: valid until the next non-const call
    Instant wake_by = kNever;  // OnTick() then at the latest
  };

  // `work` has kHttpWorkBytes or more (a smaller one refuses more); it and `tracer` (may be null) outlive the exchange.
  explicit HttpExchange(Bytes work, Tracer* tracer = nullptr);
  HttpExchange(const HttpExchange&) = delete;
  HttpExchange& operator=(const HttpExchange&) = delete;

  // --- Commands

  // The part of the work buffer where a form may be written before Begin(): it spares a second buffer.
  Bytes FormRoom() const;

  // Starts a request. All views of `request` may go when the call returns; form, query and authorization may lie in
  // FormRoom(). A request that cannot be written ends in kFailed at once, without an octet.
  void Begin(const HttpRequest& request, Instant now);

  // Ends at once: kFailed with kAborted.
  void Abort(Instant now);

  // Wipes the work buffer and forgets the response.
  void Clear(Instant now);

  // --- Inputs

  // Octets from the server, any split. Returns how many were used: all, unless the exchange has ended.
  size_t OnBytes(ConstBytes in, Instant now);
  void OnPeerClosed(Instant now);
  void OnTick(Instant now);

  // --- Outputs

  [[nodiscard]] Step Next() const;

  // `count` octets of the step's bytes were taken, from the front.
  void Sent(size_t count, Instant now);

  // --- Getters

  const HttpResponse& response() const { return response_; }
  HttpFailure failure() const { return failure_; }

  // After kDone: the connection may carry the next Begin(), within kHttpKeepAliveMs. False: close it.
  bool reusable() const;

  // After kFailed: the request went out on a kept connection that the server had closed meanwhile. It may be repeated
  // on a new one where doing it twice does no harm (RFC 9112 §9.3.1): a poll may, a refresh may not.
  bool stale_connection() const { return failure_ == HttpFailure::kClosedUnanswered && kept_connection_; }

  const char* state_name() const;

 private:
  enum class State : uint8_t {
#define TEGAMI_HTTP_STATE(name, text) name,
#include "http/exchange_states.def"
#undef TEGAMI_HTTP_STATE
  };

  static const char* Name(State state);
  static bool Legal(State from, State to);
  void Enter(State next, Instant now);  // the only writer of state_
  void FailWith(HttpFailure failure, Instant now);
  void Reset(Instant now);
  size_t TakeHead(ConstBytes in, Instant now);
  void OnHeadEnd(int status, int minor_version, std::span<const phr_header> fields, Instant now);
  size_t TakeBody(ConstBytes in, Instant now);
  size_t TakeChunks(ConstBytes in, Instant now);
  bool AppendToBody(ConstBytes octets, Instant now);
  bool GiveToSink(ConstBytes octets, Instant now);
  void FinishBody(Instant now);
  // What a body may have at most; a sink says itself when it is too much.
  uint64_t BodyMax() const { return sink_ != nullptr ? UINT64_MAX : work_.size(); }
  bool Ended() const { return state_ == State::kDone || state_ == State::kFailed; }
  Instant Deadline() const;

  Bytes work_;
  Tracer* tracer_;
  State state_ = State::kIdle;
  HttpFailure failure_ = HttpFailure::kNone;
  bool keep_alive_ = false;
  bool kept_connection_ = false;
  uint8_t interim_ = 0;
  OutgoingRequest request_;
  size_t head_begin_ = 0;  // where in work_ the head in progress stands
  size_t head_size_ = 0;   // octets of it so far
  size_t heads_size_ = 0;  // octets of the interim ones before it
  size_t body_size_ = 0;
  size_t body_expected_ = 0;
  HttpBodySink* sink_ = nullptr;  // of the request; null too for an answer that is no 200
  size_t piece_bytes_ = 0;
  size_t piece_size_ = 0;  // octets of the piece in progress, at the front of work_
  size_t wire_size_ = 0;   // octets received
  phr_chunked_decoder decoder_{};
  Instant started_;
  Instant moved_;  // last octet in either direction
  int64_t timeout_cap_ms_ = 0;
  HttpResponse response_;
};

}  // namespace tegami
