// SPDX-License-Identifier: MIT
// Arbitrary replies and events: the session keeps its promises (fuzz_driver.h) and ends.
#include <gtest/gtest.h>

#include <random>

#include "unit/smtp/fuzz_driver.h"

namespace tegami {
namespace {

TEST(SmtpSessionProperty, KeepsItsPromisesUnderArbitraryEvents) {
  for (uint32_t seed = 0; seed < 20000; ++seed) {
    std::mt19937 random(seed);
    std::vector<uint8_t> script(2 + random() % 200);
    for (uint8_t& octet : script) octet = static_cast<uint8_t>(random());
    SmtpFuzzDriver(script).Run();
  }
}

// Mostly replies that fit and buffers that drain: these runs get as far as the end of a mail.
TEST(SmtpSessionProperty, KeepsItsPromisesDeepInTheDialogue) {
  constexpr uint8_t kReply = 8;
  constexpr uint8_t kDrain = 9;
  for (uint32_t seed = 0; seed < 20000; ++seed) {
    std::mt19937 random(seed);
    std::vector<uint8_t> script = {
        static_cast<uint8_t>(random()), static_cast<uint8_t>(random()), 2, 1, kReply, kDrain};
    for (int turn = 0; turn < 60; ++turn) {
      const uint8_t which = static_cast<uint8_t>(random() % 20);
      script.push_back(static_cast<uint8_t>(kReply + 12 * (random() % 3 == 0 ? which : 1 + random() % 2)));
      script.push_back(kDrain);
      if (random() % 5 == 0) script.push_back(static_cast<uint8_t>(random() % 6));
      if (random() % 4 == 0) script.push_back(3);
    }
    SmtpFuzzDriver(script).Run();
  }
}

}  // namespace
}  // namespace tegami
