// SPDX-License-Identifier: MIT
// What all OAuth machines have in common, so that one task can serve any of them.
#pragma once

#include "http/request.h"
#include "http/response.h"
#include "oauth/client.h"
#include "oauth/failure.h"
#include "tegami/base/trace.h"

namespace tegami {

// Octets that WriteRequest() needs at most: a refresh token with every octet escaped, and all the rest of the form.
// HttpExchange::FormRoom() of a buffer of kHttpWorkBytes is large enough.
inline constexpr size_t kOauthRequestRoomBytes = 17 * 1024;

// A machine that says which HTTP request it wants and gets the response. Sans-I/O: the transport (connection, TLS,
// HttpExchange) is the caller's, one connection a request or a kept one.
//
// Inputs:   OnResponse, OnUnreachable: exactly one of them for each request taken; OnTick: whenever it happened.
// Outputs:  Next() says what is wanted now; WriteRequest() takes the request.
//
//   for (;;) switch (step = flow.Next(); step.want) {
//     kRequest:  flow.WriteRequest(http.FormRoom(), request, now); connect to request.url; http.Begin(request, now)
//     kResponse: drive http; then flow.OnResponse(http.response(), now) or flow.OnUnreachable(why, now)
//     kWait:     OnTick(now) at step.wake_by
//     kDone, kFailed: look
//   }
class OauthFlow {
 public:
  enum class Want : uint8_t {
    kNothing,   // not begun
    kRequest,   // WriteRequest(), and carry it out
    kResponse,  // a request is under way
    kWait,      // nothing before wake_by
    kDone,
    kFailed,  // failure() says why
  };

  struct Step {
    Want want = Want::kNothing;
    Instant wake_by = kNever;  // OnTick() then at the latest
  };

  [[nodiscard]] virtual Step Next() const = 0;

  // Legal when kRequest is wanted; afterwards kResponse is. `request` has views of `room` and of what Begin() got: hand
  // it to HttpExchange::Begin() at once. The form holds secrets: the caller wipes `room` (HttpExchange does that).
  //   kBadState  no request is wanted
  //   kTooLong   `room` is too small, or the secrets too long; the flow has failed
  [[nodiscard]] virtual Status WriteRequest(Bytes room, HttpRequest& request, Instant now) = 0;

  // `response.body` is read here, and overwritten with zeros when it held a secret.
  virtual void OnResponse(const HttpResponse& response, Instant now) = 0;
  virtual void OnUnreachable(OauthOutage why, Instant now) = 0;
  virtual void OnTick(Instant now) = 0;

  // Of the last answer or outage; also while the flow goes on trying. Stands after kFailed.
  virtual const OauthFailure& failure() const = 0;
  virtual const char* state_name() const = 0;

 protected:
  ~OauthFlow() = default;
};

}  // namespace tegami
