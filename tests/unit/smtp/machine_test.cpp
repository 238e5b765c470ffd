// SPDX-License-Identifier: MIT
// docs/machines/smtp_session.md is what src/smtp/transitions.def says.
#include "unit/smtp/machine.h"

#include "smtp/state.h"

namespace tegami {
namespace {

TEST(SmtpMachine, IsDrawn) { ExpectDrawn(SmtpMachine(), TEGAMI_TESTS_DIR); }

TEST(SmtpMachine, IsConnected) { ExpectConnected(SmtpMachine()); }

TEST(SmtpMachine, ChecksPairsAsTheDataSay) {
  const DrawnMachine& machine = SmtpMachine();
  const size_t states = machine.states.size();
  for (size_t from = 0; from < states; ++from) {
    for (size_t to = 0; to < states; ++to) {
      const std::string from_name = machine.states[from].name;
      const std::string to_name = machine.states[to].name;
      const bool failing = to_name == "kFailed" && from_name != "kFailed";
      EXPECT_EQ(IsSmtpTransition(static_cast<SmtpState>(from), static_cast<SmtpState>(to)),
                failing || machine.Has(from_name, to_name))
          << from_name << " -> " << to_name;
      EXPECT_STREQ(SmtpStateName(static_cast<SmtpState>(from)), from_name.c_str());
    }
  }
}

// RFC 5321 §4.5.3.2: these are the least that a client must wait.
TEST(SmtpMachine, HasTheTimeOutsOfRfc5321) {
  EXPECT_EQ(SmtpStateTimeoutMs(SmtpState::kAwaitGreeting), 5 * kMsPerMinute);
  EXPECT_EQ(SmtpStateTimeoutMs(SmtpState::kAwaitMailReply), 5 * kMsPerMinute);
  EXPECT_EQ(SmtpStateTimeoutMs(SmtpState::kAwaitRcptReply), 5 * kMsPerMinute);
  EXPECT_EQ(SmtpStateTimeoutMs(SmtpState::kAwaitDataReply), 2 * kMsPerMinute);
  EXPECT_EQ(SmtpStateTimeoutMs(SmtpState::kSendBody), 3 * kMsPerMinute);
  EXPECT_EQ(SmtpStateTimeoutMs(SmtpState::kAwaitFinalReply), 10 * kMsPerMinute);
}

}  // namespace
}  // namespace tegami
