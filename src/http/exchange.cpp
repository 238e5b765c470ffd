// SPDX-License-Identifier: MIT
// The exchange's states. picohttpparser wants a head whole, so the head is collected in the buffer that the body will
// fill: it costs no memory of its own.
#include "http/exchange.h"

#include <array>
#include <cassert>

#include "http/head_parser.h"
#include "http/response_head.h"
#include "tegami/base/renew.h"
#include "tegami/base/secret.h"

namespace tegami {
namespace {

// Chunks are decoded in pieces of this, beside the body: the buffer may be full when the last chunk comes.
constexpr size_t kChunkPieceBytes = 128;

}  // namespace

HttpExchange::HttpExchange(Bytes work, Tracer* tracer) : work_(work), tracer_(tracer) {}

const char* HttpExchange::Name(State state) {
  switch (state) {
#define TEGAMI_HTTP_STATE(name, text) \
  case State::name: return #name;
#include "http/exchange_states.def"
#undef TEGAMI_HTTP_STATE
  }
  return "?";
}

bool HttpExchange::Legal(State from, State to) {
#define TEGAMI_HTTP_TRANSITION(a, b, why) \
  if (from == State::a && to == State::b) return true;
#include "http/exchange_states.def"
#undef TEGAMI_HTTP_TRANSITION
  return false;
}

void HttpExchange::Enter(State next, Instant now) {
  assert(Legal(state_, next));
  if (tracer_ != nullptr) {
    tracer_->OnTransition("http", Name(state_), Name(next), now);
    if (next == State::kDone) tracer_->OnCount("http", "octets_received", wire_size_, now);
  }
  state_ = next;
}

const char* HttpExchange::state_name() const { return Name(state_); }

void HttpExchange::FailWith(HttpFailure failure, Instant now) {
  failure_ = failure;
  keep_alive_ = false;
  Wipe(work_);
  Renew(response_);
  Enter(State::kFailed, now);
}

// --- Commands

Bytes HttpExchange::FormRoom() const {
  return work_.size() > kHttpRequestHeadMaxBytes ? work_.subspan(kHttpRequestHeadMaxBytes) : Bytes();
}

void HttpExchange::Reset(Instant now) {
  if (state_ != State::kIdle) {
    if (!Ended()) Enter(State::kFailed, now);
    Enter(State::kIdle, now);
  }
  failure_ = HttpFailure::kNone;
  keep_alive_ = false;
  interim_ = 0;
  head_begin_ = head_size_ = heads_size_ = 0;
  body_size_ = body_expected_ = wire_size_ = 0;
  sink_ = nullptr;
  piece_size_ = 0;
  decoder_ = phr_chunked_decoder{};
  decoder_.consume_trailer = 1;
  Renew(response_);
}

void HttpExchange::Begin(const HttpRequest& request, Instant now) {
  Reset(now);
  started_ = moved_ = now;
  timeout_cap_ms_ = request.timeout_cap_ms;
  kept_connection_ = request.kept_connection;
  sink_ = request.sink;
  piece_bytes_ = std::min(request.piece_bytes, work_.size());
  const Result<size_t> head_size =
      WriteRequestHead(request, work_.first(std::min(work_.size(), kHttpRequestHeadMaxBytes)));
  const size_t form_size = request.method == HttpMethod::kPost ? request.form.size() : 0;
  if (!head_size || form_size > work_.size() - *head_size) {
    FailWith(HttpFailure::kRequestTooLong, now);
    return;
  }
  // The form may lie further behind in the same buffer.
  if (form_size != 0) std::memmove(work_.data() + *head_size, request.form.data(), form_size);
  const size_t request_size = *head_size + form_size;
  Wipe(work_.subspan(request_size));
  request_.Begin(work_.first(request_size));
  head_begin_ = request_size;  // an early head must not overwrite what is still to be sent
  keep_alive_ = request.keep_alive;
  Enter(State::kSendRequest, now);
}

void HttpExchange::Abort(Instant now) {
  if (state_ != State::kIdle && !Ended()) FailWith(HttpFailure::kAborted, now);
}

void HttpExchange::Clear(Instant now) {
  Reset(now);
  Wipe(work_);
}

// --- Inputs

size_t HttpExchange::OnBytes(ConstBytes in, Instant now) {
  size_t used = 0;
  if (!in.empty() && state_ != State::kIdle && !Ended()) moved_ = now;
  while (used < in.size() && state_ != State::kIdle && !Ended()) {
    const ConstBytes rest = in.subspan(used);
    size_t taken = 0;
    switch (state_) {
      case State::kSendRequest:
      case State::kAwaitHead: taken = TakeHead(rest, now); break;
      case State::kAwaitBody:
      case State::kAwaitClose: taken = TakeBody(rest, now); break;
      case State::kAwaitChunks: taken = TakeChunks(rest, now); break;
      case State::kIdle:
      case State::kDone:
      case State::kFailed: break;
    }
    used += taken;
  }
  // Octets that nobody asked for: this connection is out of step (RFC 9112 §9.2).
  if (used < in.size()) keep_alive_ = false;
  return used;
}

size_t HttpExchange::TakeHead(ConstBytes in, Instant now) {
  const size_t limit = std::min(kHttpHeadMaxBytes - heads_size_, work_.size() - head_begin_);
  const size_t before = head_size_;
  head_size_ += CopyBytes(work_.subspan(head_begin_ + head_size_, limit - head_size_), in);
  HeadParser head;
  const HeadParser::Verdict verdict = head.Parse(work_.subspan(head_begin_, head_size_), before);
  if (verdict == HeadParser::Verdict::kWhole) {
    const size_t taken = head.size() - before;
    wire_size_ += taken;
    heads_size_ += head.size();
    head_size_ = 0;
    OnHeadEnd(head.status(), head.minor_version(), head.fields(), now);
    return taken;
  }
  const size_t taken = head_size_ - before;
  if (verdict == HeadParser::Verdict::kNotHttp) {
    FailWith(HttpFailure::kNotHttp, now);
  } else if (verdict == HeadParser::Verdict::kTooLarge || head_size_ == limit) {
    FailWith(HttpFailure::kHeadTooLarge, now);
  }
  wire_size_ += taken;
  return taken;
}

void HttpExchange::OnHeadEnd(int status, int minor_version, std::span<const phr_header> fields, Instant now) {
  if (status >= 100 && status < 200) {
    // RFC 9110 §15.2: interim responses come unasked and are skipped; §15.2.2: 101 would be another protocol.
    if (status == 101) return FailWith(HttpFailure::kUnsupported, now);
    if (++interim_ > kHttpInterimMax || heads_size_ >= kHttpHeadMaxBytes) {
      return FailWith(HttpFailure::kHeadTooLarge, now);
    }
    if (state_ == State::kAwaitHead) head_begin_ = 0;
    return;
  }
  HttpResponseHead head;
  const HttpFailure failure = ReadResponseHead(status, minor_version, fields, response_, head);
  if (failure != HttpFailure::kNone) return FailWith(failure, now);
  // RFC 9112 §9.5: an answer before the request's end; the rest of it is not sent.
  keep_alive_ = keep_alive_ && head.keep_alive && state_ != State::kSendRequest;
  Wipe(work_);
  if (response_.status != 200) sink_ = nullptr;
  switch (head.framing) {
    case HttpFraming::kNoBody: return Enter(State::kDone, now);
    case HttpFraming::kLength:
      if (head.length > BodyMax()) return FailWith(HttpFailure::kBodyTooLarge, now);
      body_expected_ = static_cast<size_t>(head.length);
      return Enter(State::kAwaitBody, now);
    case HttpFraming::kChunked: return Enter(State::kAwaitChunks, now);
    case HttpFraming::kUntilClose: return Enter(State::kAwaitClose, now);
  }
}

bool HttpExchange::AppendToBody(ConstBytes octets, Instant now) {
  if (octets.size() > BodyMax() - body_size_) {
    FailWith(HttpFailure::kBodyTooLarge, now);
    return false;
  }
  if (sink_ != nullptr) return GiveToSink(octets, now);
  body_size_ += CopyBytes(work_.subspan(body_size_), octets);
  response_.body = work_.first(body_size_);
  return true;
}

bool HttpExchange::GiveToSink(ConstBytes octets, Instant now) {
  body_size_ += octets.size();
  while (!octets.empty()) {
    const size_t taken = CopyBytes(work_.subspan(piece_size_, piece_bytes_ - piece_size_), octets);
    if (taken == 0) break;
    piece_size_ += taken;
    octets = octets.subspan(taken);
    if (piece_size_ < piece_bytes_) break;
    piece_size_ = 0;
    if (sink_->OnBody(work_.first(piece_bytes_))) continue;
    FailWith(HttpFailure::kAborted, now);
    return false;
  }
  return true;
}

void HttpExchange::FinishBody(Instant now) {
  if (sink_ != nullptr && piece_size_ != 0 && !sink_->OnBody(work_.first(piece_size_))) {
    FailWith(HttpFailure::kAborted, now);
  } else {
    Enter(State::kDone, now);
  }
}

size_t HttpExchange::TakeBody(ConstBytes in, Instant now) {
  if (state_ == State::kAwaitBody) in = in.first(std::min(in.size(), body_expected_ - body_size_));
  wire_size_ += in.size();
  if (AppendToBody(in, now) && state_ == State::kAwaitBody && body_size_ == body_expected_) FinishBody(now);
  return in.size();
}

size_t HttpExchange::TakeChunks(ConstBytes in, Instant now) {
  std::array<char, kChunkPieceBytes> piece{};
  const size_t offered = std::min(in.size(), piece.size());
  std::memcpy(piece.data(), in.data(), offered);
  size_t size = offered;
  const ssize_t left = phr_decode_chunked(&decoder_, piece.data(), &size);
  const size_t taken = left > 0 ? offered - static_cast<size_t>(left) : offered;
  wire_size_ += taken;
  if (left == -1) {
    FailWith(HttpFailure::kBadFraming, now);
  } else if (wire_size_ - (sink_ != nullptr ? body_size_ : 0) > kHttpWireMaxBytes) {
    FailWith(HttpFailure::kBodyTooLarge, now);
  } else if (AppendToBody(AsBytes({piece.data(), size}), now)) {
    if (left >= 0) {
      FinishBody(now);
    } else if (decoder_.bytes_left_in_chunk > BodyMax() - body_size_) {
      FailWith(HttpFailure::kBodyTooLarge, now);
    }
  }
  Wipe(Bytes(reinterpret_cast<uint8_t*>(piece.data()), piece.size()));
  return taken;
}

void HttpExchange::OnPeerClosed(Instant now) {
  keep_alive_ = false;
  switch (state_) {
    case State::kIdle:
    case State::kDone:
    case State::kFailed: return;
    case State::kSendRequest:
    case State::kAwaitHead:
      return FailWith(wire_size_ == 0 ? HttpFailure::kClosedUnanswered : HttpFailure::kTruncated, now);
    case State::kAwaitBody:
    case State::kAwaitChunks: return FailWith(HttpFailure::kTruncated, now);
    case State::kAwaitClose: return FinishBody(now);
  }
}

Instant HttpExchange::Deadline() const {
  return Earlier(After(moved_, CappedMs(kHttpIdleTimeoutMs, timeout_cap_ms_)),
                 After(started_, CappedMs(kHttpTotalTimeoutMs, timeout_cap_ms_)));
}

void HttpExchange::OnTick(Instant now) {
  if (state_ != State::kIdle && !Ended() && now >= Deadline()) FailWith(HttpFailure::kTimedOut, now);
}

// --- Outputs

HttpExchange::Step HttpExchange::Next() const {
  switch (state_) {
    case State::kIdle: return {};
    case State::kSendRequest: return {Want::kSend, request_.rest(), Deadline()};
    case State::kAwaitHead:
    case State::kAwaitBody:
    case State::kAwaitChunks:
    case State::kAwaitClose: return {Want::kInput, {}, Deadline()};
    case State::kDone: return {Want::kDone, {}, kNever};
    case State::kFailed: return {Want::kFailed, {}, kNever};
  }
  return {};
}

void HttpExchange::Sent(size_t count, Instant now) {
  if (state_ != State::kSendRequest || count == 0) return;
  moved_ = now;
  if (!request_.Sent(count)) return;
  if (head_size_ == 0) head_begin_ = 0;
  Enter(State::kAwaitHead, now);
}

bool HttpExchange::reusable() const { return state_ == State::kDone && keep_alive_; }

}  // namespace tegami
