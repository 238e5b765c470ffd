// SPDX-License-Identifier: MIT
// Signed bundles on their way into the store: taken whole, refused with the reason, never half.
#include <algorithm>

#include "app/root_bundle_store.h"
#include "trust/root_store.h"
#include "unit/bundles.h"
#include "unit/store/store_fixture.h"

namespace tegami {
namespace {

using Bundle = std::vector<uint8_t>;

constexpr FlashGeometry kChip{.sector_bytes = 65536, .sector_count = 16, .program_unit_bytes = 4};
constexpr uint32_t kBuiltInVersion = 1000;
const std::string kSmall = "root_ec root_rsa root_ec_other";
const std::string kOther = "root_unknown";

const Bundle& Mozilla() {
  static const Bundle bundle = MakeBundle(1003, "");
  return bundle;
}
const Bundle& Old() {
  static const Bundle bundle = MakeBundle(1001, kOther);
  return bundle;
}
const Bundle& New() {
  static const Bundle bundle = MakeBundle(1002, kSmall);
  return bundle;
}

SubjectKey SubjectOfNamed(const std::string& name) {
  const std::vector<uint8_t> der = Certificate(name);
  return *SubjectKeyOf(*SubjectOf(der));
}

// What of one run of the device: the bundle that counts, and an update.
struct Keeper {
  explicit Keeper(Device& device, const std::vector<uint8_t>& key = MakerKey())
      : maker_key(key), bundle(*device.store), update(*device.store, bundle, maker_key) {
    bundle.Load(kBuiltInVersion);
    roots.SetUpdated(bundle);
  }

  // By pieces, as a face or the network hands them in; kNone: it counts.
  Cause Take(ConstBytes octets) {
    update.Begin(kBuiltInVersion);
    for (size_t at = 0; at < octets.size(); at += kRootPartBytes) {
      if (!update.Add(octets.subspan(at, std::min(kRootPartBytes, octets.size() - at)))) return update.cause();
    }
    update.End();
    while (update.CheckSome()) {
    }
    if (update.phase() == RootUpdate::Phase::kDone) bundle.Load(kBuiltInVersion);
    return update.cause();
  }

  bool Trusts(const std::string& name) {
    const std::vector<uint8_t> der = Certificate(name);
    const SubjectKey key = SubjectOfNamed(name);
    ConstBytes found;
    for (size_t nth = 0; !(found = roots.Find(key, nth)).empty(); ++nth) {
      if (std::ranges::equal(found, der)) return true;
    }
    return false;
  }

