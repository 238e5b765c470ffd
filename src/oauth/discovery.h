// SPDX-License-Identifier: MIT
// Finds a provider's endpoints from its issuer: RFC 8414 first, then OpenID Connect Discovery 1.0.
#pragma once

#include "oauth/flow.h"
#include "oauth/metadata.h"

namespace tegami {

// Commands: Begin(), Cancel(). Inputs, outputs: see OauthFlow.
// Getters:  endpoints() and client_auth() after kDone. All endpoints are https; the metadata's issuer is the one that
//           was asked for (RFC 8414 §3.3), so nobody else's metadata are believed.
class Discovery final : public OauthFlow {
 public:
  explicit Discovery(Tracer* tracer = nullptr) : tracer_(tracer) {}
  Discovery(const Discovery&) = delete;
  Discovery& operator=(const Discovery&) = delete;

  struct Options {
    UrlRule endpoint_rule = UrlRule::kHttps;
    int64_t timeout_cap_ms = 0;
  };

  // `issuer` ("https://login.example/realm") is copied; a '/' at its end does not count.
  void Begin(std::string_view issuer, const Options& options, Instant now);
  void Cancel(Instant now);

  [[nodiscard]] Step Next() const override;
  [[nodiscard]] Status WriteRequest(Bytes room, HttpRequest& request, Instant now) override;
  void OnResponse(const HttpResponse& response, Instant now) override;
  void OnUnreachable(OauthOutage why, Instant now) override;
  void OnTick(Instant now) override;

  const OauthFailure& failure() const override { return failure_; }
  const char* state_name() const override;

  const OauthEndpoints& endpoints() const { return metadata_.endpoints; }
  OauthClientAuth client_auth() const { return metadata_.client_auth; }

 private:
  enum class State : uint8_t {
#define TEGAMI_DISCOVERY_STATE(name, text) name,
#include "oauth/discovery_states.def"
#undef TEGAMI_DISCOVERY_STATE
  };
  enum class Place : uint8_t { kOauth, kOpenId };  // RFC 8414 §3.1; OpenID Connect Discovery §4

  static const char* Name(State state);
  static bool Legal(State from, State to);
  void Enter(State next, Instant now);  // the only writer of state_
  void FailWith(OauthClass failure_class, OauthCause cause, Instant now);
  void TryLater(int64_t at_least_ms, Instant now);
  void TryOtherPlace(Instant now);

  Tracer* tracer_;
  State state_ = State::kIdle;
  Place place_ = Place::kOauth;
  OauthCause first_cause_ = OauthCause::kNoMetadata;
  uint8_t tries_ = 0;
  Options options_;
  Instant wake_by_ = kNever;
  Text<kUrlMaxBytes> issuer_;  // without a '/' at its end
  ServerMetadata metadata_;
  OauthFailure failure_;
};

}  // namespace tegami
