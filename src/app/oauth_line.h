// SPDX-License-Identifier: MIT
// The way of an OAuth request to its provider and back, as TokenService sees it.
#pragma once

#include "oauth/flow.h"
#include "tegami/error_codes.h"

namespace tegami {

// One request at a time: Begin() with a flow that wants kRequest, Poll() until idle(). The flow gets OnResponse() or
// OnUnreachable() in between. On devices this is OauthTransport; tests put a provider of their own here, so that years
// of token life pass without a handshake for each request.
class OauthLine {
 public:
  // `keep`: keep the connection afterwards, and use a kept one.
  virtual void Begin(OauthFlow& flow, bool keep, Instant now) = 0;
  virtual void Poll(Instant now) = 0;
  // Drops the request under way: its flow was cancelled.
  virtual void Drop(Instant now) = 0;

  virtual bool idle() const = 0;
  // The flow that is being served; null: none.
  virtual const OauthFlow* flow() const = 0;
  virtual Instant wake_by() const = 0;
  // Why the last request got no response; kNone where it got one.
  virtual Cause cause() const = 0;
  virtual std::string_view detail() const = 0;

 protected:
  ~OauthLine() = default;
};

}  // namespace tegami
