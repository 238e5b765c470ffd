// SPDX-License-Identifier: MIT
// The revocation's states.
#include "oauth/revocation.h"

#include <algorithm>
#include <cassert>

#include "oauth/answer.h"
#include "oauth/form_request.h"

namespace tegami {

const char* Revocation::Name(State state) {
  switch (state) {
#define TEGAMI_REVOCATION_STATE(name, text) \
  case State::name: return #name;
#include "oauth/revocation_states.def"
#undef TEGAMI_REVOCATION_STATE
  }
  return "?";
}

bool Revocation::Legal(State from, State to) {
#define TEGAMI_REVOCATION_TRANSITION(a, b, why) \
  if (from == State::a && to == State::b) return true;
#include "oauth/revocation_states.def"
#undef TEGAMI_REVOCATION_TRANSITION
  return false;
}

void Revocation::Enter(State next, Instant now) {
  assert(Legal(state_, next));
  if (tracer_ != nullptr) tracer_->OnTransition("revocation", Name(state_), Name(next), now);
  state_ = next;
}

const char* Revocation::state_name() const { return Name(state_); }

void Revocation::FailWith(OauthClass failure_class, OauthCause cause, Instant now) {
  failure_.failure_class = failure_class;
  failure_.cause = cause;
  refresh_token_ = {};
  Enter(State::kFailed, now);
}

void Revocation::Begin(const OauthClient& client, ConstBytes refresh_token, Instant now) {
  Cancel(now);
  if (state_ != State::kIdle) Enter(State::kIdle, now);
  failure_.Clear();
  client_ = client;
  refresh_token_ = refresh_token;
  tries_ = 0;
  if (!CheckOauthClient(client) || client.revocation_endpoint.empty() || refresh_token.empty()) {
    FailWith(OauthClass::kConfiguration, OauthCause::kBadSettings, now);
    return;
  }
  Enter(State::kAsk, now);
}

void Revocation::Cancel(Instant now) {
  if (state_ == State::kIdle || state_ == State::kDone || state_ == State::kFailed) return;
  failure_.Clear();
  FailWith(OauthClass::kTransient, OauthCause::kCancelled, now);
}

OauthFlow::Step Revocation::Next() const {
  switch (state_) {
    case State::kIdle: return {};
    case State::kAsk: return {Want::kRequest, kNever};
    case State::kAwaitAnswer: return {Want::kResponse, kNever};
    case State::kAskLater: return {Want::kWait, wake_by_};
    case State::kDone: return {Want::kDone, kNever};
    case State::kFailed: return {Want::kFailed, kNever};
  }
  return {};
}

Status Revocation::WriteRequest(Bytes room, HttpRequest& request, Instant now) {
  if (state_ != State::kAsk) return Fail(Error::kBadState);
  FormRequest form(room);
  // RFC 7009 §2.1. The refresh token ends the whole grant, its access tokens included.
  form.Add("token", AsText(refresh_token_));
  form.Add("token_type_hint", "refresh_token");
  form.Add("client_id", client_.client_id);
  const Status written = form.Finish(client_, client_.revocation_endpoint, {}, request);
  if (!written) {
    FailWith(OauthClass::kConfiguration, OauthCause::kBadSettings, now);
    return written;
  }
  Enter(State::kAwaitAnswer, now);
  return {};
}

void Revocation::OnResponse(const HttpResponse& response, Instant now) {
  if (state_ != State::kAwaitAnswer) return;
  // RFC 7009 §2.2: 200 says it all, also for a token that the server does not know; the body does not count.
  if (response.status == 200 && response.content != HttpContent::kHtml) {
    failure_.Clear();
    refresh_token_ = {};
    return Enter(State::kDone, now);
  }
  const ConstBytes secrets[] = {refresh_token_, client_.client_secret};
  const OauthJudgement judgement = JudgeResponse(response, secrets, failure_);
  if (TryOtherClientAuth(judgement, failure_, client_)) return Enter(State::kAsk, now);
  if (judgement.reply == OauthReply::kError && failure_.failure_class != OauthClass::kTransient) {
    return FailWith(failure_.failure_class, failure_.cause, now);
  }
  if (judgement.reply == OauthReply::kGood) failure_.cause = OauthCause::kNotAnAnswer;
  TryLater(judgement.pause_ms, now);
}

void Revocation::OnUnreachable(OauthOutage why, Instant now) {
  if (state_ != State::kAwaitAnswer) return;
  JudgeOutage(why, failure_);
  TryLater(0, now);
}

void Revocation::OnTick(Instant now) {
  if (state_ == State::kAskLater && now >= wake_by_) Enter(State::kAsk, now);
}

void Revocation::TryLater(int64_t at_least_ms, Instant now) {
  const int64_t pause = std::max(kOutagePauseMs, at_least_ms);
  if (++tries_ >= kRevocationTries || pause > kOutagePauseMaxMs) {
    return FailWith(OauthClass::kTransient, failure_.cause, now);
  }
  wake_by_ = After(now, pause);
  Enter(State::kAskLater, now);
}

}  // namespace tegami
