// SPDX-License-Identifier: MIT
// Signing in: discovery, device code, the pending sign-in.
#include "app/token_service.h"

#include "app/oauth_failure.h"
#include "codec/escape.h"

namespace tegami {

Status TokenService::StartSignIn(AccountId account, Instant now) {
  CancelSignIn(now);
  facts_ = {};
  facts_.account = account;
  AccountSettings settings;
  TEGAMI_TRY(book_.LoadSettings(account, settings));
  TEGAMI_TRY(sign_in_setup_.Prepare(settings, book_, account, language_, timeout_cap_ms_));
  configured_user_ = settings.user;
  configured_sender_ = settings.sender;
  discovery_issuer_ = settings.discovery;
  facts_.phase = SignInFacts::Phase::kAsking;
  if (NeedsDiscovery(settings)) {
    stage_ = Stage::kDiscovering;
    Discovery::Options options;
    options.timeout_cap_ms = timeout_cap_ms_;
    discovery_.Begin(View(discovery_issuer_), options, now);
  } else {
    BeginDeviceFlow(now);
  }
  return {};
}

void TokenService::BeginDeviceFlow(Instant now) {
  stage_ = Stage::kSigningIn;
  device_flow_.Begin(sign_in_setup_.client, now);
}

void TokenService::CancelSignIn(Instant now) {
  if (facts_.phase == SignInFacts::Phase::kConfirm) static_cast<void>(book_.DiscardPending(facts_.account));
  pending_token_held_ = false;
  if (stage_ != Stage::kIdle) {
    if (transport_.flow() == &device_flow_ || transport_.flow() == &discovery_) transport_.Drop(now);
    device_flow_.Cancel(now);
    discovery_.Cancel(now);
    stage_ = Stage::kIdle;
  }
  facts_ = {};
}

// A flow's next step: a request goes out when the line is free, a wait that is over is told.
void TokenService::Serve(OauthFlow& flow, bool keep, Instant now) {
  OauthFlow::Step step = flow.Next();
  if (step.wake_by <= now) {
    flow.OnTick(now);
    step = flow.Next();
  }
  if (step.want == OauthFlow::Want::kRequest && transport_.idle()) transport_.Begin(flow, keep, now);
}

void TokenService::Poll(Instant now) {
  transport_.Poll(now);
  if (refreshing_) PollRefresh(now);
  if (stage_ != Stage::kIdle) PollSignIn(now);
  if (!transport_.idle()) transport_.Poll(now);
}

void TokenService::PollSignIn(Instant now) {
  if (stage_ == Stage::kDiscovering) {
    Serve(discovery_, false, now);
    const OauthFlow::Want want = discovery_.Next().want;
    if (want == OauthFlow::Want::kFailed) FailSignIn(discovery_.failure());
    if (want != OauthFlow::Want::kDone) return;
    sign_in_setup_.UseDiscovered(discovery_.endpoints(), discovery_.client_auth());
    BeginDeviceFlow(now);
  }
  // The token set is one: while a refresh fills it, the answer with the tokens of a sign-in has to wait.
  if (!refreshing_) Serve(device_flow_, true, now);
  switch (device_flow_.Next().want) {
    case OauthFlow::Want::kDone: OnTokens(now); return;
    case OauthFlow::Want::kFailed: FailSignIn(device_flow_.failure()); return;
    case OauthFlow::Want::kNothing:
    case OauthFlow::Want::kRequest:
    case OauthFlow::Want::kResponse:
    case OauthFlow::Want::kWait: ShowCode(); return;
  }
}

void TokenService::ShowCode() {
  if (!device_flow_.has_code()) {
    facts_.phase = SignInFacts::Phase::kAsking;
    return;
  }
  facts_.phase = SignInFacts::Phase::kCodeShown;
  AssignCut(facts_.user_code, View(device_flow_.user_code()));
  AssignCut(facts_.verification_uri, View(device_flow_.verification_uri()));
  AssignCut(facts_.verification_uri_complete, View(device_flow_.verification_uri_complete()));
  facts_.code_expires = device_flow_.expires_at();
  facts_.code_life_ms = device_flow_.code_life_ms();
}

void TokenService::OnTokens(Instant now) {
  static_cast<void>(now);
  stage_ = Stage::kIdle;
  SignIn sign_in;
  AssignCut(sign_in.account_name, View(tokens_.claims.account));
  if (sign_in.account_name.empty()) AssignCut(sign_in.account_name, View(configured_user_));
  AssignCut(sign_in.display_name, View(tokens_.claims.name));
  AssignCut(sign_in.object_id, View(tokens_.claims.object_id));
  AssignCut(sign_in.tenant_id, View(tokens_.claims.tenant_id));
  AssignCut(sign_in.scope, View(tokens_.scope));
  AssignCut(sign_in.token_endpoint, View(sign_in_setup_.endpoints.token));
  AssignCut(sign_in.revocation_endpoint, View(sign_in_setup_.endpoints.revocation));
  sign_in.secret_in_form = sign_in_setup_.client.client_auth == OauthClientAuth::kPost;
  sign_in.signed_in = clock_.WallClock().value_or(UtcTime{});
  sign_in.refreshed = sign_in.signed_in;
  const Status saved = book_.SaveSignIn(facts_.account, AccountBook::Slot::kPending, sign_in, tokens_.refresh.Reveal());
  facts_.user_code.clear();
  facts_.signed_in_as = sign_in.account_name;
  facts_.differs_from_sender = !configured_sender_.empty() && configured_sender_ != sign_in.account_name;
  if (!saved) {
    facts_.phase = SignInFacts::Phase::kFailed;
    facts_.cause = Cause::kStorageFailed;
    tokens_.Clear();
    return;
  }
  facts_.phase = SignInFacts::Phase::kConfirm;
  tokens_.refresh.Clear();
  pending_token_held_ = true;
}

void TokenService::FailSignIn(const OauthFailure& failure) {
  stage_ = Stage::kIdle;
  facts_.phase = SignInFacts::Phase::kFailed;
  facts_.user_code.clear();
  facts_.cause = CauseOf(failure, transport_.cause());
  EscapeForDisplay(failure.description.empty() ? transport_.detail() : View(failure.description), facts_.detail);
}

Status TokenService::Apply(AccountId account) {
  TEGAMI_TRY(book_.Apply(account));
  if (pending_token_held_ && facts_.account == account) {
    const std::optional<UtcTime> utc = clock_.WallClock();
    if (utc)
      TEGAMI_TRY(book_.SaveAccessToken(account, tokens_.access.Reveal(), tokens_.AccessExpiresUtc(*utc, clock_.Now())));
  } else {
    TEGAMI_TRY(book_.DropAccessToken(account));
  }
  pending_token_held_ = false;
  tokens_.Clear();
  if (facts_.account == account && facts_.phase == SignInFacts::Phase::kConfirm) {
    facts_.phase = SignInFacts::Phase::kDone;
  }
  return {};
}

Status TokenService::SignOut(AccountId account, Instant now) {
  if (facts_.account == account) CancelSignIn(now);
  return book_.SignOut(account);
}

Instant TokenService::wake_by() const {
  Instant wake = transport_.wake_by();
  if (stage_ == Stage::kDiscovering) wake = Earlier(wake, discovery_.Next().wake_by);
  if (stage_ == Stage::kSigningIn && !refreshing_) wake = Earlier(wake, device_flow_.Next().wake_by);
  if (refreshing_) wake = Earlier(wake, refresh_flow_.Next().wake_by);
  return wake;
}

}  // namespace tegami
