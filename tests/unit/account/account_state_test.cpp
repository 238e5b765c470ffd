// SPDX-License-Identifier: MIT
// The account's states: the table, its picture, and what outranks what.
#include "account/account_state.h"

#include "fakes/machine_drawing.h"

namespace tegami {
namespace {

DrawnMachine AccountMachine() {
  return {"account_states.md",
          "Accounts: from signed out to signed in, and what ends it",
          "account/account_states.def",
          {
#define TEGAMI_ACCOUNT_STATE(name, text) {#name, text},
#include "account/account_states.def"
#undef TEGAMI_ACCOUNT_STATE
          },
          {
#define TEGAMI_ACCOUNT_STEP(from, to, why) {#from, #to, why},
#include "account/account_states.def"
#undef TEGAMI_ACCOUNT_STEP
          }};
}

TEST(AccountStates, AreDrawnFromTheirTable) {
  ExpectDrawn(AccountMachine(), TEGAMI_TESTS_DIR);
  ExpectConnected(AccountMachine());
}

TEST(AccountStates, FollowFromWhatIsStored) {
  EXPECT_EQ(StateOf({}), AccountState::kSignedOut);
  EXPECT_EQ(StateOf({.uses_oauth = false, .pending = true, .applied = true}), AccountState::kNoSignInNeeded);
  EXPECT_EQ(StateOf({.code_wanted = true, .pending = true, .applied = true}), AccountState::kWaitingForUser);
  EXPECT_EQ(StateOf({.pending = true, .applied = true}), AccountState::kSignedInNotApplied);
  EXPECT_EQ(StateOf({.applied = true}), AccountState::kSignedIn) << "days that nobody knows are not counted";
  EXPECT_EQ(StateOf({.applied = true, .days_left = kAboutToLapseDays + 1}), AccountState::kSignedIn);
  EXPECT_EQ(StateOf({.applied = true, .days_left = kAboutToLapseDays}), AccountState::kAboutToLapse);
  EXPECT_EQ(StateOf({.applied = true, .days_left = 0}), AccountState::kAboutToLapse)
      << "only the provider says that a link has expired";
  EXPECT_EQ(StateOf({.applied = true, .mark = Cause::kLinkExpired}), AccountState::kLinkExpired);
  for (const Cause cause : {Cause::kSignInAgain, Cause::kPasswordChanged, Cause::kDeviceFlowBlocked}) {
    EXPECT_EQ(StateOf({.applied = true, .mark = cause}), AccountState::kSignInAgain);
  }
}

TEST(AccountStates, HaveNoShortcuts) {
  EXPECT_TRUE(IsAccountStep(AccountState::kSignedOut, AccountState::kWaitingForUser));
  EXPECT_FALSE(IsAccountStep(AccountState::kSignedOut, AccountState::kSignedIn));
  EXPECT_FALSE(IsAccountStep(AccountState::kLinkExpired, AccountState::kSignedIn));
  EXPECT_FALSE(IsAccountStep(AccountState::kSignInAgain, AccountState::kLinkExpired));
  EXPECT_FALSE(IsAccountStep(AccountState::kSignedOut, AccountState::kSignedInNotApplied));
}

}  // namespace
}  // namespace tegami
