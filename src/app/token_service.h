// SPDX-License-Identifier: MIT
// Signs accounts in and keeps their tokens: the one user of the OAuth machines. One request at a time.
#pragma once

#include "app/log_events.h"
#include "app/oauth_line.h"
#include "app/oauth_setup.h"
#include "app/token_event.h"
#include "app/token_holds.h"
#include "oauth/device_flow.h"
#include "oauth/discovery.h"
#include "oauth/refresh_flow.h"
#include "oauth/revocation.h"
#include "tegami/hal/clock.h"
#include "tegami/snapshot.h"

namespace tegami {

// Sign-in:    StartSignIn(), again for a new code, CancelSignIn(); facts() tells how it goes. What it brings is stored
//             as pending; Apply() makes it the account's own, Discard() forgets it.
// Tokens:     RequestToken() until it gives one, or a cause. A rotated refresh token is on flash before the access
//             token that came with it is handed out.
// Keep-alive: by itself, from Start() on (token_keeper.cpp).
//
// One token set and one SignIn serve them all. The SignIn is scratch: nothing stays in it from one call to the next.
// The set belongs to the refresh, or to the revocation, or to the answer of a sign-in that is under way; in between it
// holds what waits to be taken.
class TokenService {
 public:
  TokenService(OauthLine& line, Clock& clock, AccountBook& book, Tracer* tracer)
      : clock_(clock),
        book_(book),
        line_(line),
        device_flow_(tokens_, tracer),
        discovery_(tracer),
        refresh_flow_(tokens_, tracer),
        revocation_(tracer) {}

  void SetLanguage(Language language) { language_ = language; }
  void SetEvents(EventLog* events) { events_ = events; }
  void SetTimeoutCap(int64_t ms) { timeout_cap_ms_ = ms; }

  // Once, when the store is mounted: shows a sign-in that waits to be applied, and begins to keep tokens alive.
  void Start(Instant now);

  // Starts a sign-in, or asks for a new code. The account's older sign-ins, applied and pending, stand until the new
  // one replaces them. A user's sign-in before an administrator's ends at once (facts() say kAdminSignInFirst).
  //   kInvalidArgument  the settings lack something
  [[nodiscard]] Status StartSignIn(AccountId account, Instant now);
  // Forgets the code under way. A sign-in that waits to be applied is Discard()'s matter.
  void CancelSignIn(Instant now);
  // Makes the pending sign-in the account's own.
  //   kNotFound  nothing is pending
  [[nodiscard]] Status Apply(AccountId account);
  [[nodiscard]] Status Discard(AccountId account);
  // Forgets the account's tokens at once; then tells the provider, where it has an endpoint for that (RFC 7009): once,
  // within kRevocationMaxMs, and not across a reboot.
  [[nodiscard]] Status SignOut(AccountId account, Instant now);
  bool revoking() const { return revoking_; }
  // The account's settings were changed, or its user is gone. `secrets_went`: what a sign-in was bound to is another
  // now. A code of the old settings is no use then, and what waits in RAM goes as what was stored has gone.
  void OnSettingsChanged(AccountId account, bool secrets_went, Instant now);
  const SignInFacts& facts() const { return facts_; }

  struct TokenAnswer {
    bool ready = false;          // `token` is filled
    Cause cause = Cause::kNone;  // why there is none; kNone and not ready: still under way
    Instant retry_at;            // where the cause goes away by itself
  };

  // The account's access token, fresh for kRefreshMarginSeconds at least. Call again until it answers.
  // `refused_before`: the server has refused what was handed out before, so refresh now. `token` may be null: then only
  // the outcome is wanted.
  TokenAnswer RequestToken(AccountId account, bool refused_before, AccessToken* token, Instant now);

  // Refreshes now, whatever is left of the access token. The outcome by RequestToken().
  void ForceRefresh() { force_refresh_ = true; }

  void Poll(Instant now);
  Instant wake_by() const;
  // Nobody signs in and nothing is refreshed or revoked: the line is free.
  bool idle() const { return !refreshing_ && !revoking_ && stage_ == Stage::kIdle && line_.idle(); }
  // The provider's words on the account that RequestToken() had no token for last; of another account's, none. They
  // stand as long as no other account's refresh fails.
  std::string_view detail() const { return detail_counts_ ? View(detail_) : std::string_view(); }

  // For a request beside those of the OAuth machines, while it is idle.
  OauthLine& line() { return line_; }

  // How often a certificate was refused for its dates: the clock may be wrong.
  uint32_t date_failures() const { return date_failures_; }
  // It was, and is right now: what failed by it is tried again.
  void OnClockCorrected() { holds_.OnSettingsChanged(); }

  // Whoever tells people takes these.
  std::optional<TokenEvent> TakeEvent();
  // Another number whenever something changed that accounts' facts show.
  uint32_t changes() const { return changes_; }

