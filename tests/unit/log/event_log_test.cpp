// SPDX-License-Identifier: MIT
// The event log: what was noted is read, the oldest goes first, and a power cut leaves an event whole or leaves it out.
#include "log/event_log.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "fakes/crypto_setup.h"
#include "fakes/fake_clock.h"
#include "fakes/fake_device_key.h"
#include "fakes/fake_flash.h"

namespace tegami {
namespace {

constexpr FlashGeometry kGeometry{.sector_bytes = 4096, .sector_count = 128, .program_unit_bytes = 4};

struct LoggingDevice {
  explicit LoggingDevice(FakeFlash& chip) : store(chip, key, CryptoSetup::Get().entropy), log(store, clock) {
    EXPECT_TRUE(store.Mount());
    log.Begin();
  }

  void Add(const std::string& detail, EventKind kind = EventKind::kSettingsChanged) {
    Event event;
    event.kind = kind;
    AssignCut(event.detail, detail);
    log.Add(event);
  }
  // Newest first.
  std::vector<Event> All() {
    std::vector<Event> events;
    for (uint32_t number = log.newest(); number > 0;) {
      const Result<Event> event = log.ReadBackFrom(number);
      if (!event) break;
      events.push_back(*event);
      number = event->number - 1;
    }
    return events;
  }

