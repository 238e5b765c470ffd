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

class TokenHolds {
 public:
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
  }
  void OnSettingsChanged() {
    holds_.erase(
        std::remove_if(holds_.begin(), holds_.end(), [](const TokenHold& hold) { return hold.settings_matter; }),
        holds_.end());
  }

 private:
  etl::vector<TokenHold, kTokenHoldsMax> holds_;
};

}  // namespace tegami