 private:
  using Slot = AccountBook::Slot;
  enum class Stage : uint8_t { kIdle, kDiscovering, kSigningIn };
  enum class Asker : uint8_t { kCaller, kKeeper };
  // What becomes of the answer of a refresh whose sign-in has gone meanwhile.
  enum class Orphan : uint8_t { kNo, kForget, kRevoke };

  // Whether the token set is taken.
  bool busy() const { return refreshing_ || revoking_ || line_.flow() == &device_flow_; }

  // Signing in (token_service.cpp).
  void PollLine(Instant now);
  void PollSignIn(Instant now);
  void Serve(OauthFlow& flow, bool keep, Instant now);
  Instant WakeOf(const OauthFlow& flow) const;
  void BeginDeviceFlow(Instant now);
  void StopFlow(Instant now);
  void ShowCode();
  void ShowPending(AccountId account);
  void OnTokens();
  void TakeConfiguredUser(AccountId account);
  void FailSignIn(const OauthFailure& failure);
  void EndSignIn(Cause cause);
  Status DropPending(AccountId account);
  void NotePendingLapsed(AccountId account, bool lapsed);

  // Signing out (token_revocation.cpp).
  bool LoadForRevocation(AccountId account);
  void BeginRevocation(Instant now);
  void PollRevocation(Instant now);

  // Refreshing (token_refresh.cpp).
  void ForgetAnswer();
  bool LoadFresh(AccountId account, AccessToken& token, Instant now);
  Cause CauseOfAbsence(AccountId account);
  Status BeginRefresh(AccountId account, Slot slot, Asker asker, Instant now);
  void PollRefresh(Instant now);
  void EndRefresh(Cause cause, Instant now);
  Cause OnRefreshFailed(Instant now);
  void ForgetDetailOf(AccountId account);
  void MarkRefused(Cause cause);
  Status StoreRefreshed(bool done);
  Status StoreAccessToken(AccountId account);

  // Keeping alive (token_keeper.cpp).
  void PollKeeper(Instant now);
  const Provider* OauthProviderOf(AccountId account);
  bool LookAfter(AccountId account, Slot slot, UtcTime utc, Instant now);
  bool CountPendingDay(AccountId account, UtcTime utc);
  void LapsePending(AccountId account, Cause cause);
  void WarnOfLapse(AccountId account);
  void OnKeptAlive(bool alive, Instant now);
  void Tell(const TokenEvent& event);

  EventLog* events_ = nullptr;
  Clock& clock_;
  AccountBook& book_;
  OauthLine& line_;
  TokenSet tokens_;
  SignIn work_;
  DeviceFlow device_flow_;
  Discovery discovery_;
  RefreshFlow refresh_flow_;
  Revocation revocation_;

  Language language_ = Language::kEnglish;
  int64_t timeout_cap_ms_ = 0;
  uint32_t changes_ = 0;
  uint32_t date_failures_ = 0;

  Stage stage_ = Stage::kIdle;
  Text<kUrlMaxBytes> discovery_issuer_;
  OauthSetup sign_in_setup_;
  SignInFacts facts_;
  std::optional<AccountId> pending_token_;  // tokens_.access belongs to this account's pending sign-in

  bool refreshing_ = false;
  Asker asker_ = Asker::kCaller;
  Orphan orphan_ = Orphan::kNo;
  AccountId refresh_account_ = kMailAccount;
  Slot refresh_slot_ = Slot::kApplied;
  OauthSetup refresh_setup_;            // of the revocation, too
  uint32_t refresh_revision_ = 0;       // of book_, when the refresh began
  Cause refresh_cause_ = Cause::kNone;  // how the last refresh ended
  Instant retry_at_;
  bool refresh_answer_waits_ = false;
  Instant answer_until_;
  bool force_refresh_ = false;
  uint8_t store_tries_ = 0;
  Instant store_again_ = kNever;  // the flash did not take the rotated token yet
  Text<kErrorTextMaxBytes> detail_;
  AccountId detail_account_ = kMailAccount;  // whom it is about
  bool detail_counts_ = false;
  TokenHolds holds_;
  uint32_t holds_revision_ = 0;

  // The access token that was stored last: while the device runs, the monotonic clock knows its end.
  struct KnownToken {
    bool valid = false;
    AccountId account = kMailAccount;
    Instant expires;
  };
  KnownToken known_;

  bool revoking_ = false;
  Instant revocation_end_;

  struct Keeper {
    uint64_t device = 0;  // DeviceNotes::spread
    Instant wake = kNever;
    Instant next_day;
    bool walking = false;
    bool counts_day = false;
    Slot slot = Slot::kApplied;
    uint32_t cursor = 0;
    uint8_t failures = 0;  // in a row
  };
  Keeper keeper_;
  etl::vector<TokenEvent, kTokenEventsMax> told_;
};

}  // namespace tegami
