// SPDX-License-Identifier: MIT
// Refresh of an access token (RFC 6749 §6), with rotation, and the verdict over a refresh token that was refused.
#pragma once

#include "oauth/flow.h"
#include "oauth/token_set.h"

namespace tegami {

// Commands: Begin() with the stored refresh token in the TokenSet; Cancel().
// Inputs, outputs: see OauthFlow. Give each request a connection of its own: a refresh that was carried out twice kills
// the sign-in at providers that rotate strictly.
// Getters:  refresh_token_replaced(): store tokens.refresh before tokens.access is used. Ask it after kFailed too: a
//           rotation is never thrown away, whatever else was wrong with the answer.
//           failure().verdict: what becomes of the stored token. retry_at(): after a transient failure.
class RefreshFlow final : public OauthFlow {
 public:
  // `tokens` and `tracer` (may be null) outlive the flow.
  explicit RefreshFlow(TokenSet& tokens, Tracer* tracer = nullptr) : tokens_(tokens), tracer_(tracer) {}
  RefreshFlow(const RefreshFlow&) = delete;
  RefreshFlow& operator=(const RefreshFlow&) = delete;

  // Starts over. tokens.refresh is what is sent; it is replaced when the answer has a new one and kept when it has
  // none. The endpoint must be that of the sign-in, tenant included. No token, or a client that CheckOauthClient()
  // refuses: kFailed (kBadSettings) at once.
  void Begin(const OauthClient& client, Instant now);
  // kFailed with kCancelled; the answer to a request under way is not wanted any more. Better wait for it: a rotated
  // token that nobody hears of is lost.
  void Cancel(Instant now);

  [[nodiscard]] Step Next() const override;
  [[nodiscard]] Status WriteRequest(Bytes room, HttpRequest& request, Instant now) override;
  void OnResponse(const HttpResponse& response, Instant now) override;
  void OnUnreachable(OauthOutage why, Instant now) override;
  void OnTick(Instant now) override;

  const OauthFailure& failure() const override { return failure_; }
  const char* state_name() const override;

  bool refresh_token_replaced() const { return replaced_; }
  // Not before this after a transient failure: Retry-After, or a back-off.
  Instant retry_at() const { return retry_at_; }

 private:
  enum class State : uint8_t {
#define TEGAMI_REFRESH_STATE(name, text) name,
#include "oauth/refresh_states.def"
#undef TEGAMI_REFRESH_STATE
  };

  static const char* Name(State state);
  static bool Legal(State from, State to);
  void Enter(State next, Instant now);  // the only writer of state_
  void FailWith(OauthClass failure_class, OauthCause cause, Instant now);
  void TryLater(int64_t at_least_ms, Instant now);

  TokenSet& tokens_;
  Tracer* tracer_;
  OauthClient client_;
  State state_ = State::kIdle;
  uint8_t tries_ = 0;
  bool replaced_ = false;
  Instant retry_at_;
  OauthFailure failure_;
};

}  // namespace tegami
