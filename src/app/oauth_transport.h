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
  OauthTransport(Network& network, TlsServices& tls, Bytes work, Tracer* tracer)
      : connection_(network, tls), http_(work, tracer) {
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
