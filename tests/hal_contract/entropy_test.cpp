// SPDX-License-Identifier: MIT
// Entropy: fills what it is given, differently each time. Not a test of randomness, but of plumbing.
#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cmath>

#include "fixture.h"

namespace tegami::contract {
namespace {

Entropy& TheEntropy() { return ContractPlatform().entropy; }

TEST(Entropy, FillsEverySizeAndNothingBeside) {
  constexpr size_t kMax = 80;
  constexpr uint8_t kGuard = 0xA5;
  for (size_t size = 0; size <= kMax; ++size) {
    std::array<uint8_t, kMax + 2> octets;
    octets.fill(kGuard);
    ASSERT_TRUE(TheEntropy().Fill(Bytes(octets).subspan(1, size)));
    EXPECT_EQ(octets[0], kGuard) << size;
    EXPECT_EQ(octets[size + 1], kGuard) << size;
  }
}

TEST(Entropy, WritesEachOctet) {
  // An octet that stays the same over 12 fills was not written: by chance, once in 256^11 runs.
  constexpr size_t kSize = 67;
  std::array<uint8_t, kSize> first{};
  std::array<bool, kSize> changed{};
  for (int round = 0; round < 12; ++round) {
    std::array<uint8_t, kSize> octets{};
    ASSERT_TRUE(TheEntropy().Fill(octets));
    for (size_t i = 0; i < kSize; ++i) changed[i] = changed[i] || (round != 0 && octets[i] != first[i]);
    if (round == 0) first = octets;
  }
  for (size_t i = 0; i < kSize; ++i) EXPECT_TRUE(changed[i]) << i;
}

TEST(Entropy, NeverGivesABlockTwice) {
  constexpr size_t kBlocks = 64;
  std::array<std::array<uint8_t, 16>, kBlocks> blocks;
  for (auto& block : blocks) ASSERT_TRUE(TheEntropy().Fill(block));
  for (size_t i = 0; i < kBlocks; ++i) {
    for (size_t j = i + 1; j < kBlocks; ++j) ASSERT_NE(blocks[i], blocks[j]) << i << ", " << j;
  }
}

TEST(Entropy, SetsHalfOfTheBits) {
  constexpr int kOctets = 4096;
  std::array<uint8_t, kOctets> octets;
  ASSERT_TRUE(TheEntropy().Fill(octets));
  int ones = 0;
  for (const uint8_t octet : octets) ones += std::popcount(octet);
  // Eight standard deviations.
  const double slack = 8 * std::sqrt(kOctets * 8 * 0.25);
  EXPECT_NEAR(ones, kOctets * 4, slack);
}

}  // namespace
}  // namespace tegami::contract
