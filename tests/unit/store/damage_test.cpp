// SPDX-License-Identifier: MIT
// What is damaged, worn, foreign or of another time: found, said, kept apart, never fatal.
#include "unit/store/store_fixture.h"

namespace tegami {
namespace {

constexpr FlashGeometry kSmall{.sector_bytes = 4096, .sector_count = 128, .program_unit_bytes = 1};
constexpr uint32_t kSegmentBytes = kSegmentMinBytes;
constexpr RecordId kThird{RecordKind::kPassword, 0};

class StoreDamage : public testing::Test {
 protected:
  void SetUp() override { CryptoSetup::Get().Reset(); }

  // From which octet on the images of two chips differ.
  static size_t FirstDifference(Device& device, const std::string& before) {
    size_t at = 0;
    while (static_cast<char>(device.flash.image()[at]) == before[at]) ++at;
    return at;
  }
  static std::string ImageOf(Device& device) { return std::string(AsText(device.flash.image())); }
};

TEST_F(StoreDamage, IsolatesARecordWhicheverOfItsBitsFlips) {
  Device device(kSmall);
  ASSERT_TRUE(device.Boot());
  ASSERT_TRUE(device.Put(kFirst, "first"));
  const std::string before = ImageOf(device);
  const std::string token = ValueOf(2, 60);
  ASSERT_TRUE(device.Put(kSecond, token));
  const size_t begin = FirstDifference(device, before);
  ASSERT_TRUE(device.Put(kThird, "third"));
  for (size_t bit = 0; bit < 8 * (RecordHeader::kBytes + token.size() + 16); ++bit) {
    SCOPED_TRACE(testing::Message() << "bit " << bit);
    device.flash.image()[begin + bit / 8] ^= static_cast<uint8_t>(1U << bit % 8);
    ASSERT_TRUE(device.Boot());
    EXPECT_EQ(device.Get(kFirst), "first");
    EXPECT_EQ(device.Get(kSecond), std::nullopt);
    EXPECT_EQ(device.Get(kThird), "third");
    EXPECT_EQ(device.store->report().health, StoreHealth::kDamaged);
    EXPECT_EQ(device.store->report().corrupted, 1U);
    device.flash.image()[begin + bit / 8] ^= static_cast<uint8_t>(1U << bit % 8);
  }
}

TEST_F(StoreDamage, FallsBackToTheOlderValueInAClosedSegment) {
  Device device(kSmall);
  ASSERT_TRUE(device.Boot());
  ASSERT_TRUE(device.Put(kFirst, "old"));
  const std::string before = ImageOf(device);
  ASSERT_TRUE(device.Put(kFirst, ValueOf(1, 500)));
  const size_t begin = FirstDifference(device, before);
  for (unsigned i = 0; i < 30; ++i) ASSERT_TRUE(device.Put(kSecond, ValueOf(i, 4000)));
  device.flash.image()[begin + 200] ^= 1U;
  ASSERT_TRUE(device.Boot());
  EXPECT_EQ(device.Get(kFirst), "old");
  EXPECT_EQ(device.Get(kSecond), ValueOf(29, 4000));
  EXPECT_EQ(device.store->report().corrupted, 1U);
}

TEST_F(StoreDamage, FindsDamageWhileItRuns) {
  Device device(kSmall);
  ASSERT_TRUE(device.Boot());
  const std::string before = ImageOf(device);
  ASSERT_TRUE(device.Put(kFirst, ValueOf(1, 500)));
  device.flash.image()[FirstDifference(device, before) + 100] ^= 1U;
  EXPECT_EQ(device.Get(kFirst), "!");
  EXPECT_EQ(device.store->report().health, StoreHealth::kDamaged);
}

TEST_F(StoreDamage, ReadsASegmentFromTheSecondCopyOfItsHeader) {
  Device device(kSmall);
  ASSERT_TRUE(device.Boot());
  ASSERT_TRUE(device.Put(kFirst, "token"));
  for (size_t bit = 0; bit < 8 * SegmentHeader::kBytes; ++bit) {
    device.flash.image()[bit / 8] ^= static_cast<uint8_t>(1U << bit % 8);
    ASSERT_TRUE(device.Boot()) << bit;
    EXPECT_EQ(device.Get(kFirst), "token") << bit;
    device.flash.image()[bit / 8] ^= static_cast<uint8_t>(1U << bit % 8);
  }
}

TEST_F(StoreDamage, LosesNoOtherSegmentWithOneHeader) {
  Device device(kSmall);
  ASSERT_TRUE(device.Boot());
  ASSERT_TRUE(device.Put(kFirst, "in the first segment"));
  for (unsigned i = 0; i < 40; ++i) ASSERT_TRUE(device.Put(kSecond, ValueOf(i, 4000)));
  std::fill_n(device.flash.image().begin() + kSegmentBytes, 200, uint8_t{0});  // both headers of the second segment
  ASSERT_TRUE(device.Boot());
  EXPECT_EQ(device.Get(kFirst), "in the first segment");
  EXPECT_EQ(device.Get(kSecond), ValueOf(39, 4000));
  EXPECT_EQ(device.store->report().health, StoreHealth::kDamaged);
}

// With the chip in hand: an older segment over a later one does not make its records the newest.
TEST_F(StoreDamage, ReadsSegmentsByTheirNumbersWhereverTheyLie) {
  Device device(kSmall);
  ASSERT_TRUE(device.Boot());
  const auto fill = [&device](unsigned puts) {
    for (unsigned i = 0; i < puts; ++i) ASSERT_TRUE(device.Put(kThird, ValueOf(i, 8000)));
  };
  ASSERT_TRUE(device.Put(kFirst, "old"));
  fill(8);
  ASSERT_TRUE(device.Put(kFirst, "new"));
  fill(24);
  const Bytes image = device.flash.image();
  CopyBytes(image.subspan(2 * kSegmentBytes), image.first(kSegmentBytes));
  ASSERT_TRUE(device.Boot());
  EXPECT_EQ(device.Get(kFirst), "new");
  EXPECT_EQ(device.store->report().corrupted, 1U);
  EXPECT_EQ(device.store->report().health, StoreHealth::kDamaged);
}

TEST_F(StoreDamage, LeavesANewerFormatAlone) {
  Device device(kSmall);
  ASSERT_TRUE(device.Boot());
  ASSERT_TRUE(device.Put(kFirst, "token"));
  for (const size_t at : {size_t{0}, SegmentHeader::kBytes}) {  // as a later firmware would write it
    const Bytes header = device.flash.image().subspan(at, SegmentHeader::kBytes);
    header[4] = SegmentHeader::kFormatVersion + 1;
    const uint32_t crc = Crc32(0, header.first(76));
    for (size_t i = 0; i < 4; ++i) header[76 + i] = static_cast<uint8_t>(crc >> (8 * i));
  }
  const std::string before = ImageOf(device);
  EXPECT_EQ(device.Boot().error(), Error::kUnsupported);
  EXPECT_EQ(device.store->report().health, StoreHealth::kOtherVersion);
  EXPECT_EQ(device.store->Put(kSecond, AsBytes("x")).error(), Error::kBadState);
  EXPECT_TRUE(ImageOf(device) == before);
  ASSERT_TRUE(device.store->FactoryReset());
  ASSERT_TRUE(device.Put(kSecond, "x"));
}

TEST_F(StoreDamage, LeavesAnotherDevicesFlashAlone) {
  Device device(kSmall);
  ASSERT_TRUE(device.Boot());
  ASSERT_TRUE(device.Put(kFirst, "token"));
  Device thief(kSmall, 2);
  thief.flash.CopyFrom(device.flash);
  EXPECT_EQ(thief.Boot().error(), Error::kRefused);
  EXPECT_EQ(thief.store->Put(kSecond, AsBytes("x")).error(), Error::kBadState);
  EXPECT_EQ(thief.store->Tidy().error(), Error::kBadState);
  EXPECT_TRUE(ImageOf(thief) == ImageOf(device));
}

TEST_F(StoreDamage, PassesOverASectorThatNoLongerErases) {
  Device device(kSmall);
  ASSERT_TRUE(device.Boot());
  ASSERT_TRUE(device.Put(kSecond, "stays"));
  for (unsigned i = 0; i < 600; ++i) {
    if (i % 150 == 20) device.flash.failing_erases.Set(1);
    ASSERT_TRUE(device.Put(kFirst, ValueOf(i, 4000))) << i;
  }
  EXPECT_GE(device.store->report().worn_segments, 1U);
  ASSERT_TRUE(device.Boot());
  EXPECT_EQ(device.Get(kFirst), ValueOf(599, 4000));
  EXPECT_EQ(device.Get(kSecond), "stays");
  EXPECT_EQ(device.store->report().corrupted, 0U);
}

TEST_F(StoreDamage, KeepsWhatItHasWhereOnePlaceNoLongerReads) {
  Device device(kSmall);
  ASSERT_TRUE(device.Boot());
  ASSERT_TRUE(device.Put(kFirst, "token"));
  device.flash.failing_reads.Set(1, 2);  // header of the record: twice, then the chip answers again
  EXPECT_EQ(device.Get(kFirst), "!");
  EXPECT_EQ(device.Get(kFirst), "token");
  device.flash.failing_reads.Set(1, 1000);
  EXPECT_EQ(device.Boot().error(), Error::kIo);  // a chip that does not answer is not an empty one
  device.flash.failing_reads.Set(0);
  ASSERT_TRUE(device.Boot());
  EXPECT_EQ(device.Get(kFirst), "token");
}

TEST_F(StoreDamage, DoesNotTakeATornRecordForCorruptionLater) {
  Device device(kSmall);
  ASSERT_TRUE(device.Boot());
  ASSERT_TRUE(device.Put(kFirst, "old"));
  device.flash.SetPowerCut({.operation = 1, .octets = 300, .style = CutStyle::kTorn, .seed = 1});
  EXPECT_FALSE(device.Put(kFirst, ValueOf(1, 900)));
  ASSERT_TRUE(device.Boot());
  EXPECT_EQ(device.store->report().health, StoreHealth::kRepaired);
  ASSERT_TRUE(device.Put(kSecond, "next segment"));
  ASSERT_TRUE(device.Boot());
  EXPECT_EQ(device.store->report().health, StoreHealth::kIntact);
  EXPECT_EQ(device.Get(kFirst), "old");
}

}  // namespace
}  // namespace tegami
