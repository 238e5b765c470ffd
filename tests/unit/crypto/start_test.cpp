// SPDX-License-Identifier: MIT
#include "crypto/start.h"

#include <gtest/gtest.h>
#include <mbedtls/platform.h>
#include <mbedtls/platform_util.h>

#include <ctime>
#include <random>

#include "fakes/crypto_setup.h"

namespace tegami {
namespace {

TEST(StartCrypto, ReadsTheHostsClocks) {
  CryptoSetup& setup = CryptoSetup::Get();
  setup.Reset();
  EXPECT_EQ(mbedtls_time(nullptr), setup.clock.WallClock()->seconds);
  EXPECT_EQ(mbedtls_ms_time(), setup.clock.Now().ms);
  setup.clock.ForgetTime();
  EXPECT_EQ(mbedtls_time(nullptr), 0);
}

TEST(StartCrypto, SplitsTimeAsLibcDoes) {
  std::mt19937_64 random(3);  // NOLINT: the same run every time
  for (int i = 0; i < 20000; ++i) {
    const auto seconds = static_cast<mbedtls_time_t>(random() % 253402300800U);  // up to the year 9999
    std::tm ours{};
    std::tm theirs{};
    mbedtls_platform_gmtime_r(&seconds, &ours);
    gmtime_r(&seconds, &theirs);
    ASSERT_EQ(ours.tm_year, theirs.tm_year);
    ASSERT_EQ(ours.tm_mon, theirs.tm_mon);
    ASSERT_EQ(ours.tm_mday, theirs.tm_mday);
    ASSERT_EQ(ours.tm_hour, theirs.tm_hour);
    ASSERT_EQ(ours.tm_min, theirs.tm_min);
    ASSERT_EQ(ours.tm_sec, theirs.tm_sec);
  }
}

TEST(ArenaScope, TakesFromItsArenaOnlyWhileItLives) {
  CryptoSetup& setup = CryptoSetup::Get();
  setup.Reset();
  static std::array<std::byte, 1024> storage;
  static Arena share(storage);
  const size_t used = setup.arena.used_bytes();
  void* inside = nullptr;
  {
    const ArenaScope scope(share);
    inside = mbedtls_calloc(1, 100);
    EXPECT_TRUE(share.Owns(inside));
    const uint32_t failures = CryptoAllocationFailures();
    EXPECT_EQ(mbedtls_calloc(1, 1000), nullptr) << "a share is a bound";
    EXPECT_EQ(CryptoAllocationFailures(), failures + 1);
  }
  void* outside = mbedtls_calloc(1, 100);
  EXPECT_TRUE(setup.arena.Owns(outside));
  mbedtls_free(inside);
  mbedtls_free(outside);
  EXPECT_EQ(share.used_bytes(), 0U);
  EXPECT_EQ(setup.arena.used_bytes(), used);
}

}  // namespace
}  // namespace tegami
