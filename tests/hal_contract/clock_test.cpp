// SPDX-License-Identifier: MIT
// Clock: runs forward, and keeps the time it was told.
#include <gtest/gtest.h>

#include "fixture.h"
#include "tegami/config.h"

namespace tegami::contract {
namespace {

constexpr int64_t kResolutionMs = 10;
constexpr UtcTime kSomeDay{1'767'323'045};  // 2026-01-02T03:04:05Z

Clock& TheClock() { return ContractPlatform().clock; }

void SpinUntil(Instant then) {
  while (TheClock().Now() < then) {
  }
}

// Puts the time of day back, roughly.
class WallClock : public ::testing::Test {
 protected:
  void SetUp() override {
    before_ = TheClock().WallClock();
    began_ = TheClock().Now();
    const Status set = TheClock().SetWallClock(kSomeDay);
    if (!set && set.error() == Error::kUnsupported) GTEST_SKIP() << "this board's clock cannot be set";
    ASSERT_TRUE(set);
  }
  void TearDown() override {
    if (!before_) return;
    const int64_t passed_seconds = MsBetween(began_, TheClock().Now()) / kMsPerSecond;
    static_cast<void>(TheClock().SetWallClock(UtcTime{before_->seconds + passed_seconds}));
  }

 private:
  std::optional<UtcTime> before_;
  Instant began_;
};

TEST(Clock, StartsAtZeroOrAbove) { EXPECT_GE(TheClock().Now(), Instant{0}); }

TEST(Clock, NeverGoesBack) {
  Instant last = TheClock().Now();
  for (int i = 0; i < 100'000; ++i) {
    const Instant now = TheClock().Now();
    ASSERT_GE(now, last);
    last = now;
  }
}

TEST(Clock, RunsInStepsOfTenMillisecondsOrLess) {
  for (int step = 0; step < 20; ++step) {
    const Instant before = TheClock().Now();
    Instant after = before;
    while (after == before) after = TheClock().Now();
    if (MsBetween(before, after) <= kResolutionMs) return;  // a longer step may be a busy machine
  }
  FAIL() << "twenty steps in a row were longer than " << kResolutionMs << " ms";
}

TEST(Clock, TellsTheSameTimeOfDayTwice) {
  const auto first = TheClock().WallClock();
  const auto second = TheClock().WallClock();
  ASSERT_EQ(first.has_value(), second.has_value());
  if (!first) GTEST_SKIP() << "this board does not know the time";
  EXPECT_LE(second->seconds - first->seconds, 1);
}

TEST_F(WallClock, KeepsWhatItWasSetTo) {
  const auto told = TheClock().WallClock();
  ASSERT_TRUE(told);
  EXPECT_GE(told->seconds, kSomeDay.seconds);
  EXPECT_LE(told->seconds, kSomeDay.seconds + 2);
}

TEST_F(WallClock, RunsOn) {
  SpinUntil(After(TheClock().Now(), 2200));
  const auto told = TheClock().WallClock();
  ASSERT_TRUE(told);
  EXPECT_GE(told->seconds, kSomeDay.seconds + 2);
  EXPECT_LE(told->seconds, kSomeDay.seconds + 5);
}

TEST_F(WallClock, CanBeSetBackWithoutTouchingTheMonotonicClock) {
  const Instant before = TheClock().Now();
  constexpr UtcTime kEarlier{kSomeDay.seconds - 86'400};
  ASSERT_TRUE(TheClock().SetWallClock(kEarlier));
  const auto told = TheClock().WallClock();
  ASSERT_TRUE(told);
  EXPECT_GE(told->seconds, kEarlier.seconds);
  EXPECT_LE(told->seconds, kEarlier.seconds + 2);
  EXPECT_GE(TheClock().Now(), before);
  EXPECT_LT(MsBetween(before, TheClock().Now()), 5 * kMsPerSecond);
}

}  // namespace
}  // namespace tegami::contract
