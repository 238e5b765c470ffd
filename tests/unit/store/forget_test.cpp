// SPDX-License-Identifier: MIT
// Forgetting: what goes together, what is erased when, and that nothing comes back.
#include <set>

#include "unit/store/chip_in_hand.h"
#include "unit/store/store_fixture.h"

namespace tegami {
namespace {

constexpr FlashGeometry kSmall{.sector_bytes = 4096, .sector_count = 128, .program_unit_bytes = 1};

class StoreForget : public testing::Test {
 protected:
  void SetUp() override {
    CryptoSetup::Get().Reset();
    ASSERT_TRUE(device_.Boot());
  }

  // Where the sealed octets of the next record will lie: to look for them later.
  std::string SealedOctetsOf(const std::string& value) {
    const std::string before(AsText(device_.flash.image()));
    EXPECT_TRUE(device_.Put(kFirst, value));
    size_t at = 0;
    while (static_cast<char>(device_.flash.image()[at]) == before[at]) ++at;
    return std::string(AsText(device_.flash.image().subspan(at + RecordHeader::kBytes, 32)));
  }
  bool OnChip(const std::string& octets) {
    return AsText(device_.flash.image()).find(octets) != std::string_view::npos;
  }

  Device device_{kSmall};
};

TEST_F(StoreForget, ErasesEveryVersionOfARemovedSecretInTheBackground) {
  std::vector<std::string> sealed;
  for (unsigned i = 0; i < 60; ++i) sealed.push_back(SealedOctetsOf(ValueOf(i, 2600)));
  ASSERT_TRUE(device_.Put(kSecond, "stays"));
  ASSERT_TRUE(device_.store->Remove(kFirst));
  EXPECT_TRUE(OnChip(sealed.back()));
  bool more = true;
  for (int i = 0; more; ++i) {
    ASSERT_LT(i, 20);
    if (i == 2) {
      ASSERT_TRUE(device_.Boot());  // a reboot does not stop it
    }
    const Result<bool> tidied = device_.store->Tidy();
    ASSERT_TRUE(tidied);
    more = *tidied;
  }
  for (const std::string& octets : sealed) EXPECT_FALSE(OnChip(octets));
  EXPECT_EQ(device_.Get(kSecond), "stays");
  const uint32_t erases = device_.store->report().erases;
  EXPECT_FALSE(*device_.store->Tidy());
  EXPECT_EQ(device_.store->report().erases, erases);
}

TEST_F(StoreForget, DoesNotTidyForWhatIsNoSecret) {
  ASSERT_TRUE(device_.Put({RecordKind::kJob, 1}, "job"));
  ASSERT_TRUE(device_.store->Remove({RecordKind::kJob, 1}));
  EXPECT_FALSE(*device_.store->Tidy());
}

TEST_F(StoreForget, ForgetsWhatGoesWithARecordInTheSameInstant) {
  constexpr RecordId kPending{RecordKind::kPendingSignIn, 0};
  ASSERT_TRUE(device_.Put(kPending, "pending"));
  ASSERT_TRUE(device_.Put({RecordKind::kPendingSignIn, 1}, "another account's"));
  ASSERT_TRUE(device_.store->Put(kFirst, AsBytes("applied"), {RecordKind::kPendingSignIn}));
  for (int boots = 0; boots < 2; ++boots) {
    EXPECT_EQ(device_.Get(kFirst), "applied");
    EXPECT_EQ(device_.Get(kPending), std::nullopt);
    EXPECT_EQ(device_.Get({RecordKind::kPendingSignIn, 1}), "another account's");
    ASSERT_TRUE(device_.Boot());
  }
  ASSERT_TRUE(device_.Put(kPending, "a new one"));
  ASSERT_TRUE(device_.Boot());
  EXPECT_EQ(device_.Get(kPending), "a new one");
}

// A pending sign-in that is applied lives on in the record that removes it: there is nothing to erase.
TEST_F(StoreForget, DoesNotTidyForASignInThatIsApplied) {
  ASSERT_TRUE(device_.Put({RecordKind::kPendingSignIn, 0}, "token"));
  ASSERT_TRUE(device_.store->Put(kFirst, AsBytes("token"), {RecordKind::kPendingSignIn}));
  ASSERT_TRUE(device_.store->Tidy());
  ASSERT_TRUE(device_.Boot());
  ASSERT_TRUE(device_.store->Tidy());
  EXPECT_EQ(device_.store->report().erases, 0U);
  ASSERT_TRUE(device_.Put({RecordKind::kPendingSignIn, 0}, "another"));
  ASSERT_TRUE(device_.store->Remove({RecordKind::kPendingSignIn, 0}));
  ASSERT_TRUE(device_.store->Tidy());
  EXPECT_GT(device_.store->report().erases, 0U);
}

// A secret that comes back after it was removed is another one: what was removed is erased all the same.
TEST_F(StoreForget, ErasesARemovedSecretAlsoWhereANewOneStands) {
  const std::string sealed = SealedOctetsOf("old password");
  ASSERT_TRUE(device_.store->Remove(kFirst));
  ASSERT_TRUE(device_.Put(kFirst, "new password"));
  ASSERT_TRUE(device_.Boot());
  while (*device_.store->Tidy()) {
  }
  EXPECT_FALSE(OnChip(sealed));
  EXPECT_EQ(device_.Get(kFirst), "new password");
}

// With the chip in hand: the header of a record that removed others is made to say that it did not.
TEST_F(StoreForget, DoesNotTakeTheHeadersWordForWhatARecordRemoved) {
  constexpr RecordId kSettings{RecordKind::kAccountSettings, 0};
  constexpr RecordId kPassword{RecordKind::kPassword, 0};
  ASSERT_TRUE(device_.Put(kPassword, "password"));
  ASSERT_TRUE(device_.Put({RecordKind::kPassword, 1}, "another account's"));
  ASSERT_TRUE(device_.store->Put(kSettings, AsBytes("another server"), {RecordKind::kPassword}));
  ASSERT_TRUE(device_.Put(kSettings, "another server, and more"));
  Forge(device_.flash, *FindOnChip(device_.flash, kSettings, 1), [](RecordHeader& header) { header.going = {}; });
  ASSERT_TRUE(device_.Boot());
  EXPECT_EQ(device_.Get(kPassword), std::nullopt);
  EXPECT_EQ(device_.Get({RecordKind::kPassword, 1}), "another account's");
  EXPECT_EQ(device_.Get(kSettings), "another server, and more");
  EXPECT_EQ(device_.store->report().health, StoreHealth::kDamaged);
}

TEST_F(StoreForget, DoesNotTakeTheHeadersWordForWhoseRecordWasRemoved) {
  ASSERT_TRUE(device_.Put(kFirst, "token"));
  ASSERT_TRUE(device_.Put({RecordKind::kJob, 0}, "job"));
  ASSERT_TRUE(device_.store->Remove({RecordKind::kJob, 0}));
  ASSERT_TRUE(device_.Put(kSecond, "last"));
  // The same index: the account's secrets go. Another account's settings stay.
  Forge(device_.flash, *FindOnChip(device_.flash, {RecordKind::kJob, 0}, 2),
        [](RecordHeader& header) { header.key = RecordKey(kFirst); });
  ASSERT_TRUE(device_.Boot());
  EXPECT_EQ(device_.Get(kSecond), "last");
  EXPECT_EQ(device_.store->report().health, StoreHealth::kDamaged);
}

TEST_F(StoreForget, LeavesNothingInAnySectorAfterAFactoryReset) {
  std::vector<std::string> sealed;
  for (unsigned i = 0; i < 60; ++i) sealed.push_back(SealedOctetsOf(ValueOf(i, 2600)));
  const std::string old_image(AsText(device_.flash.image()));
  ASSERT_TRUE(device_.store->FactoryReset());
  for (const std::string& octets : sealed) EXPECT_FALSE(OnChip(octets));
  std::set<size_t> written;
  for (size_t i = 0; i < device_.flash.image().size(); ++i) {
    if (device_.flash.image()[i] != 0xFF) written.insert(i / kSegmentMinBytes);
  }
  ASSERT_EQ(written.size(), 1U);  // the new log's first segment
  // Whoever puts the old octets back everywhere else has nothing of it: the new salt counts, and the rest is void.
  ASSERT_TRUE(device_.Put(kSecond, "new"));
  for (size_t i = 0; i < old_image.size(); ++i) {
    if (!written.contains(i / kSegmentMinBytes)) device_.flash.image()[i] = static_cast<uint8_t>(old_image[i]);
  }
  ASSERT_TRUE(device_.Boot());
  EXPECT_EQ(device_.Get(kFirst), std::nullopt);
  EXPECT_EQ(device_.Get(kSecond), "new");
}

TEST_F(StoreForget, SaysWhereASectorDidNotEraseInAFactoryReset) {
  for (unsigned i = 0; i < 60; ++i) ASSERT_TRUE(device_.Put(kFirst, ValueOf(i, 2600)));
  device_.flash.failing_erases.Set(30);
  EXPECT_EQ(device_.store->FactoryReset().error(), Error::kIo);
  EXPECT_EQ(device_.store->report().worn_segments, 1U);
  ASSERT_TRUE(device_.Put(kSecond, "new"));
  ASSERT_TRUE(device_.Boot());
  EXPECT_EQ(device_.Get(kFirst), std::nullopt);
  EXPECT_EQ(device_.Get(kSecond), "new");
}

}  // namespace
}  // namespace tegami
