// SPDX-License-Identifier: MIT
#include "posix/clock.h"

#include <gtest/gtest.h>
#include <time.h>

namespace tegami {
namespace {

void SleepMs(long ms) {
  const timespec time{.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1'000'000};
  nanosleep(&time, nullptr);
}

TEST(PosixClock, RunsAtItsRate) {
  PosixClock clock({.rate = 1000.0});
  const Instant before = clock.Now();
  SleepMs(50);
  EXPECT_GE(MsBetween(before, clock.Now()), 50'000);
  EXPECT_LT(MsBetween(before, clock.Now()), 5'000'000);
}

TEST(PosixClock, StartsWhenAsked) {
  constexpr UtcTime kStart{1'900'000'000};
  PosixClock clock({.start = kStart});
  ASSERT_TRUE(clock.WallClock());
  EXPECT_GE(clock.WallClock()->seconds, kStart.seconds);
  EXPECT_LE(clock.WallClock()->seconds, kStart.seconds + 5);
}

TEST(PosixClock, ScalesTheTimeOfDayToo) {
  constexpr UtcTime kStart{1'900'000'000};
  PosixClock clock({.rate = 3600.0, .start = kStart});
  SleepMs(50);
  EXPECT_GE(clock.WallClock()->seconds, kStart.seconds + 180);
}

TEST(PosixClock, FollowsTheMachinesTimeOtherwise) {
  PosixClock clock;
  EXPECT_NEAR(static_cast<double>(clock.WallClock()->seconds), static_cast<double>(time(nullptr)), 2.0);
}

TEST(PosixClock, KeepsASetTimeAsAnOffset) {
  for (const double rate : {1.0, 2.0}) {
    PosixClock clock({.rate = rate});
    ASSERT_TRUE(clock.SetWallClock(UtcTime{1'000'000'000}));
    EXPECT_NEAR(static_cast<double>(clock.WallClock()->seconds), 1e9, 2.0);
    ASSERT_TRUE(clock.SetWallClock(UtcTime{-5'000}));
    EXPECT_NEAR(static_cast<double>(clock.WallClock()->seconds), -5'000.0, 2.0);
  }
}

TEST(PosixClock, RefusesToBeSetWhereItShould) {
  PosixClock clock({.settable = false});
  EXPECT_EQ(clock.SetWallClock(UtcTime{1'000'000'000}).error(), Error::kUnsupported);
  EXPECT_NEAR(static_cast<double>(clock.WallClock()->seconds), static_cast<double>(time(nullptr)), 2.0);
}

TEST(PosixClock, TellsRealTimeForSleeping) {
  PosixClock clock({.rate = 100.0});
  EXPECT_EQ(clock.RealMsUntil(clock.Now()), 0);
  EXPECT_EQ(clock.RealMsUntil(kNever), INT64_MAX);
  const int64_t real_ms = clock.RealMsUntil(After(clock.Now(), 100'000));
  EXPECT_GT(real_ms, 500);
  EXPECT_LE(real_ms, 1000);
  EXPECT_EQ(clock.RealMsUntil(Instant{0}), 0);
  const int64_t later_ms = MsBetween(clock.Now(), clock.InRealMs(10));
  EXPECT_GE(later_ms, 900);
}

}  // namespace
}  // namespace tegami
