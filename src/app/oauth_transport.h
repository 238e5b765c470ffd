// SPDX-License-Identifier: MIT
// Carries out the requests of OAuth machines: one HTTPS exchange at a time.
#pragma once

#include "app/connection.h"
#include "app/oauth_line.h"
#include "http/exchange.h"

namespace tegami {

// Drive: Begin() with a flow that wants kRequest, Poll() until idle. The connection is kept for the next request to the
// same server where the flow may use a kept one: polls of a device flow then cost one round trip.
class OauthTransport final : public OauthLine {
 public:
  // Goes through the proxy of `book`, where one is set.
  OauthTransport(Network& network, TlsServices& tls, AccountBook& book, Bytes work, Tracer* tracer)
      : book_(book),
        tunnel_work_(work.first(std::min(work.size(), kTunnelHeadMaxBytes))),
        connection_(network, tls, tracer),
        http_(work, tracer) {
    connection_.RequireStandardInterface(true);  // OAuth is not supported on an additional one
  }

  void Begin(OauthFlow& flow, bool keep, Instant now) override;
  void Poll(Instant now) override;
  void Drop(Instant now) override;

  bool idle() const override { return flow_ == nullptr; }
  const OauthFlow* flow() const override { return flow_; }
  Instant wake_by() const override;
  Cause cause() const override { return cause_; }
  std::string_view detail() const override { return connection_.detail(); }

 private:
  void PollExchange(Instant now);
  void Receive(Instant now);
  void Deliver(Instant now);
  void GiveUp(OauthOutage why, Cause cause, Instant now);

  AccountBook& book_;
  Bytes tunnel_work_;  // the front of http_'s buffer, which is free until the connection is open
  Connection connection_;
  uint32_t connected_revision_ = 0;  // of book_, when connection_ was opened
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
