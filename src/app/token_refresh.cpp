// SPDX-License-Identifier: MIT
// Access tokens: from the store while they are fresh, by a refresh otherwise.
#include "app/oauth_failure.h"
#include "app/token_service.h"
#include "codec/escape.h"

namespace tegami {
namespace {

// Exchange's high-volume endpoint refuses tokens that are about to expire (501 5.5.127); others have clocks of their
// own.
constexpr int64_t kFreshSeconds = 600;
bool IsFresh(UtcTime expires, UtcTime now) { return expires.seconds - now.seconds > kFreshSeconds; }

}  // namespace

bool TokenService::LoadFresh(AccountId account, AccessToken& token) {
  const std::optional<UtcTime> utc = clock_.WallClock();
  UtcTime expires;
  return utc && book_.LoadAccessToken(account, token, expires) && IsFresh(expires, *utc);
}

TokenService::TokenAnswer TokenService::RequestToken(AccountId account, bool refused_before, AccessToken* token,
                                                     Instant now) {
  TokenAnswer answer;
  // The answer to a poll for a sign-in's tokens may be under way: the token set is one.
  if (refreshing_ || transport_.flow() == &device_flow_) return answer;
  if (refresh_answer_waits_ && refresh_account_ == account) {
    refresh_answer_waits_ = false;
    answer.cause = refresh_cause_;
    answer.retry_at = retry_at_;
    answer.ready = refresh_cause_ == Cause::kNone;
    if (answer.ready && token != nullptr) answer.ready = token->Assign(tokens_.access.Reveal()).has_value();
    tokens_.Clear();
    return answer;
  }
  if (!refused_before && !force_refresh_ && token != nullptr && LoadFresh(account, *token)) {
    answer.ready = true;
    return answer;
  }
  force_refresh_ = false;
  const Status begun = BeginRefresh(account, now);
  if (!begun) answer.cause = begun.error() == Error::kNotFound ? refresh_cause_ : Cause::kStorageFailed;
  return answer;
}

Status TokenService::BeginRefresh(AccountId account, Instant now) {
  AccountSettings settings;
  TEGAMI_TRY(book_.LoadSettings(account, settings));
  SignIn& sign_in = refreshed_sign_in_;
  const Status loaded = book_.LoadSignIn(account, AccountBook::Slot::kApplied, sign_in, &tokens_.refresh);
  if (!loaded) {
    SignIn pending;
    const bool waits = book_.LoadSignIn(account, AccountBook::Slot::kPending, pending, nullptr).has_value();
    refresh_cause_ = waits ? Cause::kSignInNotApplied : Cause::kNotSignedIn;
    return loaded;
  }
  if (sign_in.cause != Cause::kNone) {  // the provider said that it is dead: asking again would not wake it
    refresh_cause_ = sign_in.cause;
    return Fail(Error::kNotFound);
  }
  pending_token_held_ = false;
  TEGAMI_TRY(refresh_setup_.Prepare(settings, book_, account, language_, timeout_cap_ms_));
  refresh_setup_.UseEndpointsOf(sign_in);
  AssignCut(tokens_.scope, View(sign_in.scope));
  refreshing_ = true;
  refresh_answer_waits_ = false;
  refresh_account_ = account;
  refresh_flow_.Begin(refresh_setup_.client, now);
  return {};
}

void TokenService::PollRefresh(Instant now) {
  Serve(refresh_flow_, false, now);
  const OauthFlow::Want want = refresh_flow_.Next().want;
  if (want != OauthFlow::Want::kDone && want != OauthFlow::Want::kFailed) return;
  refreshing_ = false;
  refresh_answer_waits_ = true;
  OnRefreshed(now);
  LogRefresh(events_, refresh_account_, refresh_cause_, View(detail_));
}

// The rotated token reaches the flash first, also where the rest of the answer was no good.
void TokenService::OnRefreshed(Instant now) {
  static_cast<void>(now);
  const bool done = refresh_flow_.Next().want == OauthFlow::Want::kDone;
  refresh_cause_ = Cause::kNone;
  detail_.clear();
  if ((done || refresh_flow_.refresh_token_replaced()) && !StoreRefreshed()) {
    refresh_cause_ = Cause::kStorageFailed;
    retry_at_ = now;
    return;
  }
  if (!done) OnRefreshFailed();
}

Status TokenService::StoreRefreshed() {
  const std::optional<UtcTime> utc = clock_.WallClock();
  if (utc) refreshed_sign_in_.refreshed = *utc;
  AssignCut(refreshed_sign_in_.scope, View(tokens_.scope));
  TEGAMI_TRY(
      book_.SaveSignIn(refresh_account_, AccountBook::Slot::kApplied, refreshed_sign_in_, tokens_.refresh.Reveal()));
  if (refresh_flow_.Next().want != OauthFlow::Want::kDone || !utc) return {};
  // Losing this one costs a refresh, no more.
  static_cast<void>(
      book_.SaveAccessToken(refresh_account_, tokens_.access.Reveal(), tokens_.AccessExpiresUtc(*utc, clock_.Now())));
  return {};
}

void TokenService::OnRefreshFailed() {
  const OauthFailure& failure = refresh_flow_.failure();
  refresh_cause_ = CauseOf(failure, transport_.cause());
  retry_at_ = refresh_flow_.retry_at();
  EscapeForDisplay(failure.description.empty() ? transport_.detail() : View(failure.description), detail_);
  switch (failure.verdict) {
    case TokenVerdict::kKeep: return;
    case TokenVerdict::kMarkExpired:
      if (CauseCode(refresh_cause_) != 361) refresh_cause_ = Cause::kLinkExpired;
      break;
    case TokenVerdict::kMarkSignInAgain:
      if (CauseCode(refresh_cause_) != 370) refresh_cause_ = Cause::kSignInAgain;
      break;
  }
  static_cast<void>(book_.DropAccessToken(refresh_account_));
  static_cast<void>(book_.MarkSignIn(refresh_account_, refresh_cause_, View(detail_)));
}

}  // namespace tegami
