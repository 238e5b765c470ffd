// SPDX-License-Identifier: MIT
// docs/machines/pop3_session.md is what src/pop3/transitions.def says.
#include "unit/pop3/machine.h"

#include "pop3/state.h"

namespace tegami {
namespace {

TEST(Pop3Machine, IsDrawn) { ExpectDrawn(Pop3Machine(), TEGAMI_TESTS_DIR); }

TEST(Pop3Machine, IsConnected) { ExpectConnected(Pop3Machine()); }

TEST(Pop3Machine, ChecksPairsAsTheDataSay) {
  const DrawnMachine& machine = Pop3Machine();
  for (size_t from = 0; from < machine.states.size(); ++from) {
    for (size_t to = 0; to < machine.states.size(); ++to) {
      const std::string from_name = machine.states[from].name;
      const std::string to_name = machine.states[to].name;
      const bool failing = to_name == "kFailed" && from_name != "kFailed";
      EXPECT_EQ(IsPop3Transition(static_cast<Pop3State>(from), static_cast<Pop3State>(to)),
                failing || machine.Has(from_name, to_name))
          << from_name << " -> " << to_name;
    }
  }
}

TEST(Pop3Machine, WaitsForEveryReplyForABoundedTime) {
  for (const auto state : {Pop3State::kAwaitGreeting, Pop3State::kAwaitCapaReply, Pop3State::kAwaitCapaEnd,
                           Pop3State::kAwaitStlsReply, Pop3State::kAwaitTls, Pop3State::kAwaitUserReply,
                           Pop3State::kAwaitPassReply, Pop3State::kAwaitApopReply, Pop3State::kClosing}) {
    EXPECT_GT(Pop3StateTimeoutMs(state), 0) << Pop3StateName(state);
    EXPECT_LE(Pop3StateTimeoutMs(state), 5 * kMsPerMinute) << Pop3StateName(state);
  }
}

}  // namespace
}  // namespace tegami
