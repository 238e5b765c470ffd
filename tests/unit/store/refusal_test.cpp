// SPDX-License-Identifier: MIT
// A chip that refuses one operation: what was stored before and after it is there at the next start.
#include "unit/store/store_fixture.h"

namespace tegami {
namespace {

constexpr FlashGeometry kEight{.sector_bytes = 65536, .sector_count = 8, .program_unit_bytes = 1};
constexpr FlashGeometry kSixteen{.sector_bytes = 65536, .sector_count = 16, .program_unit_bytes = 1};
constexpr RecordId kFiller{RecordKind::kImportedCa, 1};

class StoreRefusal : public testing::Test {
 protected:
  void SetUp() override { CryptoSetup::Get().Reset(); }

  // Fills the open segment, so that the next record of 8000 octets opens another one.
  static void FillSegment(Device& device) {
    const uint64_t before = device.store->report().programmed_bytes;
    while (device.store->report().programmed_bytes - before < 62000) {
      ASSERT_TRUE(device.Put(kFiller, ValueOf(1, 8000)));
    }
  }
};

// The first copy of its header stands: it may be found, and is not to be mixed up with the one that was opened instead.
TEST_F(StoreRefusal, MixesNoSegmentUpWithOneWhoseOpeningWasRefused) {
  for (const uint64_t nth : {1U, 2U}) {
    SCOPED_TRACE(testing::Message() << "copy " << nth << " of the header");
    Device device(kSixteen);
    ASSERT_TRUE(device.Boot());
    FillSegment(device);
    device.flash.failing_programs.Set(nth);
    ASSERT_TRUE(device.Put(kFirst, ValueOf(2, 8000)));
    ASSERT_TRUE(device.Put(kSecond, "a rotated token"));
    EXPECT_EQ(device.store->report().worn_segments, 1U);
    for (int segments = 0; segments < 5; ++segments) {
      ASSERT_TRUE(device.Boot());
      EXPECT_EQ(device.Get(kFirst), ValueOf(2, 8000));
      EXPECT_EQ(device.Get(kSecond), "a rotated token");
      EXPECT_EQ(device.store->report().health, StoreHealth::kIntact);
      FillSegment(device);
    }
  }
}

// All openings of one call are refused: three headers without a segment lie ahead of the one that is opened next.
TEST_F(StoreRefusal, PassesOverHeadersThatALaterSegmentDoesNotName) {
  Device device(kSixteen);
  ASSERT_TRUE(device.Boot());
  FillSegment(device);
  device.flash.failing_programs.Set(2);
  for (int i = 0; i < 3; ++i) {
    device.flash.failing_programs.Set(2);
    device.flash.failing_erases.Set(0);
    if (i == 1) device.flash.failing_programs.Set(1, 100);
    static_cast<void>(device.Put(kFirst, ValueOf(3, 8000)));
    device.flash.failing_programs.Set(0);
    FillSegment(device);
    device.flash.failing_erases.Set(1);
    ASSERT_TRUE(device.Put(kSecond, ValueOf(4, 8000)));
    ASSERT_TRUE(device.Put(kFirst, ValueOf(5, 8000)));
  }
  ASSERT_TRUE(device.Boot());
  EXPECT_EQ(device.Get(kFirst), ValueOf(5, 8000));
  EXPECT_EQ(device.Get(kSecond), ValueOf(4, 8000));
  EXPECT_EQ(device.store->report().corrupted, 0U);
}

// Where too few segments are left, tidying ends at the open one: that is not copied onto itself and erased.
TEST_F(StoreRefusal, TidiesWhereFewSegmentsAreLeft) {
  Device device(kEight);
  ASSERT_TRUE(device.Boot());
  ASSERT_TRUE(device.Put(kFirst, "secret"));
  for (int i = 0; i < 6; ++i) {
    device.flash.failing_programs.Set(1);
    static_cast<void>(device.Put(kSecond, "stays"));
  }
  device.flash.failing_programs.Set(0);
  ASSERT_TRUE(device.store->Remove(kFirst));
  for (int i = 0; i < 20; ++i) {
    const Result<bool> more = device.store->Tidy();
    EXPECT_EQ(device.Get(kSecond), "stays");
    if (more && !*more) break;
  }
  ASSERT_TRUE(device.Boot());
  EXPECT_EQ(device.Get(kSecond), "stays");
  EXPECT_EQ(device.Get(kFirst), std::nullopt);
}

// A copy is refused in the last free segment: the collection begins again, and no restart is needed.
TEST_F(StoreRefusal, CollectsAgainWhereTheLastFreeSegmentRefused) {
  Device device(kEight);
  ASSERT_TRUE(device.Boot());
  for (uint32_t i = 0; i < 12; ++i) ASSERT_TRUE(device.Put({RecordKind::kImportedCa, 10 + i}, ValueOf(i, 8000)));
  uint32_t worn = 0;
  for (unsigned i = 0; i < 400; ++i) {
    SCOPED_TRACE(testing::Message() << "write " << i);
    device.flash.failing_programs.Set(1 + i % 23);
    static_cast<void>(device.Put(kFirst, ValueOf(i, 8000)));
    worn += device.store->report().worn_segments;
    device.flash.failing_programs.Set(0);
    ASSERT_TRUE(device.Put(kFirst, ValueOf(i, 7000)));
    for (uint32_t k = 0; k < 12; ++k) ASSERT_EQ(device.Get({RecordKind::kImportedCa, 10 + k}), ValueOf(k, 8000));
    ASSERT_TRUE(device.Boot());
    ASSERT_EQ(device.Get(kFirst), ValueOf(i, 7000));
    ASSERT_EQ(device.store->report().corrupted, 0U);
  }
  EXPECT_GT(worn, 0U);
}

}  // namespace
}  // namespace tegami
