// SPDX-License-Identifier: MIT
// Signs accounts in and keeps their tokens: the one user of the OAuth machines. One request at a time.
#pragma once

#include "app/log_events.h"
#include "app/oauth_setup.h"
#include "app/oauth_transport.h"
#include "oauth/device_flow.h"
#include "oauth/discovery.h"
#include "oauth/refresh_flow.h"
#include "tegami/snapshot.h"

namespace tegami {

// Sign-in: SignIn(), NewCode() (SignIn() again), Cancel(); facts() tells how it goes. What it brings is stored as
//          pending; Apply() makes it the account's own.
// Tokens:  RequestToken() until it gives one, or a cause. A rotated refresh token is on flash before the access token
//          that came with it is handed out.
class TokenService {
 public:
  TokenService(Network& network, TlsServices& tls, Clock& clock, AccountBook& book, Bytes http_work, Tracer* tracer)
      : clock_(clock),
        book_(book),
        transport_(network, tls, book, http_work, tracer),
        device_flow_(tokens_, tracer),
        discovery_(tracer),
        refresh_flow_(tokens_, tracer) {}

  void SetLanguage(Language language) { language_ = language; }
  void SetEvents(EventLog* events) { events_ = events; }
  void SetTimeoutCap(int64_t ms) { timeout_cap_ms_ = ms; }

  // Starts a sign-in, or asks for a new code. The account's older sign-in goes on working.
  //   kInvalidArgument  the settings lack something
  [[nodiscard]] Status StartSignIn(AccountId account, Instant now);
  void CancelSignIn(Instant now);
  // Makes the pending sign-in the account's own.
  //   kNotFound  nothing is pending
  [[nodiscard]] Status Apply(AccountId account);
  [[nodiscard]] Status SignOut(AccountId account, Instant now);
  const SignInFacts& facts() const { return facts_; }

  struct TokenAnswer {
    bool ready = false;          // `token` is filled
    Cause cause = Cause::kNone;  // why there is none; kNone and not ready: still under way
    Instant retry_at;            // where the cause goes away by itself
  };

  // The account's access token, fresh for kFreshSeconds at least. Call again until it answers. `refused_before`:
  // the server has refused what was handed out before, so refresh now.
  // `token` may be null: then only the outcome is wanted.
  TokenAnswer RequestToken(AccountId account, bool refused_before, AccessToken* token, Instant now);

  // Refreshes now, whatever is left of the access token. The outcome by RequestToken().
  void ForceRefresh() { force_refresh_ = true; }

  void Poll(Instant now);
  Instant wake_by() const;
  // Nobody signs in and nothing is refreshed: the line is free.
  bool idle() const { return !refreshing_ && stage_ == Stage::kIdle && transport_.idle(); }
  std::string_view detail() const { return View(detail_); }

  // For a request beside those of the OAuth machines, while it is idle.
  OauthLine& line() { return transport_; }

 private:
  enum class Stage : uint8_t { kIdle, kDiscovering, kSigningIn };

  void PollSignIn(Instant now);
  void PollRefresh(Instant now);
  void Serve(OauthFlow& flow, bool keep, Instant now);
  void BeginDeviceFlow(Instant now);
  void ShowCode();
  void OnTokens(Instant now);
  void FailSignIn(const OauthFailure& failure);
  bool LoadFresh(AccountId account, AccessToken& token);
  Status BeginRefresh(AccountId account, Instant now);
  void OnRefreshed(Instant now);
  void OnRefreshFailed();
  Status StoreRefreshed();

  EventLog* events_ = nullptr;
  Clock& clock_;
  AccountBook& book_;
  OauthTransport transport_;
  TokenSet tokens_;
  DeviceFlow device_flow_;
  Discovery discovery_;
  RefreshFlow refresh_flow_;

  Language language_ = Language::kEnglish;
  int64_t timeout_cap_ms_ = 0;

  Stage stage_ = Stage::kIdle;
  Text<kMailAddressMaxBytes> configured_user_;  // of the account that signs in
  Text<kMailAddressMaxBytes> configured_sender_;
  Text<kUrlMaxBytes> discovery_issuer_;
  OauthSetup sign_in_setup_;
  SignInFacts facts_;
  bool pending_token_held_ = false;  // tokens_.access belongs to the pending sign-in

  bool refreshing_ = false;
  AccountId refresh_account_ = kMailAccount;
  OauthSetup refresh_setup_;
  SignIn refreshed_sign_in_;
  Cause refresh_cause_ = Cause::kNone;  // how the last refresh ended
  Instant retry_at_;
  bool refresh_answer_waits_ = false;
  bool force_refresh_ = false;
  Text<kErrorTextMaxBytes> detail_;
};

}  // namespace tegami
