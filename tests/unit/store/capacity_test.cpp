// SPDX-License-Identifier: MIT
// What fits: 500 users in 16 MiB, with room to collect; and what a full store still does.
#include "unit/store/store_fixture.h"

namespace tegami {
namespace {

constexpr uint32_t kFlashBytes = 16 * 1024 * 1024;

class StoreCapacity : public testing::TestWithParam<uint32_t> {
 protected:
  void SetUp() override { CryptoSetup::Get().Reset(); }
  FlashGeometry geometry() const {
    return {.sector_bytes = GetParam(), .sector_count = kFlashBytes / GetParam(), .program_unit_bytes = 256};
  }
};

TEST_P(StoreCapacity, HoldsFiveHundredUsersAndGoesOnRotating) {
  Device device(geometry());
  ASSERT_TRUE(device.Boot());
  const std::string sign_in = ValueOf(1, kRefreshTokenMaxBytes + 300);
  for (uint32_t user = 0; user < kUsersMax + 2; ++user) {
    ASSERT_TRUE(device.Put({RecordKind::kAccountSettings, user}, ValueOf(user, 200)));
    ASSERT_TRUE(device.Put({RecordKind::kSignIn, user}, sign_in));
    ASSERT_TRUE(device.Put({RecordKind::kAccountNotes, user}, ValueOf(user, 30)));
  }
  for (uint32_t i = 0; i < 64; ++i) ASSERT_TRUE(device.Put({RecordKind::kJob, i}, ValueOf(i, 2048)));
  for (uint32_t i = 0; i < 500; ++i) ASSERT_TRUE(device.Put({RecordKind::kJobHistory, i}, ValueOf(i, 160)));
  for (uint32_t i = 0; i < 64; ++i) ASSERT_TRUE(device.Put({RecordKind::kEventLog, i}, ValueOf(i, 1024)));
  for (uint32_t i = 0; i < 40; ++i) ASSERT_TRUE(device.Put({RecordKind::kRootPart, i}, ValueOf(i, 8192)));
  EXPECT_LT(device.store->report().live_bytes, device.store->report().capacity_bytes / 2);
  for (uint32_t i = 0; i < 2500; ++i) {
    ASSERT_TRUE(device.Put({RecordKind::kSignIn, static_cast<uint32_t>(i % kUsersMax)}, ValueOf(i, sign_in.size())))
        << i;
  }
  ASSERT_TRUE(device.Boot());
  EXPECT_EQ(device.store->report().health, StoreHealth::kIntact);
  EXPECT_EQ(device.Get({RecordKind::kSignIn, 499}), ValueOf(2499, sign_in.size()));
  EXPECT_EQ(device.Get({RecordKind::kAccountSettings, 77}), ValueOf(77, 200));
  EXPECT_EQ(device.flash.refused(), 0U);
}

INSTANTIATE_TEST_SUITE_P(Sectors, StoreCapacity, testing::Values(4096U, 65536U, 262144U));

TEST(FullStore, GoesOnRenewingAndRemoving) {
  CryptoSetup::Get().Reset();
  Device device({.sector_bytes = 4096, .sector_count = 128, .program_unit_bytes = 1});
  ASSERT_TRUE(device.Boot());
  uint32_t stored = 0;
  while (device.Put({RecordKind::kSignIn, stored}, ValueOf(stored, 4000))) ++stored;
  ASSERT_GT(stored, 20U);
  uint32_t small = 0;
  while (device.Put({RecordKind::kJob, small}, "x")) ++small;
  EXPECT_EQ(device.store->Put({RecordKind::kJob, small}, AsBytes("x")).error(), Error::kNoSpace);
  EXPECT_EQ(device.store->Put(kFirst, AsBytes(ValueOf(1, 8000))).error(), Error::kNoSpace);
  EXPECT_EQ(device.Get(kFirst), ValueOf(0, 4000));
  for (uint32_t i = 0; i < 100; ++i) ASSERT_TRUE(device.Put(kFirst, ValueOf(i, 4000))) << i;
  ASSERT_TRUE(device.Boot());
  for (uint32_t i = 1; i < stored; ++i) ASSERT_EQ(device.Get({RecordKind::kSignIn, i}), ValueOf(i, 4000)) << i;
  ASSERT_TRUE(device.store->Remove(kSecond));
  ASSERT_TRUE(device.Put({RecordKind::kJob, small}, ValueOf(7, 3900)));
}

// A store that users filled: the device's own token grows, its jobs are taken.
TEST(FullStore, LeavesHeadroomToTheDevicesOwnWork) {
  CryptoSetup::Get().Reset();
  Device device({.sector_bytes = 65536, .sector_count = 16, .program_unit_bytes = 1});
  ASSERT_TRUE(device.Boot());
  ASSERT_TRUE(device.Put(kFirst, ValueOf(1, 1500)));
  uint32_t user = kDeviceAccounts;
  for (const size_t size : {4000U, 400U, 40U, 1U}) {
    while (device.Put({RecordKind::kSignIn, user}, ValueOf(user, size))) ++user;
  }
  EXPECT_EQ(device.store->Put({RecordKind::kSignIn, user}, AsBytes("x")).error(), Error::kNoSpace);
  EXPECT_TRUE(device.Put(kFirst, ValueOf(2, 1900)));
  EXPECT_TRUE(device.Put({RecordKind::kSignIn, kDeviceAccounts}, ValueOf(2, 4100)));
  for (uint32_t i = 0; i < 10; ++i) EXPECT_TRUE(device.Put({RecordKind::kJob, i}, ValueOf(i, 2000))) << i;
  EXPECT_TRUE(device.Put({RecordKind::kPendingSignIn, 0}, ValueOf(2, 1900)));
}

// No call turns the whole ring, wherever what lives lies.
TEST(FullStore, PaysForCollectionInParts) {
  CryptoSetup::Get().Reset();
  Device device({.sector_bytes = 65536, .sector_count = 64, .program_unit_bytes = 1});
  ASSERT_TRUE(device.Boot());
  uint32_t stored = 0;
  while (device.Put({RecordKind::kJobHistory, stored}, ValueOf(stored, 8000))) ++stored;
  uint32_t worst = 0;
  for (uint32_t i = 0; i < 3000; ++i) {
    const uint32_t before = device.store->report().erases;
    ASSERT_TRUE(device.Put({RecordKind::kJobHistory, 0}, ValueOf(i, 2300))) << i;
    worst = std::max(worst, device.store->report().erases - before);
  }
  EXPECT_LE(worst, 17U);
}

TEST(FullStore, HoldsAsManyRecordsAsItsIndex) {
  CryptoSetup::Get().Reset();
  Device device({.sector_bytes = 65536, .sector_count = 16, .program_unit_bytes = 1});
  ASSERT_TRUE(device.Boot());
  for (uint32_t i = 0; i < kRecordsMax; ++i) ASSERT_TRUE(device.Put({RecordKind::kJobHistory, i * 3}, "entry")) << i;
  EXPECT_EQ(device.store->Put(kFirst, AsBytes("x")).error(), Error::kNoSpace);
  ASSERT_TRUE(device.store->Remove({RecordKind::kJobHistory, 3}));
  ASSERT_TRUE(device.Put({RecordKind::kJobHistory, 3}, "a removed record leaves its entry at once"));
  ASSERT_TRUE(device.store->Remove({RecordKind::kJobHistory, 6}));
  ASSERT_TRUE(device.Boot());
  EXPECT_EQ(device.store->report().records, kRecordsMax - 1);
  EXPECT_EQ(device.store->NextIndex(RecordKind::kJobHistory, 4), 9U);
  EXPECT_EQ(device.store->NextIndex(RecordKind::kJobHistory, kRecordsMax * 3), std::nullopt);
  EXPECT_EQ(device.store->NextIndex(RecordKind::kSignIn, 0), std::nullopt);
}

}  // namespace
}  // namespace tegami
