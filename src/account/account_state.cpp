// SPDX-License-Identifier: MIT
// The table of the account's states, and the order in which facts outrank one another.
#include "account/account_state.h"

namespace tegami {
namespace {

#define TEGAMI_ACCOUNT_STATE(name, text) name,
enum class Row : uint8_t {
#include "account/account_states.def"
};
#undef TEGAMI_ACCOUNT_STATE
#define TEGAMI_ACCOUNT_STATE(name, text) \
  static_assert(static_cast<int>(Row::name) == static_cast<int>(AccountState::name));
#include "account/account_states.def"
#undef TEGAMI_ACCOUNT_STATE

}  // namespace

AccountState StateOf(const AccountStanding& standing) {
  if (!standing.uses_oauth) return AccountState::kNoSignInNeeded;
  if (standing.code_wanted) return AccountState::kWaitingForUser;
  if (standing.pending) return AccountState::kSignedInNotApplied;
  if (!standing.applied) return AccountState::kSignedOut;
  if (standing.mark != Cause::kNone) {
    return CauseCode(standing.mark) == 361 ? AccountState::kLinkExpired : AccountState::kSignInAgain;
  }
  const bool old = standing.days_left && *standing.days_left <= kAboutToLapseDays;
  return old ? AccountState::kAboutToLapse : AccountState::kSignedIn;
}

bool IsAccountStep(AccountState from, AccountState to) {
#define TEGAMI_ACCOUNT_STEP(a, b, why) \
  if (from == AccountState::a && to == AccountState::b) return true;
#include "account/account_states.def"
#undef TEGAMI_ACCOUNT_STEP
  return false;
}

const char* AccountStateName(AccountState state) {
  switch (state) {
#define TEGAMI_ACCOUNT_STATE(name, text) \
  case AccountState::name: return #name;
#include "account/account_states.def"
#undef TEGAMI_ACCOUNT_STATE
  }
  return "?";
}

}  // namespace tegami