  std::vector<uint8_t> maker_key;
  RootBundleStore bundle;
  RootUpdate update;
  RootStore roots;
};

size_t PartsKept(Store& store) {
  size_t count = 0;
  for (auto index = store.NextIndex(RecordKind::kRootPart, 0); index;
       index = store.NextIndex(RecordKind::kRootPart, *index + 1)) {
    ++count;
  }
  return count;
}

size_t PartsOf(const Bundle& bundle) { return (bundle.size() + kRootPartBytes - 1) / kRootPartBytes; }

class RootBundleTest : public testing::Test {
 protected:
  void SetUp() override {
    CryptoSetup::Get().Reset();
    ASSERT_TRUE(device.Boot());
  }
  Device device{kChip};
};

TEST_F(RootBundleTest, CountsInPlaceOfTheBuiltInRootsAlsoAfterAReboot) {
  {
    Keeper keeper(device);
    EXPECT_FALSE(keeper.Trusts("root_ec"));
    ASSERT_EQ(keeper.Take(New()), Cause::kNone);
    for (const char* name : {"root_ec", "root_ec_other", "root_rsa"}) EXPECT_TRUE(keeper.Trusts(name)) << name;
    EXPECT_FALSE(keeper.Trusts("root_unknown"));
    // No root of the firmware's own counts any more.
    EXPECT_TRUE(keeper.roots.Find(BuiltInRoots().index[0].subject, 0).empty());
  }
  ASSERT_TRUE(device.Boot());
  Keeper keeper(device);
  EXPECT_TRUE(keeper.Trusts("root_rsa"));
  EXPECT_EQ(keeper.bundle.header().version, 1002U);
  EXPECT_EQ(keeper.bundle.header().count, 3U);
}

TEST_F(RootBundleTest, HoldsMozillasWholeSetAndFindsEveryRoot) {
  Keeper keeper(device);
  ASSERT_EQ(keeper.Take(Mozilla()), Cause::kNone);
  const RootTable table = BuiltInRoots();
  for (const RootTable::Entry& entry : table.index) {
    const ConstBytes der = table.certificates.subspan(entry.offset, entry.bytes);
    bool found = false;
    ConstBytes candidate;
    for (size_t nth = 0; !(candidate = keeper.roots.Find(entry.subject, nth)).empty(); ++nth) {
      found = found || std::ranges::equal(candidate, der);
    }
    EXPECT_TRUE(found);
  }
  EXPECT_TRUE(keeper.roots.Find(SubjectKey{}, 0).empty());
}

TEST_F(RootBundleTest, TakesTheRoomOfOneOnceTheNextOneCounts) {
  Keeper keeper(device);
  ASSERT_EQ(keeper.Take(New()), Cause::kNone);
  ASSERT_EQ(keeper.Take(Mozilla()), Cause::kNone);
  EXPECT_EQ(PartsKept(*device.store), PartsOf(Mozilla()));
  EXPECT_FALSE(keeper.Trusts("root_ec"));
}

TEST_F(RootBundleTest, IsRefusedWithTheReasonAndTheOldOneStays) {
  Keeper keeper(device);
  ASSERT_EQ(keeper.Take(Old()), Cause::kNone);
  const auto changed = [](Bundle bundle, size_t at) {
    bundle[at] ^= 1U;
    return bundle;
  };
  Bundle cut = New();
  cut.pop_back();
  Bundle longer = New();
  longer.push_back(0);
  Bundle large = New();
  large[22] = 0xFF;  // of the size in its header
  const std::vector<std::pair<Bundle, Cause>> wrong = {
      {changed(New(), New().size() - 1), Cause::kRootsSignature},
      {changed(New(), New().size() - 70), Cause::kRootsSignature},
      {changed(New(), 12), Cause::kRootsSignature},  // another version, still higher
      {MakeBundle(1002, kSmall, "stranger"), Cause::kRootsSignature},
      {cut, Cause::kRootsTruncated},
      {{New().begin(), New().begin() + 100}, Cause::kRootsTruncated},
      {{}, Cause::kRootsTruncated},
      {longer, Cause::kRootsNotABundle},
      {large, Cause::kRootsTooLarge},
      {changed(New(), 0), Cause::kRootsNotABundle},
      {changed(New(), 8), Cause::kRootsNotABundle},  // another format
      {Certificate("root_ec"), Cause::kRootsNotABundle},
      {MakeBundle(1002, "root_ec good_ec"), Cause::kRootsCertificate},
      {Old(), Cause::kRootsVersion},
      {MakeBundle(1000, kSmall), Cause::kRootsVersion},
  };
  for (size_t i = 0; i < wrong.size(); ++i) {
    SCOPED_TRACE(i);
    EXPECT_EQ(keeper.Take(wrong[i].first), wrong[i].second);
    EXPECT_EQ(PartsKept(*device.store), PartsOf(Old())) << "nothing of it is left";
    EXPECT_TRUE(keeper.Trusts("root_unknown"));
    EXPECT_FALSE(keeper.Trusts("root_ec"));
  }
  EXPECT_EQ(keeper.Take(New()), Cause::kNone) << "and a good one is still taken";
}

TEST_F(RootBundleTest, IsNeverTakenWithoutAMakersKey) {
  Keeper keeper(device, {});
  EXPECT_EQ(keeper.Take(New()), Cause::kRootsNoKey);
  EXPECT_EQ(PartsKept(*device.store), 0U);
}

TEST_F(RootBundleTest, IsRefusedWhereThereIsNoRoom) {
  Device small({.sector_bytes = 65536, .sector_count = 4, .program_unit_bytes = 4});
  ASSERT_TRUE(small.Boot());
  Keeper keeper(small);
  EXPECT_EQ(keeper.Take(Mozilla()), Cause::kRootsNoRoom);
  EXPECT_EQ(PartsKept(*small.store), 0U);
  EXPECT_EQ(keeper.Take(New()), Cause::kNone);
}

// The device must never lock itself out: damage brings the built-in roots back, and the same bundle mends it.
TEST_F(RootBundleTest, LeavesTheBuiltInRootsToServeWhereItIsDamaged) {
  {
    Keeper keeper(device);
    ASSERT_EQ(keeper.Take(New()), Cause::kNone);
  }
  ASSERT_TRUE(device.store->Put(RootPartId(0, 0), AsBytes(std::string_view("no bundle"))));
  ASSERT_TRUE(device.Boot());
  Keeper keeper(device);
  EXPECT_TRUE(keeper.bundle.damaged());
  EXPECT_FALSE(keeper.roots.Find(BuiltInRoots().index[0].subject, 0).empty());
  EXPECT_EQ(keeper.Take(New()), Cause::kNone);
  EXPECT_TRUE(keeper.Trusts("root_ec"));
}

TEST_F(RootBundleTest, GivesWayToFirmwareWhoseOwnRootsAreNewer) {
  {
    Keeper keeper(device);
    ASSERT_EQ(keeper.Take(New()), Cause::kNone);
  }
  ASSERT_TRUE(device.Boot());
  RootBundleStore bundle(*device.store);
  bundle.Load(2000);
  EXPECT_FALSE(bundle.in_use());
  EXPECT_EQ(PartsKept(*device.store), 0U);
}

}  // namespace
}  // namespace tegami
