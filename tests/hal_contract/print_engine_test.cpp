// SPDX-License-Identifier: MIT
// PrintEngine: takes a page of whole rows.
#include <gtest/gtest.h>

#include <array>

#include "fixture.h"

namespace tegami::contract {
namespace {

constexpr int64_t kPageMaxMs = 60'000;
constexpr size_t kRowMaxBytes = UINT16_MAX / 8;

PrintEngine& TheEngine() { return ContractPlatform().print_engine; }

// Hands in rows until the page is full; false where the engine stops taking them.
bool WritePage(const PageFormat& format) {
  Clock& clock = ContractPlatform().clock;
  const Instant deadline = After(clock.Now(), kPageMaxMs);
  const size_t row_bytes = format.width_dots / 8U;
  std::array<uint8_t, 2 * kRowMaxBytes> rows;
  uint32_t taken = 0;
  while (taken < format.height_rows && clock.Now() < deadline) {
    const size_t offered = std::min<size_t>(2, format.height_rows - taken);
    std::fill(rows.begin(), rows.end(), static_cast<uint8_t>(taken & 0xFFU));
    const size_t count = TheEngine().WriteRows(Bytes(rows).first(offered * row_bytes));
    if (count > offered) return false;
    taken += static_cast<uint32_t>(count);
    ContractPlatform().network.Poll(clock.Now());
  }
  return taken == format.height_rows;
}

TEST(PrintEngine, HasPaperOfASensibleSize) {
  const PageFormat format = TheEngine().Format();
  EXPECT_GT(format.width_dots, 0);
  EXPECT_EQ(format.width_dots % 8, 0);
  EXPECT_GT(format.height_rows, 0);
  EXPECT_GE(format.dots_per_inch, 72);
}

TEST(PrintEngine, PrintsTwoPages) {
  for (int page = 0; page < 2; ++page) {
    ASSERT_TRUE(TheEngine().BeginPage());
    EXPECT_TRUE(WritePage(TheEngine().Format()));
    EXPECT_TRUE(TheEngine().EndPage());
  }
}

TEST(PrintEngine, TakesNoRowsWithoutAny) {
  ASSERT_TRUE(TheEngine().BeginPage());
  EXPECT_EQ(TheEngine().WriteRows({}), 0U);
  EXPECT_TRUE(WritePage(TheEngine().Format()));
  EXPECT_TRUE(TheEngine().EndPage());
}

}  // namespace
}  // namespace tegami::contract
