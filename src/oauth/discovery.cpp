// SPDX-License-Identifier: MIT
// Discovery's states, and the two well-known places.
#include "oauth/discovery.h"

#include <algorithm>
#include <cassert>

#include "oauth/answer.h"
#include "oauth/metadata.h"
#include "tegami/base/renew.h"

namespace tegami {

const char* Discovery::Name(State state) {
  switch (state) {
#define TEGAMI_DISCOVERY_STATE(name, text) \
  case State::name: return #name;
#include "oauth/discovery_states.def"
#undef TEGAMI_DISCOVERY_STATE
  }
  return "?";
}

bool Discovery::Legal(State from, State to) {
#define TEGAMI_DISCOVERY_TRANSITION(a, b, why) \
  if (from == State::a && to == State::b) return true;
#include "oauth/discovery_states.def"
#undef TEGAMI_DISCOVERY_TRANSITION
  return false;
}

void Discovery::Enter(State next, Instant now) {
  assert(Legal(state_, next));
  if (tracer_ != nullptr) tracer_->OnTransition("discovery", Name(state_), Name(next), now);
  state_ = next;
}

const char* Discovery::state_name() const { return Name(state_); }

void Discovery::FailWith(OauthClass failure_class, OauthCause cause, Instant now) {
  failure_.failure_class = failure_class;
  failure_.cause = cause;
  Renew(metadata_);
  Enter(State::kFailed, now);
}

void Discovery::Begin(std::string_view issuer, const Options& options, Instant now) {
  Cancel(now);
  if (state_ != State::kIdle) Enter(State::kIdle, now);
  failure_.Clear();
  Renew(metadata_);
  options_ = options;
  place_ = Place::kOauth;
  tries_ = 0;
  while (!issuer.empty() && issuer.back() == '/') issuer.remove_suffix(1);
  // RFC 8414 §2: an issuer is an https URL without query and fragment.
  const Result<Url> url = ParseUrl(issuer, options.endpoint_rule);
  if (!url || !url->query.empty() || !Assign(issuer_, issuer)) {
    FailWith(OauthClass::kConfiguration, OauthCause::kBadSettings, now);
    return;
  }
  Enter(State::kAsk, now);
}

void Discovery::Cancel(Instant now) {
  if (state_ == State::kIdle || state_ == State::kDone || state_ == State::kFailed) return;
  failure_.Clear();
  FailWith(OauthClass::kTransient, OauthCause::kCancelled, now);
}

OauthFlow::Step Discovery::Next() const {
  switch (state_) {
    case State::kIdle: return {};
    case State::kAsk: return {Want::kRequest, kNever};
    case State::kAwaitMetadata: return {Want::kResponse, kNever};
    case State::kAskLater: return {Want::kWait, wake_by_};
    case State::kDone: return {Want::kDone, kNever};
    case State::kFailed: return {Want::kFailed, kNever};
  }
  return {};
}

Status Discovery::WriteRequest(Bytes room, HttpRequest& request, Instant now) {
  if (state_ != State::kAsk) return Fail(Error::kBadState);
  request = HttpRequest();
  const Result<size_t> size = place_ == Place::kOauth ? WriteOauthMetadataUrl(View(issuer_), room)
                                                      : WriteOpenIdMetadataUrl(View(issuer_), room);
  const Result<Url> url = size ? ParseUrl(AsText(room.first(*size)), options_.endpoint_rule) : Fail(size.error());
  if (!url) {
    FailWith(OauthClass::kConfiguration, OauthCause::kBadSettings, now);
    return Fail(url.error());
  }
  request.method = HttpMethod::kGet;
  request.url = *url;
  request.keep_alive = true;  // the other place is at the same host
  request.timeout_cap_ms = options_.timeout_cap_ms;
  Enter(State::kAwaitMetadata, now);
  return {};
}

void Discovery::OnResponse(const HttpResponse& response, Instant now) {
  if (state_ != State::kAwaitMetadata) return;
  const OauthJudgement judgement = JudgeResponse(response, {}, failure_);
  if (judgement.reply == OauthReply::kGood) {
    const OauthCause cause = ReadServerMetadata(response, View(issuer_), options_.endpoint_rule, metadata_);
    if (cause == OauthCause::kNone) {
      failure_.Clear();
      return Enter(State::kDone, now);
    }
    failure_.failure_class = OauthClass::kConfiguration;
    failure_.cause = cause;
    return TryOtherPlace(now);
  }
  // A server that has nothing at this place says so with 404, with a redirect, or with a web page.
  const bool not_here = response.status < 500 && response.status != 429;
  if (not_here) return TryOtherPlace(now);
  TryLater(judgement.pause_ms, now);
}

void Discovery::TryOtherPlace(Instant now) {
  const bool none_here = failure_.cause == OauthCause::kNotAnAnswer || failure_.cause == OauthCause::kUnknownError;
  if (place_ == Place::kOpenId) {
    // What was wrong at the first place says more than that there is nothing at the second.
    return FailWith(OauthClass::kConfiguration, none_here ? first_cause_ : failure_.cause, now);
  }
  first_cause_ = none_here ? OauthCause::kNoMetadata : failure_.cause;
  place_ = Place::kOpenId;
  tries_ = 0;
  Enter(State::kAsk, now);
}

void Discovery::OnUnreachable(OauthOutage why, Instant now) {
  if (state_ != State::kAwaitMetadata) return;
  if (why == OauthOutage::kStaleConnection) return Enter(State::kAsk, now);
  JudgeOutage(why, failure_);
  TryLater(0, now);
}

void Discovery::OnTick(Instant now) {
  if (state_ == State::kAskLater && now >= wake_by_) Enter(State::kAsk, now);
}

void Discovery::TryLater(int64_t at_least_ms, Instant now) {
  const int64_t pause = std::max(kOutagePauseMs << std::min<uint8_t>(tries_, 6), at_least_ms);
  if (++tries_ >= kDiscoveryTries || pause > kOutagePauseMaxMs) {
    return FailWith(OauthClass::kTransient, failure_.cause, now);
  }
  wake_by_ = After(now, pause);
  Enter(State::kAskLater, now);
}

}  // namespace tegami