  FakeDeviceKey key{1};
  FakeClock clock;
  Store store;
  EventLog log;
};

class Log : public testing::Test {
 protected:
  void SetUp() override { CryptoSetup::Get().Reset(); }
  FakeFlash chip{kGeometry};
};

TEST_F(Log, KeepsEverythingOfAnEventAcrossARestart) {
  {
    LoggingDevice device(chip);
    static_cast<void>(device.clock.SetWallClock(UtcTime{1795000000}));
    Event event;
    event.kind = EventKind::kJobFailed;
    event.actor = EventActor::kWebUser;
    event.account = 17;
    event.job = 4711;
    event.cause = Cause::kMailboxFull;
    AssignCut(event.detail, "552 5.2.2 満杯");
    device.log.Add(event);
  }
  LoggingDevice device(chip);
  ASSERT_EQ(device.log.newest(), 1U);
  const Event event = device.All().at(0);
  EXPECT_EQ(event.kind, EventKind::kJobFailed);
  EXPECT_EQ(event.actor, EventActor::kWebUser);
  EXPECT_EQ(event.account, 17);
  EXPECT_EQ(event.job, 4711U);
  EXPECT_EQ(event.cause, Cause::kMailboxFull);
  EXPECT_EQ(View(event.detail), "552 5.2.2 満杯");
  ASSERT_TRUE(event.time);
  EXPECT_EQ(event.time->seconds, 1795000000);
}

TEST_F(Log, SaysThatTheTimeWasUnknown) {
  LoggingDevice device(chip);
  static_cast<void>(device.clock.SetWallClock(UtcTime{1000}));
  device.Add("1970 is no time");
  EXPECT_FALSE(device.All().at(0).time);
}

TEST_F(Log, NumbersEventsWithoutAGapAndWalksThemBothWays) {
  for (int start = 0; start < 3; ++start) {
    LoggingDevice device(chip);
    for (int i = 0; i < 20; ++i) device.Add("event " + std::to_string(start * 20 + i + 1));
  }
  LoggingDevice device(chip);
  const std::vector<Event> events = device.All();
  ASSERT_EQ(events.size(), 60U);
  for (size_t i = 0; i < events.size(); ++i) {
    EXPECT_EQ(events[i].number, 60 - i);
    EXPECT_EQ(View(events[i].detail), "event " + std::to_string(60 - i));
  }
  for (uint32_t number = 1; number <= 60; ++number) EXPECT_EQ(device.log.ReadOnFrom(number)->number, number);
  EXPECT_EQ(device.log.ReadOnFrom(61).error(), Error::kNotFound);
  EXPECT_EQ(device.log.ReadBackFrom(0).error(), Error::kNotFound);
}

TEST_F(Log, ForgetsTheOldestAndKeepsHundreds) {
  LoggingDevice device(chip);
  const std::string detail(kEventDetailMaxBytes, 'x');
  for (int i = 0; i < 600; ++i) device.Add(detail);
  EXPECT_EQ(device.log.lost(), 0U);
  const std::vector<Event> events = device.All();
  // The longest details leave three events on a page.
  EXPECT_GE(events.size(), 3 * (kEventPagesMax - 1));
  EXPECT_EQ(events.front().number, 600U);
  EXPECT_EQ(device.log.ReadOnFrom(1)->number, events.back().number);
  size_t pages = 0;
  for (auto first = device.store.NextIndex(RecordKind::kEventLog, 0); first;
       first = device.store.NextIndex(RecordKind::kEventLog, *first + 1)) {
    ++pages;
  }
  EXPECT_LE(pages, kEventPagesMax);
}

// Pages that were dropped leave nothing in the store's index: it is there for users, passwords and jobs.
TEST_F(Log, LeavesTheIndexToOthers) {
  FakeFlash large{{.sector_bytes = 65536, .sector_count = 64, .program_unit_bytes = 4}};
  LoggingDevice device(large);
  const std::string detail(kEventDetailMaxBytes, 'x');
  for (size_t i = 0; i < 6 * kEventPagesMax; ++i) device.Add(detail);
  EXPECT_EQ(device.log.lost(), 0U);
  EXPECT_LE(device.store.report().records, kEventPagesMax + 1);
}

TEST_F(Log, GoesOnBehindADamagedPage) {
  LoggingDevice device(chip);
  for (int i = 0; i < 60; ++i) device.Add("event");
  const uint32_t damaged = *device.store.NextIndex(RecordKind::kEventLog, 2);
  // A record of another layout in the place of a page.
  ASSERT_TRUE(device.store.Put({RecordKind::kEventLog, damaged}, AsBytes("rot")));
  const std::vector<Event> events = device.All();
  EXPECT_LT(events.size(), 60U);
  EXPECT_EQ(events.front().number, 60U);
  EXPECT_EQ(events.back().number, 1U);
}

TEST_F(Log, DoesNotStopWhereTheStoreRefuses) {
  LoggingDevice device(chip);
  device.Add("before");
  chip.failing_programs.Set(1, UINT32_MAX);
  device.Add("refused");
  EXPECT_EQ(device.log.lost(), 1U);
  chip.failing_programs = {};
  device.Add("after");
  EXPECT_EQ(View(device.All().at(0).detail), "after");
}

// Every program and erase of 12 events: each event is there whole, or it is not there.
TEST_F(Log, HasAnEventWholeOrNotAtAllAfterAPowerCut) {
  constexpr int kEvents = 12;
  const auto Detail = [](int i) { return "event number " + std::to_string(i); };
  uint64_t operations = 0;
  {
    FakeFlash counted(kGeometry);
    LoggingDevice device(counted);
    const uint64_t before = counted.operations();
    for (int i = 1; i <= kEvents; ++i) device.Add(Detail(i));
    operations = counted.operations() - before;
  }
  uint64_t cuts = 0;
  for (uint64_t operation = 1; operation <= operations; ++operation) {
    FakeFlash cut(kGeometry);
    int begun = 0;
    {
      LoggingDevice device(cut);
      cut.SetPowerCut({.operation = operation, .octets = 40});
      for (; begun < kEvents && !cut.PowerIsOff(); ++begun) device.Add(Detail(begun + 1));
    }
    if (!cut.PowerIsOff()) continue;
    ++cuts;
    cut.Reboot();
    LoggingDevice device(cut);
    const std::vector<Event> events = device.All();
    ASSERT_TRUE(events.size() == static_cast<size_t>(begun) || events.size() == static_cast<size_t>(begun) - 1);
    for (const Event& event : events) EXPECT_EQ(View(event.detail), Detail(static_cast<int>(event.number)));
    device.Add("afterwards");
    EXPECT_EQ(device.log.newest(), events.size() + 1);
    EXPECT_EQ(View(device.All().at(0).detail), "afterwards");
  }
  EXPECT_GE(cuts, kEvents);
  RecordProperty("cuts", static_cast<int>(cuts));
}

TEST_F(Log, WearsTheFlashAsItSays) {
  LoggingDevice device(chip);
  const uint64_t before = chip.programmed_bytes();
  for (int i = 0; i < 500; ++i) device.Add("scanner@contoso.example", EventKind::kRefreshed);
  const uint64_t octets = (chip.programmed_bytes() - before) / 500;
  RecordProperty("octets_per_event", static_cast<int>(octets));
  EXPECT_LE(octets, 400U) << "event_log.h says 300, collection not counted";
}

}  // namespace
}  // namespace tegami
