// SPDX-License-Identifier: MIT
// The time of day: set by hand, kept over a restart, and told by the event log.
#include "unit/app/app_device.h"

namespace tegami {
namespace {

constexpr UtcTime kChristmas{1'798'156'800};  // 2026-12-25T00:00:00Z

class ClockByHand : public testing::Test {
 protected:
  Status Set(UtcTime now) { return device.app->Do(SetClockCommand{now}, EventActor::kWebUser); }
  int64_t Told() { return device.app->clock().WallClock().value_or(UtcTime{}).seconds; }
  std::vector<Event> Changes() {
    std::vector<Event> changes;
    for (uint32_t number = 1;;) {
      const Result<Event> event = device.app->log().ReadOnFrom(number);
      if (!event) return changes;
      if (event->kind == EventKind::kTimeChanged) changes.push_back(*event);
      number = event->number + 1;
    }
  }

  AppDevice device;
};

TEST_F(ClockByHand, IsSetInTheBoardAndLogged) {
  ASSERT_TRUE(Set(kChristmas));
  EXPECT_EQ(Told(), kChristmas.seconds);
  EXPECT_EQ(device.board.clock.WallClock(), kChristmas);
  device.app->Poll();
  EXPECT_EQ(device.app->snapshot().clock, kChristmas);
  const std::vector<Event> changes = Changes();
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].actor, EventActor::kWebUser);
  EXPECT_EQ(View(changes[0].detail), "was 2026-03-01T09:00:01Z");
  EXPECT_EQ(changes[0].time, kChristmas);
}

TEST_F(ClockByHand, ReleasesADeviceThatDidNotKnowTheTime) {
  device.board.clock.ForgetTime();
  EXPECT_FALSE(device.app->clock().WallClock());
  ASSERT_TRUE(Set(kChristmas));
  EXPECT_EQ(Told(), kChristmas.seconds);
  EXPECT_EQ(View(Changes().at(0).detail), "was not set");
}

TEST_F(ClockByHand, RefusesTimesThatNobodyMeans) {
  const int64_t before = Told();
  for (const int64_t seconds : {int64_t{0}, kEarliestPlausibleUtcSeconds - 1, kLatestPlausibleUtcSeconds + 1}) {
    EXPECT_EQ(Set({seconds}).error(), Error::kInvalidArgument) << seconds;
  }
  EXPECT_EQ(Told(), before);
  EXPECT_TRUE(Changes().empty());
  EXPECT_TRUE(Set({kEarliestPlausibleUtcSeconds}));
  EXPECT_TRUE(Set({kLatestPlausibleUtcSeconds}));
}

TEST_F(ClockByHand, IsLeftToTheTimeServerWhereOneIsSet) {
  DeviceSettings settings;
  AssignCut(settings.network.time_server, "ntp.contoso.example");
  ASSERT_TRUE(device.app->Do(SetDeviceCommand{&settings}));
  const int64_t before = Told();
  EXPECT_EQ(Set(kChristmas).error(), Error::kBadState);
  EXPECT_EQ(Told(), before);
  settings.network.time_server.clear();
  ASSERT_TRUE(device.app->Do(SetDeviceCommand{&settings}));
  EXPECT_TRUE(Set(kChristmas));
}

// The board's clock runs on over restarts, but nobody can set it.
class ClockThatCannotBeSet : public ClockByHand {
 protected:
  ClockThatCannotBeSet() { device.board.clock.SetError(Error::kUnsupported); }
};

TEST_F(ClockThatCannotBeSet, IsCorrectedAndStaysSoOverARestart) {
  ASSERT_TRUE(Set(kChristmas));
  EXPECT_EQ(Told(), kChristmas.seconds);
  device.board.clock.Advance(kMsPerHour);
  device.Reboot();
  EXPECT_EQ(Told(), kChristmas.seconds + 3600);
  device.app->Poll();
  EXPECT_EQ(device.app->snapshot().clock, (UtcTime{kChristmas.seconds + 3600}));
  // Tokens keep their own notes in the same record.
  device.board.clock.Advance(kMsPerHour);
  device.Reboot();
  EXPECT_EQ(Told(), kChristmas.seconds + 7200);
}

TEST_F(ClockThatCannotBeSet, IsItselfAgainOnceTheBoardTakesTheTime) {
  ASSERT_TRUE(Set(kChristmas));
  device.board.clock.SetError(std::nullopt);
  ASSERT_TRUE(Set({kChristmas.seconds + 5}));
  EXPECT_EQ(Told(), kChristmas.seconds + 5);
  device.Reboot();
  EXPECT_EQ(Told(), kChristmas.seconds + 5) << "the difference was forgotten";
}

TEST_F(ClockThatCannotBeSet, StaysAsItWasWhereTheStoreRefuses) {
  const int64_t before = Told();
  device.board.flash.failing_programs.Set(1, 1000);
  EXPECT_EQ(Set(kChristmas).error(), Error::kIo);
  EXPECT_EQ(Told(), before);
}

TEST_F(ClockThatCannotBeSet, IsUnsupportedWhereTheBoardKnowsNoTimeAtAll) {
  device.board.clock.ForgetTime();
  EXPECT_EQ(Set(kChristmas).error(), Error::kUnsupported);
}

}  // namespace
}  // namespace tegami
