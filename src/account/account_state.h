// SPDX-License-Identifier: MIT
// What state an account is in, and which steps there are from it (account_states.def).
#pragma once

#include <optional>

#include "tegami/error_codes.h"
#include "tegami/snapshot.h"

namespace tegami {

// A sign-in with this many days left or fewer is about to lapse: 60 of Microsoft's 90 days have gone by, in which some
// eight keep-alive refreshes failed.
inline constexpr int32_t kAboutToLapseDays = 30;

// What an account's state follows from.
struct AccountStanding {
  bool uses_oauth = true;
  bool code_wanted = false;  // a code is shown, or being fetched
  bool pending = false;      // a sign-in waits to be applied
  bool applied = false;
  Cause mark = Cause::kNone;         // of the applied sign-in: what the provider said of it, definitely
  std::optional<int32_t> days_left;  // of the applied sign-in's token, where the provider says how long it lives
};

AccountState StateOf(const AccountStanding& standing);

// Whether `to` may follow `from`; a state that stays is no step.
bool IsAccountStep(AccountState from, AccountState to);

// The enumerator's name. Static storage.
const char* AccountStateName(AccountState state);

}  // namespace tegami
