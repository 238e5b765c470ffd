// SPDX-License-Identifier: MIT
// Accounts whose provider is left alone for a while, whoever asks.
#pragma once

#include <etl/vector.h>

#include <algorithm>

#include "app/token_limits.h"
#include "tegami/error_codes.h"
#include "tegami/mail_job.h"

namespace tegami {

struct TokenHold {
  AccountId account = kMailAccount;
  Cause cause = Cause::kNone;    // what the refresh failed of
  Instant until;                 // no request before
  Instant keep_alive_after;      // no keep-alive refresh before
  bool settings_matter = false;  // a changed setting may help: then it is not waited for
};

// Refreshes, held back where they failed, and where they would bring nothing: a server that refuses the token that has
// just come does not like the next one better.
class TokenHolds {
 public:
  enum class Renewal : uint8_t {
    kOld,        // the last refresh, if there was one, is long ago
    kNew,        // the token that it brought was not handed out yet
    kHandedOut,  // it was
  };

  Renewal RenewalOf(AccountId account, Instant now) const {
    const auto* row = std::find_if(renewed_.begin(), renewed_.end(),
                                   [&](const Renewed& r) { return r.account == account && now < r.until; });
    if (row == renewed_.end()) return Renewal::kOld;
    return row->handed_out ? Renewal::kHandedOut : Renewal::kNew;
  }
  void NoteRenewed(AccountId account, Instant until) {
    Release(account);
    if (renewed_.full()) renewed_.erase(renewed_.begin());
    renewed_.push_back({.account = account, .until = until});
  }
  void NoteHandedOut(AccountId account) {
    for (Renewed& row : renewed_) row.handed_out = row.handed_out || row.account == account;
  }

  // Null where the account may be asked.
  const TokenHold* Find(AccountId account, Instant now) const {
    const auto* hold = std::find_if(holds_.begin(), holds_.end(),
                                    [&](const TokenHold& h) { return h.account == account && now < h.until; });
    return hold == holds_.end() ? nullptr : hold;
  }
  bool KeepAliveWaits(AccountId account, Instant now) const {
    return std::any_of(holds_.begin(), holds_.end(), [&](const TokenHold& h) {
      return h.account == account && now < std::max(h.until, h.keep_alive_after);
    });
  }

  void Hold(const TokenHold& hold) {
    Release(hold.account);
    if (holds_.full()) {
      holds_.erase(std::min_element(holds_.begin(), holds_.end(),
                                    [](const TokenHold& a, const TokenHold& b) { return a.until < b.until; }));
    }
    holds_.push_back(hold);
  }

  void Release(AccountId account) {
    holds_.erase(std::remove_if(holds_.begin(), holds_.end(),
                                [account](const TokenHold& hold) { return hold.account == account; }),
                 holds_.end());
    renewed_.erase(std::remove_if(renewed_.begin(), renewed_.end(),
                                  [account](const Renewed& row) { return row.account == account; }),
                   renewed_.end());
  }
  void OnSettingsChanged() {
    renewed_.clear();
    holds_.erase(
        std::remove_if(holds_.begin(), holds_.end(), [](const TokenHold& hold) { return hold.settings_matter; }),
        holds_.end());
  }

 private:
  struct Renewed {
    AccountId account = kMailAccount;
    bool handed_out = false;
    Instant until;
  };

  etl::vector<TokenHold, kTokenHoldsMax> holds_;
  etl::vector<Renewed, kTokenHoldsMax> renewed_;  // oldest first
};

}  // namespace tegami
