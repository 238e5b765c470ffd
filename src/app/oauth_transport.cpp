// SPDX-License-Identifier: MIT
// One request of an OAuth machine over TLS.
#include "app/oauth_transport.h"

namespace tegami {
namespace {

constexpr int kStepsPerPoll = 16;
constexpr size_t kReceiveBytes = 1024;
// An answer longer than this has tokens in it, and no request follows.
constexpr size_t kShortAnswerBytes = 4096;

}  // namespace

void OauthTransport::Begin(OauthFlow& flow, bool keep, Instant now) {
  cause_ = Cause::kNone;
  if (!flow.WriteRequest(http_.FormRoom(), request_, now)) return;
  flow_ = &flow;
  keep_ = keep;
  begun_ = false;
  closed_told_ = false;
  Endpoint server;
  server.port = request_.url.port;
  if (!Assign(server.host, request_.url.host)) {
    GiveUp(OauthOutage::kUnreachable, Cause::kInvalidSetting, now);
    return;
  }
  const bool same = server.port == server_.port && server.host == server_.host;
  const bool kept = connection_kept_ && keep && same && connected_revision_ == book_.revision() && now < kept_until_ &&
                    connection_.phase() == ConnectionPhase::kOpen && !connection_.Ended();
  connection_kept_ = false;
  request_.keep_alive = keep;
  request_.kept_connection = kept;
  server_ = server;
  // OAuth endpoints are always verified (design rule 2): there is no setting for it.
  if (kept) return;
  connected_revision_ = book_.revision();
  connection_.OpenThroughProxy(server_, book_, tunnel_work_, request_.timeout_cap_ms, now);
}

void OauthTransport::Poll(Instant now) {
  if (flow_ == nullptr) {
    if (connection_kept_ && (now >= kept_until_ || connection_.Ended())) {
      connection_.Close();
      connection_kept_ = false;
    }
    return;
  }
  connection_.Poll(now);
  if (connection_.phase() == ConnectionPhase::kFailed && !begun_) {
    const Cause cause = connection_.cause();
    const bool silent = cause == Cause::kServerSilent || cause == Cause::kConnectionTimedOut;
    GiveUp(silent ? OauthOutage::kTimedOut : OauthOutage::kUnreachable, cause, now);
    return;
  }
  if (!begun_ && connection_.phase() == ConnectionPhase::kOpen) {
    begun_ = true;
    http_.Begin(request_, now);
  }
  if (begun_) PollExchange(now);
}

// The octets may be tokens: they stay in the exchange's buffer alone, which is wiped.
void OauthTransport::Receive(Instant now) {
  std::array<uint8_t, kReceiveBytes> octets;
  size_t most = 0;
  while (const size_t count = connection_.Receive(octets)) {
    most = std::max(most, count);
    http_.OnBytes(ConstBytes(octets).first(count), now);
  }
  Wipe(Bytes(octets).first(most));
}

void OauthTransport::PollExchange(Instant now) {
  for (int i = 0; i < kStepsPerPoll; ++i) {
    Receive(now);
    if (!closed_told_ && connection_.Ended()) {
      closed_told_ = true;
      http_.OnPeerClosed(now);
    }
    if (http_.Next().wake_by <= now) http_.OnTick(now);
    const HttpExchange::Step step = http_.Next();
    switch (step.want) {
      case HttpExchange::Want::kSend: {
        const size_t taken = connection_.Send(step.bytes);
        if (taken == 0) return;
        http_.Sent(taken, now);
        continue;
      }
      case HttpExchange::Want::kDone: Deliver(now); return;
      case HttpExchange::Want::kFailed: {
        const bool timed_out = http_.failure() == HttpFailure::kTimedOut;
        const OauthOutage why = http_.stale_connection() ? OauthOutage::kStaleConnection
                                : timed_out              ? OauthOutage::kTimedOut
                                                         : OauthOutage::kBrokenAnswer;
        const Cause line = connection_.LineCause();
        GiveUp(why,
               line != Cause::kNone ? line
               : timed_out          ? Cause::kServerSilent
                                    : Cause::kIdentityServiceAnswer,
               now);
        return;
      }
      case HttpExchange::Want::kNothing:
      case HttpExchange::Want::kInput: return;
    }
  }
}

void OauthTransport::Deliver(Instant now) {
  OauthFlow* flow = flow_;
  flow_ = nullptr;
  // TLS gives its memory back before tokens are read: the document that holds them must find room, whatever else is
  // going on (a rotated refresh token comes once).
  const bool another = http_.response().body.size() <= kShortAnswerBytes;
  if (keep_ && another && http_.reusable()) {
    connection_kept_ = true;
    kept_until_ = After(now, kHttpKeepAliveMs);
  } else {
    connection_.Close();
  }
  flow->OnResponse(http_.response(), now);
  http_.Clear(now);
}

void OauthTransport::GiveUp(OauthOutage why, Cause cause, Instant now) {
  OauthFlow* flow = flow_;
  flow_ = nullptr;
  cause_ = cause;
  http_.Clear(now);
  if (connection_.phase() != ConnectionPhase::kFailed) connection_.Abort();
  flow->OnUnreachable(why, now);
}

void OauthTransport::Drop(Instant now) {
  flow_ = nullptr;
  connection_kept_ = false;
  connection_.Abort();
  http_.Clear(now);
}

Instant OauthTransport::wake_by() const {
  if (flow_ == nullptr) return connection_kept_ ? kept_until_ : kNever;
  return begun_ ? http_.Next().wake_by : connection_.wake_by();
}

}  // namespace tegami
