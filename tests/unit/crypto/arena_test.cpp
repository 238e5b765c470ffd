// SPDX-License-Identifier: MIT
#include "crypto/arena.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <random>
#include <vector>

namespace tegami {
namespace {

class ArenaTest : public testing::Test {
 protected:
  alignas(8) std::array<std::byte, 4096> storage_{};
  Arena arena_{storage_};
};

TEST_F(ArenaTest, GivesZeroedAlignedMemory) {
  for (const size_t size : {1, 7, 8, 9, 100}) {
    auto* octets = static_cast<uint8_t*>(arena_.Allocate(1, size));
    ASSERT_NE(octets, nullptr);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(octets) % Arena::kAlign, 0U);
    for (size_t i = 0; i < size; ++i) EXPECT_EQ(octets[i], 0);
    std::memset(octets, 0xAA, size);
    arena_.Free(octets);
  }
}

TEST_F(ArenaTest, IsWholeAgainWhenAllIsFreed) {
  std::vector<void*> blocks;
  while (void* block = arena_.Allocate(3, 11)) blocks.push_back(block);
  EXPECT_EQ(blocks.size(), 4096U / 48) << "33 octets and 8, in eights";
  EXPECT_EQ(arena_.failures(), 1U);
  for (size_t i = 0; i < blocks.size(); i += 2) arena_.Free(blocks[i]);
  for (size_t i = 1; i < blocks.size(); i += 2) arena_.Free(blocks[i]);
  EXPECT_EQ(arena_.used_bytes(), 0U);
  void* all = arena_.Allocate(1, arena_.capacity_bytes() - 8);
  EXPECT_NE(all, nullptr);
  EXPECT_EQ(arena_.used_bytes(), arena_.capacity_bytes());
  EXPECT_EQ(arena_.peak_bytes(), arena_.capacity_bytes());
  arena_.Free(all);
}

TEST_F(ArenaTest, RefusesWhatCannotBe) {
  EXPECT_EQ(arena_.Allocate(1, 4096), nullptr);
  EXPECT_EQ(arena_.Allocate(SIZE_MAX, 2), nullptr);
  EXPECT_EQ(arena_.Allocate(SIZE_MAX / 2 + 1, 2), nullptr);
  EXPECT_EQ(arena_.failures(), 3U);
  EXPECT_EQ(arena_.Allocate(0, 5), nullptr);
  EXPECT_EQ(arena_.failures(), 3U) << "nothing was asked for";
  arena_.Free(nullptr);
}

TEST_F(ArenaTest, RefusesAfterTheGivenNumber) {
  arena_.RefuseAfter(2);
  void* first = arena_.Allocate(1, 8);
  void* second = arena_.Allocate(1, 8);
  EXPECT_NE(second, nullptr);
  EXPECT_EQ(arena_.Allocate(1, 8), nullptr);
  arena_.Free(first);
  arena_.Free(second);
  EXPECT_EQ(arena_.Allocate(1, 8), nullptr);
}

TEST_F(ArenaTest, StopsWhereABlockIsFreedTwice) {
  void* first = arena_.Allocate(1, 64);
  void* second = arena_.Allocate(1, 64);
  arena_.Free(first);
  EXPECT_DEATH(arena_.Free(first), "");
  int elsewhere = 0;
  EXPECT_DEATH(arena_.Free(&elsewhere), "");
  arena_.Free(second);
}

#if defined(__SANITIZE_ADDRESS__)
TEST_F(ArenaTest, ShowsTheSanitizerWhatIsGivenOut) {
  auto* octets = static_cast<volatile uint8_t*>(arena_.Allocate(1, 13));
  EXPECT_DEATH(octets[13] = 1, "use-after-poison");
  arena_.Free(const_cast<uint8_t*>(octets));
  EXPECT_DEATH(octets[0] = 1, "use-after-poison");
}
#endif

TEST(Arena, TakesStorageOfAnySizeAndAlignment) {
  for (size_t skew = 0; skew < 9; ++skew) {
    for (size_t size = 0; size < 80; ++size) {
      alignas(8) std::array<std::byte, 96> storage{};
      const std::span<std::byte> whole(storage);
      Arena arena(whole.subspan(skew, size));
      if (void* block = arena.Allocate(1, 1)) arena.Free(block);
      EXPECT_EQ(arena.used_bytes(), 0U);
    }
  }
}

// Blocks of random sizes come and go; each is filled with its own octet, which must still stand there when it goes.
TEST(Arena, KeepsBlocksApartUnderRandomLoad) {
  std::vector<std::byte> storage(64 * 1024);
  Arena arena(storage);
  std::mt19937 random(7);  // NOLINT: the same run every time
  std::map<uint8_t*, std::pair<size_t, uint8_t>> blocks;
  for (int round = 0; round < 20000; ++round) {
    if (blocks.size() > 60 || (!blocks.empty() && random() % 2 == 0)) {
      const auto at = std::next(blocks.begin(), static_cast<ptrdiff_t>(random() % blocks.size()));
      const auto [size, fill] = at->second;
      ASSERT_TRUE(std::all_of(at->first, at->first + size, [fill](uint8_t octet) { return octet == fill; }));
      arena.Free(at->first);
      blocks.erase(at);
      continue;
    }
    const size_t size = 1 + random() % (random() % 10 == 0 ? 8000 : 200);
    auto* octets = static_cast<uint8_t*>(arena.Allocate(1, size));
    if (octets == nullptr) continue;
    const auto fill = static_cast<uint8_t>(random() % 255 + 1);
    ASSERT_TRUE(std::all_of(octets, octets + size, [](uint8_t octet) { return octet == 0; }));
    std::memset(octets, fill, size);
    blocks[octets] = {size, fill};
  }
  for (const auto& [octets, block] : blocks) arena.Free(octets);
  EXPECT_EQ(arena.used_bytes(), 0U);
  EXPECT_NE(arena.Allocate(1, arena.capacity_bytes() - 8), nullptr) << "neighbours were not joined";
}

}  // namespace
}  // namespace tegami
