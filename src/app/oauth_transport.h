// SPDX-License-Identifier: MIT
// Carries out the requests of OAuth machines: one HTTPS exchange at a time.
#pragma once

#include "app/connection.h"
#include "http/exchange.h"
#include "oauth/flow.h"

namespace tegami {

// Drive: Begin() with a flow that wants kRequest, Poll() until idle. The connection is kept for the next request to the
// same server where the flow may use a kept one: polls of a device flow then cost one round trip.
class OauthTransport {
 public:
  OauthTransport(Network& network, TlsServices& tls, Bytes work, Tracer* tracer)
      : connection_(network, tls), http_(work, tracer) {}

  // `keep`: keep the connection afterwards, and use a kept one.
  void Begin(OauthFlow& flow, bool keep, Instant now);
  void Poll(Instant now);

  // Drops the request under way: its flow was cancelled.
  void Drop(Instant now);

  bool idle() const { return flow_ == nullptr; }
  // The flow that is being served.
  const OauthFlow* flow() const { return flow_; }
  Instant wake_by() const;
  // Why the last request got no response; kNone where it got one.
  Cause cause() const { return cause_; }
  std::string_view detail() const { return connection_.detail(); }

 private:
  void PollExchange(Instant now);
  void Deliver(Instant now);
  void GiveUp(OauthOutage why, Cause cause, Instant now);

  Connection connection_;
  HttpExchange http_;
  OauthFlow* flow_ = nullptr;
  Endpoint server_;
  Instant kept_until_;
  bool keep_ = false;
  bool connection_kept_ = false;
  bool begun_ = false;
  bool closed_told_ = false;
  HttpRequest request_;
  Cause cause_ = Cause::kNone;
};

}  // namespace tegami
