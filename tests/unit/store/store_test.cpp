// SPDX-License-Identifier: MIT
#include <set>

#include "unit/store/store_fixture.h"

namespace tegami {
namespace {

TEST_P(StoreTest, KeepsRecordsAcrossReboots) {
  Device device(GetParam());
  ASSERT_TRUE(device.Boot());
  EXPECT_EQ(device.store->report().health, StoreHealth::kFresh);
  const std::string token = ValueOf(1, kRecordValueMaxBytes);
  ASSERT_TRUE(device.Put(kFirst, token));
  ASSERT_TRUE(device.Put(kSecond, ""));
  ASSERT_TRUE(device.Boot());
  EXPECT_EQ(device.store->report().health, StoreHealth::kIntact);
  EXPECT_EQ(device.Get(kFirst), token);
  EXPECT_EQ(device.Get(kSecond), "");
  EXPECT_EQ(device.flash.refused(), 0U);
}

TEST_P(StoreTest, ForgetsRemovedRecordsForGood) {
  Device device(GetParam());
  ASSERT_TRUE(device.Boot());
  ASSERT_TRUE(device.Put(kFirst, "token"));
  ASSERT_TRUE(device.store->Remove(kFirst));
  EXPECT_EQ(device.Get(kFirst), std::nullopt);
  ASSERT_TRUE(device.Boot());
  EXPECT_EQ(device.Get(kFirst), std::nullopt);
  EXPECT_FALSE(device.store->Contains(kFirst));
}

TEST_P(StoreTest, CollectsForEverAndKeepsWhatLives) {
  Device device(GetParam());
  ASSERT_TRUE(device.Boot());
  ASSERT_TRUE(device.Put(kSecond, "stays"));
  ASSERT_TRUE(device.Put({RecordKind::kPassword, 3}, "gone"));
  ASSERT_TRUE(device.store->Remove({RecordKind::kPassword, 3}));
  const uint64_t turns = 6 * (uint64_t{GetParam().sector_bytes} * GetParam().sector_count) / 4096;
  for (unsigned i = 0; i < turns; ++i) {
    ASSERT_TRUE(device.Put(kFirst, ValueOf(i, 4000))) << i;
    if (i % 97 != 0) continue;
    ASSERT_TRUE(device.Boot()) << i;
    ASSERT_EQ(device.Get(kFirst), ValueOf(i, 4000)) << i;
    ASSERT_EQ(device.Get(kSecond), "stays") << i;
    ASSERT_EQ(device.Get({RecordKind::kPassword, 3}), std::nullopt) << i;
  }
  EXPECT_EQ(device.flash.refused(), 0U);
  EXPECT_EQ(device.store->report().corrupted, 0U);
}

TEST_P(StoreTest, RefusesWhatDoesNotFitAndKeepsTheRest) {
  Device device(GetParam());
  ASSERT_TRUE(device.Boot());
  uint32_t stored = 0;
  Status status;
  while (stored < kRecordsMax && status) {
    status = device.Put({RecordKind::kSignIn, stored}, ValueOf(stored, 4000));
    if (status) ++stored;
  }
  if (stored < kRecordsMax) {
    EXPECT_EQ(status.error(), Error::kNoSpace);
  }
  EXPECT_EQ(device.store->Put(kFirst, AsBytes(ValueOf(0, kRecordValueMaxBytes + 1))).error(), Error::kTooLong);
  ASSERT_TRUE(device.Boot());
  for (uint32_t i = 0; i < stored; ++i) EXPECT_EQ(device.Get({RecordKind::kSignIn, i}), ValueOf(i, 4000)) << i;
}

TEST_P(StoreTest, IsUselessInAnotherDevice) {
  Device device(GetParam());
  ASSERT_TRUE(device.Boot());
  ASSERT_TRUE(device.Put(kFirst, "token"));
  Device thief(GetParam(), 2);
  thief.flash.CopyFrom(device.flash);
  const Status mounted = thief.Boot();
  ASSERT_FALSE(mounted);
  EXPECT_EQ(mounted.error(), Error::kRefused);
  EXPECT_EQ(thief.store->report().health, StoreHealth::kForeign);
  EXPECT_EQ(thief.Get(kFirst), std::nullopt);
}

TEST_P(StoreTest, LeavesNoPlaintextOnTheChip) {
  Device device(GetParam());
  ASSERT_TRUE(device.Boot());
  const std::string secret = "a-refresh-token-that-must-not-be-read";
  ASSERT_TRUE(device.Put(kFirst, secret));
  EXPECT_EQ(AsText(device.flash.image()).find(secret), std::string_view::npos);
}

TEST_P(StoreTest, FactoryResetErasesEverySectorAndTheOldImageNoLongerOpens) {
  Device device(GetParam());
  ASSERT_TRUE(device.Boot());
  ASSERT_TRUE(device.Put(kFirst, "token"));
  Device before(GetParam());
  before.flash.CopyFrom(device.flash);
  ASSERT_TRUE(device.store->FactoryReset());
  EXPECT_EQ(device.Get(kFirst), std::nullopt);
  ASSERT_TRUE(device.Boot());
  EXPECT_EQ(device.Get(kFirst), std::nullopt);
  ASSERT_TRUE(device.Put(kSecond, "new"));
  ASSERT_TRUE(device.Boot());
  EXPECT_EQ(device.Get(kSecond), "new");
}

TEST_P(StoreTest, IsolatesACorruptedRecord) {
  Device device(GetParam());
  ASSERT_TRUE(device.Boot());
  ASSERT_TRUE(device.Put(kFirst, ValueOf(1, 500)));
  const std::string before(AsText(device.flash.image()));
  ASSERT_TRUE(device.Put(kSecond, ValueOf(2, 500)));
  ASSERT_TRUE(device.Put({RecordKind::kPassword, 0}, "third"));
  // One bit of the second record flips: the others are not harmed.
  const std::string_view after = AsText(device.flash.image());
  size_t at = 0;
  while (after[at] == before[at]) ++at;
  device.flash.image()[at + 100] ^= 0x10U;
  ASSERT_TRUE(device.Boot());
  EXPECT_EQ(device.Get(kFirst), ValueOf(1, 500));
  EXPECT_EQ(device.Get({RecordKind::kPassword, 0}), "third");
  EXPECT_NE(device.Get(kSecond), ValueOf(2, 500));
  EXPECT_NE(device.store->report().health, StoreHealth::kIntact);
}

// A segment that refuses a write once is given up, and the write goes to the next one.
TEST_P(StoreTest, SurvivesAChipThatRefuses) {
  Device device(GetParam());
  ASSERT_TRUE(device.Boot());
  ASSERT_TRUE(device.Put(kFirst, "old"));
  device.flash.failing_programs.Set(1);
  ASSERT_TRUE(device.Put(kFirst, "new"));
  EXPECT_EQ(device.store->report().worn_segments, 1U);
  EXPECT_EQ(device.Get(kFirst), "new");
  device.flash.failing_programs.Set(1, 100);
  EXPECT_EQ(device.store->Put(kFirst, AsBytes("newest")).error(), Error::kIo);
  EXPECT_EQ(device.Get(kFirst), "new");
  device.flash.failing_programs.Set(0);
  ASSERT_TRUE(device.Boot());
  EXPECT_EQ(device.Get(kFirst), "new");
  ASSERT_TRUE(device.Put(kFirst, "newest"));
  ASSERT_TRUE(device.Boot());
  EXPECT_EQ(device.Get(kFirst), "newest");
}

// What refused while the chip was out of order is not worn.
TEST_P(StoreTest, LosesNoRoomToAChipThatWasOutOfOrder) {
  Device device(GetParam());
  ASSERT_TRUE(device.Boot());
  ASSERT_TRUE(device.Put(kFirst, "old"));
  const uint32_t capacity = device.store->report().capacity_bytes;
  device.flash.failing_programs.Set(1, UINT32_MAX);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(device.store->Put(kFirst, AsBytes("refused")).error(), Error::kIo);
  EXPECT_EQ(device.Get(kFirst), "old");
  device.flash.failing_programs.Set(0);
  ASSERT_TRUE(device.Put(kFirst, "new"));
  EXPECT_EQ(device.store->report().capacity_bytes, capacity);
  EXPECT_EQ(device.store->report().worn_segments, 0U);
  ASSERT_TRUE(device.Boot());
  EXPECT_EQ(device.Get(kFirst), "new");
}

INSTANTIATE_TEST_SUITE_P(Geometries, StoreTest, testing::ValuesIn(kGeometries));

}  // namespace
}  // namespace tegami
