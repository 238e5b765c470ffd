// SPDX-License-Identifier: MIT
// Arbitrary replies and events: the session keeps its promises (fuzz_driver.h) and ends.
#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "unit/pop3/fuzz_driver.h"

namespace tegami {
namespace {

TEST(Pop3SessionProperty, KeepsItsPromisesUnderArbitraryEvents) {
  for (uint32_t seed = 0; seed < 20000; ++seed) {
    std::mt19937 random(seed);
    std::vector<uint8_t> script(2 + random() % 200);
    for (uint8_t& octet : script) octet = static_cast<uint8_t>(random());
    Pop3FuzzDriver(script).Run();
  }
}

// Replies that fit and buffers that drain: these runs get as far as QUIT.
TEST(Pop3SessionProperty, KeepsItsPromisesDeepInTheDialogue) {
  constexpr uint8_t kTls = 2;
  constexpr uint8_t kReply = 5;
  constexpr uint8_t kDrain = 6;
  for (uint32_t seed = 0; seed < 20000; ++seed) {
    std::mt19937 random(seed);
    std::vector<uint8_t> script = {static_cast<uint8_t>(random())};
    for (int turn = 0; turn < 20; ++turn) {
      script.push_back(static_cast<uint8_t>(kReply + 8 * (random() % 8)));
      script.push_back(kDrain);
      if (random() % 2 == 0) script.push_back(kTls);
    }
    Pop3FuzzDriver(script).Run();
  }
}

}  // namespace
}  // namespace tegami
