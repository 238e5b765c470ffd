// SPDX-License-Identifier: MIT
// Tells a provider that a refresh token is no longer wanted (RFC 7009): for sign-out, where it has an endpoint.
#pragma once

#include "oauth/flow.h"

namespace tegami {

// Commands: Begin(), Cancel(). Inputs, outputs: see OauthFlow. Signing out does not depend on it: the tokens are
// forgotten here whatever the provider says.
class Revocation final : public OauthFlow {
 public:
  explicit Revocation(Tracer* tracer = nullptr) : tracer_(tracer) {}
  Revocation(const Revocation&) = delete;
  Revocation& operator=(const Revocation&) = delete;

  // `refresh_token` is read until the flow has ended: wipe it then.
  void Begin(const OauthClient& client, ConstBytes refresh_token, Instant now);
  void Cancel(Instant now);

  [[nodiscard]] Step Next() const override;
  [[nodiscard]] Status WriteRequest(Bytes room, HttpRequest& request, Instant now) override;
  void OnResponse(const HttpResponse& response, Instant now) override;
  void OnUnreachable(OauthOutage why, Instant now) override;
  void OnTick(Instant now) override;

  const OauthFailure& failure() const override { return failure_; }
  const char* state_name() const override;

 private:
  enum class State : uint8_t {
#define TEGAMI_REVOCATION_STATE(name, text) name,
#include "oauth/revocation_states.def"
#undef TEGAMI_REVOCATION_STATE
  };

  static const char* Name(State state);
  static bool Legal(State from, State to);
  void Enter(State next, Instant now);  // the only writer of state_
  void FailWith(OauthClass failure_class, OauthCause cause, Instant now);
  void TryLater(int64_t at_least_ms, Instant now);

  Tracer* tracer_;
  OauthClient client_;
  ConstBytes refresh_token_;
  State state_ = State::kIdle;
  uint8_t tries_ = 0;
  Instant wake_by_ = kNever;
  OauthFailure failure_;
};

}  // namespace tegami
