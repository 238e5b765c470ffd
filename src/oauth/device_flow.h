// SPDX-License-Identifier: MIT
// Device authorization grant (RFC 8628): gets tokens while the user types a code on another screen.
#pragma once

#include "oauth/flow.h"
#include "oauth/token_set.h"

namespace tegami {

// Commands: Begin(), NewCode() at any time (for users whose code is no longer taken), Cancel().
// Inputs, outputs: see OauthFlow.
// Getters:  the code and where to type it, from has_code() on until the flow ends or asks anew; the interval.
//
// The device code is a secret and stays here; the tokens go into the caller's TokenSet, nowhere else. Ends in kDone, or
// in kFailed with failure() saying who refused: service, user, administrator, settings or clock. An outage never ends
// it while the code lives. After Cancel() or NewCode() the answer to a request under way is not wanted any more: the
// caller drops the exchange and hands nothing in.
class DeviceFlow final : public OauthFlow {
 public:
  // `tokens` and `tracer` (may be null) outlive the flow.
  explicit DeviceFlow(TokenSet& tokens, Tracer* tracer = nullptr) : tokens_(tokens), tracer_(tracer) {}
  DeviceFlow(const DeviceFlow&) = delete;
  DeviceFlow& operator=(const DeviceFlow&) = delete;

  // Starts over. A client that CheckOauthClient() refuses ends in kFailed (kBadSettings) at once.
  void Begin(const OauthClient& client, Instant now);
  // Forgets the code and asks for another. Nothing happens before the first Begin().
  void NewCode(Instant now);
  // Forgets the code: kFailed with kCancelled. Nothing happens when the flow has ended.
  void Cancel(Instant now);

  [[nodiscard]] Step Next() const override;
  [[nodiscard]] Status WriteRequest(Bytes room, HttpRequest& request, Instant now) override;
  void OnResponse(const HttpResponse& response, Instant now) override;
  void OnUnreachable(OauthOutage why, Instant now) override;
  void OnTick(Instant now) override;

  const OauthFailure& failure() const override { return failure_; }
  const char* state_name() const override;

  // There is a code to be shown.
  bool has_code() const;
  const AnyText& user_code() const { return user_code_; }
  const AnyText& verification_uri() const { return verification_uri_; }
  // Empty where the provider has none (Microsoft); the user code must be shown beside it all the same (§3.3.1).
  const AnyText& verification_uri_complete() const { return verification_uri_complete_; }
  // Microsoft's sentence for the user, in the language asked for; cut; may be empty. Untrusted: escape it.
  const AnyText& message() const { return message_; }
  Instant expires_at() const { return expires_at_; }
  int64_t code_life_ms() const { return code_life_ms_; }
  int64_t interval_ms() const { return interval_ms_; }
  // How the client secret was taken; from kDone on.
  OauthClientAuth client_auth() const { return client_.client_auth; }

 private:
  enum class State : uint8_t {
#define TEGAMI_DEVICE_STATE(name, text) name,
#include "oauth/device_states.def"
#undef TEGAMI_DEVICE_STATE
  };

  static const char* Name(State state);
  static bool Legal(State from, State to);
  void Enter(State next, Instant now);  // the only writer of state_
  void FailWith(OauthClass failure_class, OauthCause cause, Instant now);
  void FailAsJudged(Instant now);
  void ForgetCode();
  Instant PollTime() const;
  void PauseAfterOutage(int64_t at_least_ms, Instant now);
  void PollAgainAfter(int64_t ms, Instant now);
  void OnCodeAnswer(const HttpResponse& response, Instant now);
  void OnTokenAnswer(const HttpResponse& response, Instant now);
  void OnTokens(const HttpResponse& response, Instant now);

  TokenSet& tokens_;
  Tracer* tracer_;
  OauthClient client_;
  State state_ = State::kIdle;
  uint8_t outages_ = 0;  // in a row
  bool last_poll_ = false;
  int64_t interval_ms_ = kPollIntervalMs;
  int64_t code_life_ms_ = 0;
  Instant expires_at_ = kNever;
  Instant wake_by_ = kNever;
  Secret<kDeviceCodeMaxBytes> device_code_;
  Text<kUserCodeMaxBytes> user_code_;
  Text<kUrlMaxBytes> verification_uri_;
  Text<kUrlMaxBytes> verification_uri_complete_;
  Text<kOauthMessageMaxBytes> message_;
  OauthFailure failure_;
};

}  // namespace tegami
