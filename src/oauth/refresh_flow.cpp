// SPDX-License-Identifier: MIT
// The refresh's states, and the verdict.
#include "oauth/refresh_flow.h"

#include <algorithm>
#include <cassert>

#include "oauth/answer.h"
#include "oauth/form_request.h"
#include "oauth/token_answer.h"

namespace tegami {
namespace {

// Only a provider's definite no to the grant, by its `error`, marks a sign-in; which mark, the cause says. Where the
// number says that something else stands in the way (a policy, a registration), the token may work again once that is
// changed: it is not marked.
TokenVerdict VerdictOf(const OauthFailure& failure) {
  if (failure.failure_class != OauthClass::kSignInAgain) return TokenVerdict::kKeep;
  if (failure.advice == OauthClass::kAdministrator || failure.advice == OauthClass::kConfiguration) {
    return TokenVerdict::kKeep;
  }
  const bool expired = failure.cause == OauthCause::kSignInExpired || failure.cause == OauthCause::kSignInUnused;
  return expired ? TokenVerdict::kMarkExpired : TokenVerdict::kMarkSignInAgain;
}

}  // namespace

const char* RefreshFlow::Name(State state) {
  switch (state) {
#define TEGAMI_REFRESH_STATE(name, text) \
  case State::name: return #name;
#include "oauth/refresh_states.def"
#undef TEGAMI_REFRESH_STATE
  }
  return "?";
}

bool RefreshFlow::Legal(State from, State to) {
#define TEGAMI_REFRESH_TRANSITION(a, b, why) \
  if (from == State::a && to == State::b) return true;
#include "oauth/refresh_states.def"
#undef TEGAMI_REFRESH_TRANSITION
  return false;
}

void RefreshFlow::Enter(State next, Instant now) {
  assert(Legal(state_, next));
  if (tracer_ != nullptr) tracer_->OnTransition("refresh_flow", Name(state_), Name(next), now);
  state_ = next;
}

const char* RefreshFlow::state_name() const { return Name(state_); }

void RefreshFlow::FailWith(OauthClass failure_class, OauthCause cause, Instant now) {
  failure_.failure_class = failure_class;
  failure_.cause = cause;
  failure_.verdict = VerdictOf(failure_);
  Enter(State::kFailed, now);
}

void RefreshFlow::Begin(const OauthClient& client, Instant now) {
  Cancel(now);
  if (state_ != State::kIdle) Enter(State::kIdle, now);
  failure_.Clear();
  client_ = client;
  tries_ = 0;
  replaced_ = false;
  retry_at_ = now;
  if (!CheckOauthClient(client) || tokens_.refresh.empty()) {
    FailWith(OauthClass::kConfiguration, OauthCause::kBadSettings, now);
    return;
  }
  Enter(State::kAsk, now);
}

void RefreshFlow::Cancel(Instant now) {
  if (state_ == State::kIdle || state_ == State::kDone || state_ == State::kFailed) return;
  failure_.Clear();
  FailWith(OauthClass::kTransient, OauthCause::kCancelled, now);
}

OauthFlow::Step RefreshFlow::Next() const {
  switch (state_) {
    case State::kIdle: return {};
    case State::kAsk: return {Want::kRequest, kNever};
    case State::kAwaitToken: return {Want::kResponse, kNever};
    case State::kAskLater: return {Want::kWait, retry_at_};
    case State::kDone: return {Want::kDone, kNever};
    case State::kFailed: return {Want::kFailed, kNever};
  }
  return {};
}

Status RefreshFlow::WriteRequest(Bytes room, HttpRequest& request, Instant now) {
  if (state_ != State::kAsk) return Fail(Error::kBadState);
  FormRequest form(room);
  // RFC 6749 §6. The scope is the one of the sign-in: a smaller one would narrow the new token.
  form.Add("grant_type", "refresh_token");
  form.Add("client_id", client_.client_id);
  form.Add("refresh_token", tokens_.refresh.RevealText());
  if (!client_.scope.empty()) form.Add("scope", client_.scope);
  const Status written = form.Finish(client_, client_.token_endpoint, {}, request);
  if (!written) {
    FailWith(OauthClass::kConfiguration, OauthCause::kBadSettings, now);
    return written;
  }
  Enter(State::kAwaitToken, now);
  return {};
}

void RefreshFlow::OnResponse(const HttpResponse& response, Instant now) {
  if (state_ != State::kAwaitToken) return;
  const ConstBytes secrets[] = {tokens_.refresh.Reveal(), client_.client_secret};
  const OauthJudgement judgement = JudgeResponse(response, secrets, failure_);
  if (TryOtherClientAuth(judgement, failure_, client_)) return Enter(State::kAsk, now);
  if (judgement.reply != OauthReply::kGood) {
    if (failure_.failure_class == OauthClass::kTransient) return TryLater(judgement.pause_ms, now);
    return FailWith(failure_.failure_class, failure_.cause, now);
  }
  bool replaced = false;
  const OauthCause cause = ReadTokenAnswer(response, client_, tokens_, replaced, now);
  replaced_ = replaced_ || replaced;
  switch (cause) {
    case OauthCause::kNone: failure_.Clear(); return Enter(State::kDone, now);
    case OauthCause::kNotAnAnswer:
    case OauthCause::kNoMemory:
      failure_.failure_class = OauthClass::kTransient;
      failure_.cause = cause;
      return TryLater(0, now);
    default: return FailWith(OauthClass::kConfiguration, cause, now);
  }
}

void RefreshFlow::OnUnreachable(OauthOutage why, Instant now) {
  if (state_ != State::kAwaitToken) return;
  JudgeOutage(why, failure_);
  TryLater(0, now);
}

void RefreshFlow::OnTick(Instant now) {
  if (state_ == State::kAskLater && now >= retry_at_) Enter(State::kAsk, now);
}

void RefreshFlow::TryLater(int64_t at_least_ms, Instant now) {
  const int64_t pause = std::max(kOutagePauseMs << std::min<uint8_t>(tries_, 6), at_least_ms);
  if (++tries_ >= kRefreshTries || pause > kRefreshPauseMaxMs) {
    retry_at_ = After(now, std::max(pause, kOutagePauseMaxMs));
    return FailWith(OauthClass::kTransient, failure_.cause, now);
  }
  retry_at_ = After(now, pause);
  Enter(State::kAskLater, now);
}

}  // namespace tegami
