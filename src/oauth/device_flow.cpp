// SPDX-License-Identifier: MIT
// The device flow's states: RFC 8628 §3.1 to §3.5, and what Microsoft makes of them.
#include "oauth/device_flow.h"

#include <algorithm>
#include <cassert>

#include "oauth/answer.h"
#include "oauth/device_answer.h"
#include "oauth/form_request.h"
#include "oauth/token_answer.h"

namespace tegami {

const char* DeviceFlow::Name(State state) {
  switch (state) {
#define TEGAMI_DEVICE_STATE(name, text) \
  case State::name: return #name;
#include "oauth/device_states.def"
#undef TEGAMI_DEVICE_STATE
  }
  return "?";
}

bool DeviceFlow::Legal(State from, State to) {
#define TEGAMI_DEVICE_TRANSITION(a, b, why) \
  if (from == State::a && to == State::b) return true;
#include "oauth/device_states.def"
#undef TEGAMI_DEVICE_TRANSITION
  return false;
}

void DeviceFlow::Enter(State next, Instant now) {
  assert(Legal(state_, next));
  if (tracer_ != nullptr) tracer_->OnTransition("device_flow", Name(state_), Name(next), now);
  state_ = next;
}

const char* DeviceFlow::state_name() const { return Name(state_); }

void DeviceFlow::ForgetCode() {
  device_code_.Clear();
  user_code_.clear();
  verification_uri_.clear();
  verification_uri_complete_.clear();
  message_.clear();
  expires_at_ = kNever;
  wake_by_ = kNever;
  code_life_ms_ = 0;
  interval_ms_ = kPollIntervalMs;
  outages_ = 0;
  last_poll_ = false;
}

void DeviceFlow::FailWith(OauthClass failure_class, OauthCause cause, Instant now) {
  failure_.failure_class = failure_class;
  failure_.cause = cause;
  ForgetCode();
  Enter(State::kFailed, now);
}

// --- Commands

void DeviceFlow::Begin(const OauthClient& client, Instant now) {
  Cancel(now);
  if (state_ != State::kIdle) Enter(State::kIdle, now);
  ForgetCode();
  failure_.Clear();
  client_ = client;
  if (!CheckOauthClient(client) || client.device_endpoint.empty()) {
    FailWith(OauthClass::kConfiguration, OauthCause::kBadSettings, now);
    return;
  }
  Enter(State::kAskCode, now);
}

void DeviceFlow::NewCode(Instant now) {
  if (state_ == State::kIdle || state_ == State::kAskCode) return;
  if (failure_.cause == OauthCause::kBadSettings) return;
  ForgetCode();
  failure_.Clear();
  Enter(State::kAskCode, now);
}

void DeviceFlow::Cancel(Instant now) {
  if (state_ == State::kIdle || state_ == State::kDone || state_ == State::kFailed) return;
  failure_.Clear();
  FailWith(OauthClass::kUserAction, OauthCause::kCancelled, now);
}

// --- Outputs

bool DeviceFlow::has_code() const {
  return state_ == State::kAwaitPollTime || state_ == State::kPoll || state_ == State::kAwaitToken;
}

// When the pause ends, or the code's life where the last poll would come too late for anybody.
Instant DeviceFlow::PollTime() const {
  return wake_by_ > After(expires_at_, kLastPollGraceMs) ? expires_at_ : wake_by_;
}

OauthFlow::Step DeviceFlow::Next() const {
  switch (state_) {
    case State::kIdle: return {};
    case State::kAskCode:
    case State::kPoll: return {Want::kRequest, kNever};
    case State::kAwaitCode:
    case State::kAwaitToken: return {Want::kResponse, kNever};
    case State::kAskCodeLater: return {Want::kWait, wake_by_};
    case State::kAwaitPollTime: return {Want::kWait, PollTime()};
    case State::kDone: return {Want::kDone, kNever};
    case State::kFailed: return {Want::kFailed, kNever};
  }
  return {};
}

Status DeviceFlow::WriteRequest(Bytes room, HttpRequest& request, Instant now) {
  if (state_ != State::kAskCode && state_ != State::kPoll) return Fail(Error::kBadState);
  const bool poll = state_ == State::kPoll;
  FormRequest form(room);
  if (poll) {
    // RFC 8628 §3.4. The name of the last member is device_code; Microsoft's v1 endpoint had another.
    form.Add("grant_type", "urn:ietf:params:oauth:grant-type:device_code");
    form.Add("client_id", client_.client_id);
    form.Add("device_code", device_code_.RevealText());
  } else {
    form.Add("client_id", client_.client_id);
    form.Add("scope", client_.scope);
  }
  const Status written = form.Finish(client_, poll ? client_.token_endpoint : client_.device_endpoint,
                                     poll ? std::string_view() : client_.language, request);
  if (!written) {
    FailWith(OauthClass::kConfiguration, OauthCause::kBadSettings, now);
    return written;
  }
  request.keep_alive = true;  // the next poll spares a TLS handshake
  Enter(poll ? State::kAwaitToken : State::kAwaitCode, now);
  return {};
}

// --- Inputs

void DeviceFlow::OnResponse(const HttpResponse& response, Instant now) {
  if (state_ == State::kAwaitCode) OnCodeAnswer(response, now);
  if (state_ == State::kAwaitToken) OnTokenAnswer(response, now);
}

void DeviceFlow::OnUnreachable(OauthOutage why, Instant now) {
  if (state_ != State::kAwaitCode && state_ != State::kAwaitToken) return;
  // Polls and code requests may be repeated at once: they change nothing that matters (RFC 9110 §9.2.2).
  if (why == OauthOutage::kStaleConnection) {
    Enter(state_ == State::kAwaitCode ? State::kAskCode : State::kPoll, now);
    return;
  }
  JudgeOutage(why, failure_);
  PauseAfterOutage(0, now);
}

void DeviceFlow::OnTick(Instant now) {
  if (state_ == State::kAskCodeLater && now >= wake_by_) Enter(State::kAskCode, now);
  if (state_ != State::kAwaitPollTime || now < PollTime()) return;
  if (now < wake_by_) {  // a pause that outlasts the code
    failure_.Clear();
    FailWith(OauthClass::kUserAction, OauthCause::kCodeExpired, now);
    return;
  }
  last_poll_ = now >= expires_at_;
  Enter(State::kPoll, now);
}

// RFC 8628 §3.5: exponential back-off on time-outs; here on every outage. The code is not given up: while it lives,
// the user may be typing it.
void DeviceFlow::PauseAfterOutage(int64_t at_least_ms, Instant now) {
  const uint8_t doublings = std::min<uint8_t>(outages_, 6);
  if (outages_ < UINT8_MAX) ++outages_;
  if (state_ == State::kAwaitToken) {
    const int64_t pause = std::max(interval_ms_, std::min(interval_ms_ * 2 << doublings, kOutagePauseMaxMs));
    PollAgainAfter(std::max(pause, at_least_ms), now);
    return;
  }
  const int64_t pause = std::max(kOutagePauseMs << doublings, at_least_ms);
  if (outages_ >= kDeviceCodeTries || pause > kOutagePauseMaxMs) {
    FailWith(OauthClass::kTransient, failure_.cause, now);
    return;
  }
  wake_by_ = After(now, pause);
  Enter(State::kAskCodeLater, now);
}

void DeviceFlow::PollAgainAfter(int64_t ms, Instant now) {
  if (last_poll_) {
    FailWith(OauthClass::kUserAction, OauthCause::kCodeExpired, now);
    return;
  }
  wake_by_ = After(now, ms);
  Enter(State::kAwaitPollTime, now);
}

// A definite no: the code is spent, whatever the reason; a new one may do better.
void DeviceFlow::FailAsJudged(Instant now) {
  const bool over = failure_.failure_class == OauthClass::kSignInAgain;
  FailWith(over ? OauthClass::kUserAction : failure_.failure_class, failure_.cause, now);
}

void DeviceFlow::OnCodeAnswer(const HttpResponse& response, Instant now) {
  const ConstBytes secrets[] = {client_.client_secret};
  const OauthJudgement judgement = JudgeResponse(response, secrets, failure_);
  if (TryOtherClientAuth(judgement, failure_, client_)) return Enter(State::kAskCode, now);
  if (judgement.reply == OauthReply::kError && failure_.failure_class != OauthClass::kTransient) {
    return FailAsJudged(now);
  }
  DeviceAnswer answer{device_code_, user_code_, verification_uri_, verification_uri_complete_, message_};
  if (judgement.reply != OauthReply::kGood || !ReadDeviceAnswer(response, client_.endpoint_rule, answer)) {
    if (judgement.reply == OauthReply::kGood) {
      failure_.failure_class = OauthClass::kTransient;
      failure_.cause = OauthCause::kNotAnAnswer;
    }
    return PauseAfterOutage(judgement.pause_ms, now);
  }
  outages_ = 0;
  interval_ms_ = answer.interval_ms;
  code_life_ms_ = answer.life_ms;
  expires_at_ = After(now, answer.life_ms);
  wake_by_ = After(now, interval_ms_);
  Enter(State::kAwaitPollTime, now);
}

void DeviceFlow::OnTokenAnswer(const HttpResponse& response, Instant now) {
  const ConstBytes secrets[] = {device_code_.Reveal(), client_.client_secret};
  const OauthJudgement judgement = JudgeResponse(response, secrets, failure_);
  if (judgement.reply == OauthReply::kGood) return OnTokens(response, now);
  if (judgement.reply == OauthReply::kError) {
    if (judgement.error == OauthError::kAuthorizationPending || judgement.error == OauthError::kSlowDown) {
      // RFC 8628 §3.5: slow_down adds 5 s for this and every later poll, not just the next.
      if (judgement.error == OauthError::kSlowDown) interval_ms_ += kSlowDownStepMs;
      outages_ = 0;
      failure_.Clear();
      return PollAgainAfter(std::max(interval_ms_, judgement.pause_ms), now);
    }
    // A provider may look at the secret here alone. RFC 8628 §3.5: the interval counts for this poll, too.
    if (!last_poll_ && TryOtherClientAuth(judgement, failure_, client_)) {
      failure_.Clear();
      return PollAgainAfter(interval_ms_, now);
    }
    if (failure_.failure_class != OauthClass::kTransient) return FailAsJudged(now);
  }
  PauseAfterOutage(judgement.pause_ms, now);
}

void DeviceFlow::OnTokens(const HttpResponse& response, Instant now) {
  tokens_.Clear();
  bool replaced = false;
  OauthCause cause = ReadTokenAnswer(response, client_, tokens_, replaced, now);
  // A code is good once. The refresh token is worth the sign-in: it brings another access token.
  if (cause == OauthCause::kNoMemory && replaced) cause = OauthCause::kNone;
  if (cause == OauthCause::kNotAnAnswer || cause == OauthCause::kNoMemory) {
    failure_.failure_class = OauthClass::kTransient;
    failure_.cause = cause;
    return PauseAfterOutage(0, now);
  }
  // Without a refresh token the sign-in would die with the hour: said now, not then.
  const OauthCause lacking = cause == OauthCause::kNone && !replaced ? OauthCause::kNoRefreshToken : cause;
  if (lacking != OauthCause::kNone) {
    tokens_.Clear();
    return FailWith(OauthClass::kConfiguration, lacking, now);
  }
  ForgetCode();
  failure_.Clear();
  Enter(State::kDone, now);
}

}  // namespace tegami
