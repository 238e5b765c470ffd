// SPDX-License-Identifier: MIT
// Signing out: here at once, at the provider by best effort.
#include "app/token_service.h"

namespace tegami {

Status TokenService::SignOut(AccountId account, Instant now) {
  if (facts_.account == account) {
    StopFlow(now);
    facts_ = {};
  }
  if (pending_token_ == account) {
    pending_token_.reset();
    tokens_.Clear();
  }
  if (refresh_answer_waits_ && refresh_account_ == account) {
    refresh_answer_waits_ = false;
    tokens_.Clear();
  }
  // A refresh under way brings a token that works: it must neither be stored nor be left alive.
  const bool refreshing_it = refreshing_ && refresh_account_ == account;
  if (refreshing_it) orphan_ = Orphan::kRevoke;
  const bool revoke = !refreshing_it && LoadForRevocation(account);
  const Status forgotten = book_.SignOut(account);
  NotePendingLapsed(account, false);
  holds_.Release(account);
  if (known_.account == account) known_.valid = false;
  ++changes_;
  if (revoke && forgotten) BeginRevocation(now);
  if (revoke && !forgotten) tokens_.Clear();
  return forgotten;
}

// The token and the way to revoke it, read before they are gone. False: there is no way, or the token set is taken.
bool TokenService::LoadForRevocation(AccountId account) {
  AccountSettings settings;
  const Slot slot = book_.HasSignIn(account, Slot::kApplied) ? Slot::kApplied : Slot::kPending;
  if (busy() || !book_.LoadSettings(account, settings)) return false;
  if (!book_.LoadSignIn(account, slot, work_, &tokens_.refresh)) return false;
  const bool useful = work_.cause == Cause::kNone && !work_.revocation_endpoint.empty();
  if (!useful || !refresh_setup_.Prepare(settings, book_, account, language_, timeout_cap_ms_)) {
    tokens_.refresh.Clear();
    return false;
  }
  refresh_setup_.UseEndpointsOf(work_);
  refresh_answer_waits_ = false;
  pending_token_.reset();
  tokens_.access.Clear();
  return true;
}

void TokenService::BeginRevocation(Instant now) {
  revoking_ = true;
  const int64_t most = timeout_cap_ms_ > 0 ? std::min(timeout_cap_ms_, kRevocationMaxMs) : kRevocationMaxMs;
  revocation_end_ = After(now, most);
  revocation_.Begin(refresh_setup_.client, tokens_.refresh.Reveal(), now);
}

void TokenService::PollRevocation(Instant now) {
  Serve(revocation_, false, now);
  const OauthFlow::Want want = revocation_.Next().want;
  if (want != OauthFlow::Want::kDone && want != OauthFlow::Want::kFailed && now < revocation_end_) return;
  if (line_.flow() == &revocation_) line_.Drop(now);
  revocation_.Cancel(now);
  revoking_ = false;
  tokens_.Clear();
}

}  // namespace tegami
