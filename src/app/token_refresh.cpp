// SPDX-License-Identifier: MIT
// Access tokens: from the store while they are fresh, by a refresh otherwise.
#include "app/oauth_failure.h"
#include "app/token_schedule.h"
#include "app/token_service.h"
#include "codec/escape.h"

namespace tegami {
namespace {

// Users' access tokens are not stored: 500 of them would be 4 MiB of flash, to spare a refresh that nobody sees.
bool KeepsAccessToken(AccountId account) { return account < kFirstUserAccount; }

}  // namespace

bool TokenService::LoadFresh(AccountId account, AccessToken& token, Instant now) {
  AccountBook::AccessTokenLife life;
  if (!book_.LoadAccessToken(account, token, life)) return false;
  const int64_t margin =
      RefreshMarginSeconds(keeper_.device, account, life.expires, life.expires.seconds - life.obtained.seconds);
  bool fresh = false;
  if (known_.valid && known_.account == account) {
    fresh = MsBetween(now, known_.expires) > margin * kMsPerSecond;
  } else if (const std::optional<UtcTime> utc = clock_.WallClock()) {
    const bool same_clock = life.obtained.seconds <= utc->seconds + kClockSlackSeconds;
    fresh = same_clock && life.expires.seconds - utc->seconds > margin;
  }
  if (!fresh) token.Clear();
  return fresh;
}

TokenService::TokenAnswer TokenService::RequestToken(AccountId account, bool refused_before, AccessToken* token,
                                                     Instant now) {
  TokenAnswer answer;
  // The answer to a poll for a sign-in's tokens may be under way, too: the token set is one.
  if (busy()) return answer;
  if (refresh_answer_waits_ && refresh_revision_ != book_.revision()) ForgetAnswer();
  detail_counts_ = false;
  if (refresh_answer_waits_ && refresh_account_ == account) {
    refresh_answer_waits_ = false;
    answer.cause = refresh_cause_;
    answer.retry_at = retry_at_;
    // Whoever asked may have gone, and somebody else comes for it much later.
    const bool current = now < answer_until_;
    answer.ready = refresh_cause_ == Cause::kNone && now < tokens_.access_expires;
    if (answer.ready && token != nullptr) token->TakeFrom(tokens_.access);
    tokens_.Clear();
    if (answer.ready && token != nullptr) holds_.NoteHandedOut(account);
    detail_counts_ = current && detail_account_ == account;
    if (current && (answer.ready || answer.cause != Cause::kNone)) return answer;
    answer = {};
  }
  if (std::exchange(holds_revision_, book_.revision()) != book_.revision()) holds_.OnSettingsChanged();
  // 64 jobs whose token is refused are one refresh, not 64: the answer to the others is known.
  const TokenHolds::Renewal renewal = holds_.RenewalOf(account, now);
  if (refused_before && !force_refresh_ && renewal == TokenHolds::Renewal::kHandedOut) {
    answer.cause = Cause::kAuthTokenRejected;
    return answer;
  }
  const bool refused_now = refused_before && renewal == TokenHolds::Renewal::kOld;
  if (!refused_now && !force_refresh_ && token != nullptr && LoadFresh(account, *token, now)) {
    holds_.NoteHandedOut(account);
    answer.ready = true;
    return answer;
  }
  force_refresh_ = false;
  if (const TokenHold* hold = holds_.Find(account, now)) {
    answer.cause = hold->cause;
    answer.retry_at = hold->until;
    detail_counts_ = detail_account_ == account;
    return answer;
  }
  const Status begun = BeginRefresh(account, Slot::kApplied, Asker::kCaller, now);
  if (!begun) answer.cause = begun.error() == Error::kNotFound ? refresh_cause_ : Cause::kStorageFailed;
  return answer;
}

// What a refresh brought for settings that are no more.
void TokenService::ForgetAnswer() {
  refresh_answer_waits_ = false;
  if (!busy() && !pending_token_) tokens_.Clear();
}

Cause TokenService::CauseOfAbsence(AccountId account) {
  if (book_.HasSignIn(account, Slot::kPending)) return Cause::kSignInNotApplied;
  AccountNotes notes;
  const bool lapsed = book_.LoadNotes(account, notes) && notes.pending_lapsed;
  return lapsed ? Cause::kPendingSignInLapsed : Cause::kNotSignedIn;
}

//   kNotFound  there is nothing to refresh: refresh_cause_ says why
Status TokenService::BeginRefresh(AccountId account, Slot slot, Asker asker, Instant now) {
  AccountSettings settings;
  TEGAMI_TRY(book_.LoadSettings(account, settings));
  if (const Status loaded = book_.LoadSignIn(account, slot, work_, &tokens_.refresh); !loaded) {
    refresh_cause_ = CauseOfAbsence(account);
    return loaded;
  }
  if (work_.cause != Cause::kNone) {  // the provider said that it is dead: asking again would not wake it
    tokens_.refresh.Clear();
    refresh_cause_ = work_.cause;
    detail_ = work_.detail;
    detail_account_ = account;
    detail_counts_ = asker == Asker::kCaller;
    return Fail(Error::kNotFound);
  }
  pending_token_.reset();
  refresh_answer_waits_ = false;
  ForgetDetailOf(account);
  TEGAMI_TRY(refresh_setup_.Prepare(settings, book_, account, language_, timeout_cap_ms_));
  refresh_setup_.UseEndpointsOf(work_);
  tokens_.access.Clear();
  AssignCut(tokens_.scope, View(work_.scope));
  refreshing_ = true;
  asker_ = asker;
  orphan_ = Orphan::kNo;
  store_tries_ = 0;
  store_again_ = kNever;
  refresh_account_ = account;
  refresh_revision_ = book_.revision();
  refresh_slot_ = slot;
  refresh_flow_.Begin(refresh_setup_.client, now);
  return {};
}

void TokenService::PollRefresh(Instant now) {
  if (store_again_ == kNever) {
    Serve(refresh_flow_, false, now);
  } else if (now < store_again_) {
    return;
  }
  const OauthFlow::Want want = refresh_flow_.Next().want;
  if (want != OauthFlow::Want::kDone && want != OauthFlow::Want::kFailed) return;
  if (orphan_ == Orphan::kNo && !book_.HasSignIn(refresh_account_, refresh_slot_)) orphan_ = Orphan::kForget;
  if (orphan_ != Orphan::kNo) {
    refreshing_ = false;
    store_again_ = kNever;
    if (orphan_ == Orphan::kRevoke && !refresh_setup_.endpoints.revocation.empty()) return BeginRevocation(now);
    return tokens_.Clear();
  }
  // The rotated token reaches the flash first, also where the rest of the answer was no good.
  const bool done = want == OauthFlow::Want::kDone;
  const bool replaced = done || refresh_flow_.refresh_token_replaced();
  if (const Status stored = replaced ? StoreRefreshed(done) : Status{}; !stored) {
    store_again_ = After(now, kTokenStorePauseMs);
    const bool gone = stored.error() == Error::kNotFound;  // a setting that bound the sign-in took it
    if (gone || ++store_tries_ >= kTokenStoreTries) EndRefresh(gone ? Cause::kNotSignedIn : Cause::kStorageFailed, now);
    return;
  }
  EndRefresh(done ? Cause::kNone : OnRefreshFailed(now), now);
}

void TokenService::EndRefresh(Cause cause, Instant now) {
  refreshing_ = false;
  store_again_ = kNever;
  refresh_cause_ = cause;
  ++changes_;
  if (cause == Cause::kNone) {
    holds_.Release(refresh_account_);
    if (refresh_slot_ == Slot::kApplied) holds_.NoteRenewed(refresh_account_, After(now, kRefreshRepeatMs));
    ForgetDetailOf(refresh_account_);
  }
  if (cause == Cause::kStorageFailed) retry_at_ = After(now, kRefreshRepeatMs);
  LogRefresh(events_, refresh_account_, cause,
             detail_account_ == refresh_account_ ? View(detail_) : std::string_view());
  if (asker_ == Asker::kKeeper) {
    tokens_.Clear();
    OnKeptAlive(cause == Cause::kNone, now);
    return;
  }
  refresh_answer_waits_ = true;
  answer_until_ = After(now, kRefreshRepeatMs);
}

Status TokenService::StoreRefreshed(bool done) {
  TEGAMI_TRY(book_.LoadSignIn(refresh_account_, refresh_slot_, work_, nullptr));
  if (const std::optional<UtcTime> utc = clock_.WallClock()) work_.refreshed = *utc;
  work_.warned_days = 0;
  AssignCut(work_.scope, View(tokens_.scope));
  TEGAMI_TRY(book_.SaveSignIn(refresh_account_, refresh_slot_, work_, tokens_.refresh.Reveal()));
  // Losing this one costs a refresh, no more.
  if (done && refresh_slot_ == Slot::kApplied) static_cast<void>(StoreAccessToken(refresh_account_));
  return {};
}

Status TokenService::StoreAccessToken(AccountId account) {
  const std::optional<UtcTime> utc = clock_.WallClock();
  if (!KeepsAccessToken(account) || !utc) return {};
  const Instant now = clock_.Now();
  if (known_.account == account) known_.valid = false;
  TEGAMI_TRY(book_.SaveAccessToken(account, tokens_.access.Reveal(),
                                   {.obtained = *utc, .expires = tokens_.AccessExpiresUtc(*utc, now)}));
  known_ = {.valid = true, .account = account, .expires = tokens_.access_expires};
  return {};
}

// What the provider, or the way to it, said; the sign-in is marked by a definite answer alone.
Cause TokenService::OnRefreshFailed(Instant now) {
  const OauthFailure& failure = refresh_flow_.failure();
  Cause cause = CauseOf(failure, line_.cause());
  EscapeForDisplay(failure.description.empty() ? line_.detail() : View(failure.description), detail_);
  detail_account_ = refresh_account_;
  switch (failure.verdict) {
    case TokenVerdict::kKeep: {
      const bool outage = failure.failure_class == OauthClass::kTransient;
      TokenHold hold;
      hold.account = refresh_account_;
      hold.cause = cause;
      hold.until = outage ? refresh_flow_.retry_at() : After(now, kRefreshRepeatMs);
      hold.keep_alive_after = outage ? hold.until : After(now, kKeepAliveRefusedMs);
      hold.settings_matter = !outage || failure.http_status == 0;  // what a server asks for, it gets
      holds_.Hold(hold);
      retry_at_ = hold.until;
      return cause;
    }
    case TokenVerdict::kMarkExpired:
      if (CauseCode(cause) != 361) cause = Cause::kLinkExpired;
      break;
    case TokenVerdict::kMarkSignInAgain:
      if (CauseCode(cause) != 370) cause = Cause::kSignInAgain;
      break;
  }
  retry_at_ = now;
  MarkRefused(cause);
  return cause;
}

void TokenService::ForgetDetailOf(AccountId account) {
  if (detail_account_ == account) detail_.clear();
}

void TokenService::MarkRefused(Cause cause) {
  if (refresh_slot_ == Slot::kPending) return LapsePending(refresh_account_, cause);
  if (known_.account == refresh_account_) known_.valid = false;
  static_cast<void>(book_.DropAccessToken(refresh_account_));
  if (book_.LoadSignIn(refresh_account_, Slot::kApplied, work_, nullptr)) {
    work_.cause = cause;
    work_.detail = detail_;
    // A mark that the flash does not take is made again by the next refresh.
    static_cast<void>(book_.SaveSignIn(refresh_account_, Slot::kApplied, work_, tokens_.refresh.Reveal()));
  }
  Tell({.kind = TokenEvent::Kind::kSignInEnded, .account = refresh_account_, .cause = cause});
}

}  // namespace tegami
