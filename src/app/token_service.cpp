// SPDX-License-Identifier: MIT
// Signing in: discovery, device code, the pending sign-in.
#include "app/token_service.h"

#include "app/oauth_failure.h"
#include "app/time_keeper.h"
#include "codec/escape.h"

namespace tegami {

Status TokenService::StartSignIn(AccountId account, Instant now) {
  StopFlow(now);
  facts_ = {};
  facts_.account = account;
  // One consent for the organization covers its users: an administrator gives it with the mail account's sign-in.
  if (account >= kFirstUserAccount && !book_.HasSignIn(kMailAccount, Slot::kApplied)) {
    EndSignIn(Cause::kAdminSignInFirst);
    return {};
  }
  AccountSettings settings;
  TEGAMI_TRY(book_.LoadSettings(account, settings));
  TEGAMI_TRY(sign_in_setup_.Prepare(settings, book_, account, language_, timeout_cap_ms_));
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

void TokenService::StopFlow(Instant now) {
  if (stage_ == Stage::kIdle) return;
  if (line_.flow() == &device_flow_ || line_.flow() == &discovery_) line_.Drop(now);
  device_flow_.Cancel(now);
  discovery_.Cancel(now);
  stage_ = Stage::kIdle;
}

void TokenService::CancelSignIn(Instant now) {
  if (facts_.phase == SignInFacts::Phase::kConfirm) return;  // it has come: Discard() forgets it
  const AccountId account = facts_.account;
  ++changes_;
  StopFlow(now);
  facts_ = {};
  ShowPending(account);
}

// A flow's next step: a request goes out when the line is free, a wait that is over is told.
void TokenService::Serve(OauthFlow& flow, bool keep, Instant now) {
  OauthFlow::Step step = flow.Next();
  if (step.wake_by <= now) {
    flow.OnTick(now);
    step = flow.Next();
  }
  if (step.want == OauthFlow::Want::kRequest && line_.idle()) line_.Begin(flow, keep, now);
}

void TokenService::PollLine(Instant now) {
  if (line_.idle()) return;
  line_.Poll(now);
  if (line_.idle() && IsOfDates(line_.cause())) ++date_failures_;
}

void TokenService::Poll(Instant now) {
  PollLine(now);
  if (refreshing_) PollRefresh(now);
  if (revoking_) PollRevocation(now);
  if (stage_ != Stage::kIdle) PollSignIn(now);
  if (!busy()) PollKeeper(now);
  PollLine(now);
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
  // The token set is one: while it is taken, the answer with the tokens of a sign-in has to wait.
  if (!refreshing_ && !revoking_) Serve(device_flow_, true, now);
  switch (device_flow_.Next().want) {
    case OauthFlow::Want::kDone: OnTokens(); return;
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

void TokenService::OnTokens() {
  stage_ = Stage::kIdle;
  ++changes_;
  refresh_answer_waits_ = false;  // the set had its tokens
  const AccountId account = facts_.account;
  work_ = {};
  AssignCut(work_.account_name, View(tokens_.claims.account));
  if (work_.account_name.empty()) TakeConfiguredUser(account);
  AssignCut(work_.display_name, View(tokens_.claims.name));
  AssignCut(work_.object_id, View(tokens_.claims.object_id));
  AssignCut(work_.tenant_id, View(tokens_.claims.tenant_id));
  AssignCut(work_.scope, View(tokens_.scope));
  AssignCut(work_.token_endpoint, View(sign_in_setup_.endpoints.token));
  AssignCut(work_.revocation_endpoint, View(sign_in_setup_.endpoints.revocation));
  work_.secret_in_form = device_flow_.client_auth() == OauthClientAuth::kPost;
  work_.signed_in = clock_.WallClock().value_or(UtcTime{});
  work_.refreshed = work_.signed_in;
  work_.waited_until = work_.signed_in;
  const Status saved = book_.SaveSignIn(account, Slot::kPending, work_, tokens_.refresh.Reveal());
  tokens_.refresh.Clear();
  if (!saved) {
    tokens_.Clear();
    EndSignIn(saved.error() == Error::kNoSpace ? Cause::kStorageFull : Cause::kStorageFailed);
    return;
  }
  NotePendingLapsed(account, false);
  if (!tokens_.access.empty()) pending_token_ = account;
  ShowPending(account);
}

// For providers that do not say who signed in.
void TokenService::TakeConfiguredUser(AccountId account) {
  AccountSettings settings;
  if (book_.LoadSettings(account, settings)) work_.account_name = settings.user;
}

// What is pending stands where a face can apply or discard it: after its sign-in, after a reboot, and again when a
// newer code was given up. `account`'s comes first.
void TokenService::ShowPending(AccountId account) {
  if (!book_.HasSignIn(account, Slot::kPending)) {
    const std::optional<AccountId> other = book_.NextSignIn(Slot::kPending, 0);
    if (!other) return;
    account = *other;
  }
  AccountSettings settings;
  if (!book_.LoadSignIn(account, Slot::kPending, work_, nullptr) || !book_.LoadSettings(account, settings)) return;
  facts_ = {};
  facts_.account = account;
  facts_.phase = SignInFacts::Phase::kConfirm;
  facts_.signed_in_as = work_.account_name;
  facts_.differs_from_sender = !settings.sender.empty() && settings.sender != work_.account_name;
  ++changes_;
}

void TokenService::FailSignIn(const OauthFailure& failure) {
  EndSignIn(CauseOf(failure, line_.cause()));
  EscapeForDisplay(failure.description.empty() ? line_.detail() : View(failure.description), facts_.detail);
}

void TokenService::EndSignIn(Cause cause) {
  stage_ = Stage::kIdle;
  facts_.phase = SignInFacts::Phase::kFailed;
  facts_.user_code.clear();
  facts_.cause = cause;
  ++changes_;
}

Status TokenService::Apply(AccountId account) {
  if (!book_.HasSignIn(account, Slot::kPending)) return Fail(Error::kNotFound);
  TEGAMI_TRY(book_.Apply(account));
  ++changes_;
  if (refreshing_ && refresh_account_ == account) {
    if (refresh_slot_ == Slot::kPending) {
      refresh_slot_ = Slot::kApplied;  // its rotated token goes where the sign-in went
    } else {
      orphan_ = Orphan::kForget;  // it was the older sign-in's
    }
  }
  holds_.Release(account);
  if (known_.account == account) known_.valid = false;
  if (facts_.account == account && facts_.phase == SignInFacts::Phase::kConfirm) {
    facts_.phase = SignInFacts::Phase::kDone;
  }
  if (refresh_answer_waits_ && refresh_account_ == account) {
    refresh_answer_waits_ = false;
    tokens_.Clear();
  }
  TEGAMI_TRY(book_.DropAccessToken(account));  // the older sign-in's
  if (pending_token_ != account) return {};
  const Status stored = StoreAccessToken(account);
  pending_token_.reset();
  tokens_.Clear();
  return stored;
}

Status TokenService::Discard(AccountId account) {
  if (!book_.HasSignIn(account, Slot::kPending)) return Fail(Error::kNotFound);
  const bool shown = facts_.account == account && facts_.phase == SignInFacts::Phase::kConfirm;
  TEGAMI_TRY(DropPending(account));
  if (shown) facts_ = {};
  return {};
}

// Users' sign-ins are bound to the mail account's settings.
void TokenService::OnSettingsChanged(AccountId account, bool secrets_went, Instant now) {
  const auto concerns = [account](AccountId other) {
    return other == account || (account == kMailAccount && other >= kFirstUserAccount);
  };
  if (secrets_went) {
    if (refreshing_ && concerns(refresh_account_)) orphan_ = Orphan::kForget;
    if (refresh_answer_waits_ && concerns(refresh_account_)) ForgetAnswer();
    if (pending_token_ && concerns(*pending_token_)) {
      pending_token_.reset();
      tokens_.Clear();
    }
    if (stage_ != Stage::kIdle && concerns(facts_.account)) {
      StopFlow(now);
      EndSignIn(Cause::kSignInCancelled);
    }
  }
  ++changes_;
  if (facts_.phase != SignInFacts::Phase::kConfirm) return;
  // What is shown may be gone, or differ from the sender now.
  const AccountId shown = facts_.account;
  facts_ = {};
  ShowPending(shown);
}

Status TokenService::DropPending(AccountId account) {
  ++changes_;
  if (refreshing_ && refresh_account_ == account && refresh_slot_ == Slot::kPending) orphan_ = Orphan::kForget;
  if (pending_token_ == account) {
    pending_token_.reset();
    tokens_.Clear();
  }
  return book_.DiscardPending(account);
}

void TokenService::NotePendingLapsed(AccountId account, bool lapsed) {
  AccountNotes notes;
  if (!book_.LoadNotes(account, notes) || notes.pending_lapsed == lapsed) return;
  notes.pending_lapsed = lapsed;
  static_cast<void>(book_.SaveNotes(account, notes));  // it only says why; without it the account is signed out
}

Instant TokenService::wake_by() const {
  Instant wake = line_.wake_by();
  if (stage_ == Stage::kDiscovering) wake = Earlier(wake, WakeOf(discovery_));
  if (stage_ == Stage::kSigningIn && !refreshing_ && !revoking_) wake = Earlier(wake, WakeOf(device_flow_));
  if (refreshing_) wake = Earlier(wake, store_again_ != kNever ? store_again_ : WakeOf(refresh_flow_));
  if (revoking_) wake = Earlier(wake, Earlier(revocation_end_, WakeOf(revocation_)));
  return busy() ? wake : Earlier(wake, keeper_.wake);
}

// A request that may go out, and an outcome that nobody has looked at, are work for now.
Instant TokenService::WakeOf(const OauthFlow& flow) const {
  const OauthFlow::Step step = flow.Next();
  switch (step.want) {
    case OauthFlow::Want::kRequest: return line_.idle() ? Instant{} : kNever;
    case OauthFlow::Want::kDone:
    case OauthFlow::Want::kFailed: return Instant{};
    case OauthFlow::Want::kNothing:
    case OauthFlow::Want::kResponse:
    case OauthFlow::Want::kWait: break;
  }
  return step.wake_by;
}

}  // namespace tegami
