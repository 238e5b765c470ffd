// SPDX-License-Identifier: MIT
#include "trust/root_store.h"

#include <gtest/gtest.h>
#include <mbedtls/platform.h>
#include <mbedtls/x509_crt.h>

#include <algorithm>
#include <set>

#include "fakes/crypto_setup.h"
#include "trust/trusted_parents.h"
#include "unit/certificates.h"

namespace tegami {
namespace {

// A certificate parsed by mbedTLS, freed at the end.
class Parsed {
 public:
  explicit Parsed(ConstBytes der) {
    mbedtls_x509_crt_init(&certificate_);
    EXPECT_EQ(mbedtls_x509_crt_parse_der(&certificate_, der.data(), der.size()), 0);
  }
  ~Parsed() { mbedtls_x509_crt_free(&certificate_); }
  Parsed(const Parsed&) = delete;
  Parsed& operator=(const Parsed&) = delete;
  mbedtls_x509_crt* get() { return &certificate_; }

 private:
  mbedtls_x509_crt certificate_{};
};

size_t CountAndFree(mbedtls_x509_crt* list) {
  size_t count = 0;
  for (const mbedtls_x509_crt* at = list; at != nullptr; at = at->next) ++count;
  mbedtls_x509_crt_free(list);
  mbedtls_free(list);
  return count;
}

ConstBytes Der(const RootTable& table, const RootTable::Entry& entry) {
  return table.certificates.subspan(entry.offset, entry.bytes);
}

class RootStoreTest : public testing::Test {
 protected:
  void SetUp() override { CryptoSetup::Get().Reset(); }
};

TEST_F(RootStoreTest, HasMozillasRootsInOrder) {
  const RootTable table = BuiltInRoots();
  EXPECT_GE(table.index.size(), 50U);  // TEGAMI_ROOTS=mail has 58, mozilla 148
  EXPECT_TRUE(std::ranges::is_sorted(table.index, {}, &RootTable::Entry::subject));
  std::set<uint32_t> offsets;
  for (const auto& entry : table.index) EXPECT_TRUE(offsets.insert(entry.offset).second);
}

TEST_F(RootStoreTest, FindsEveryRootByItsSubject) {
  const RootStore store;
  const RootTable table = BuiltInRoots();
  for (const auto& entry : table.index) {
    const ConstBytes der = Der(table, entry);
    Parsed parsed(der);
    const Result<ConstBytes> subject = SubjectOf(der);
    ASSERT_TRUE(subject);
    ASSERT_TRUE(std::ranges::equal(*subject, ConstBytes(parsed.get()->subject_raw.p, parsed.get()->subject_raw.len)));
    const Result<SubjectKey> key = SubjectKeyOf(*subject);
    ASSERT_TRUE(key);
    ASSERT_EQ(*key, entry.subject);
    bool found = false;
    ConstBytes candidate;
    for (size_t nth = 0; !(candidate = store.Find(*key, nth)).empty(); ++nth) found |= candidate.data() == der.data();
    EXPECT_TRUE(found);
    EXPECT_TRUE(store.IsBuiltIn(der));
    EXPECT_FALSE(store.WasAdded(*key, der));
  }
}

// Each root names itself as its issuer.
TEST_F(RootStoreTest, GivesParentsThatMbedtlsAccepts) {
  RootStore store;
  const RootTable table = BuiltInRoots();
  const size_t used = CryptoSetup::Get().arena.used_bytes();
  for (const auto& entry : table.index) {
    Parsed child(Der(table, entry));
    mbedtls_x509_crt* candidates = nullptr;
    ASSERT_EQ(FindTrustedParents(&store, child.get(), &candidates), 0);
    EXPECT_GE(CountAndFree(candidates), 1U);
  }
  EXPECT_EQ(CryptoSetup::Get().arena.used_bytes(), used);
}

TEST_F(RootStoreTest, FindsNothingForAnUnknownSubject) {
  RootStore store;
  EXPECT_TRUE(store.Find(SubjectKey{}, 0).empty());
  EXPECT_TRUE(store.Find(SubjectKey{{255, 255, 255, 255, 255, 255, 255, 255}}, 0).empty());
  Parsed child(Certificate("unknown"));
  mbedtls_x509_crt* candidates = nullptr;
  EXPECT_EQ(FindTrustedParents(&store, child.get(), &candidates), 0);
  EXPECT_EQ(candidates, nullptr);
}

TEST_F(RootStoreTest, WorksWithoutAnyRoot) {
  RootStore store{RootTable{}};
  EXPECT_EQ(store.built_in_count(), 0U);
  EXPECT_TRUE(store.Find(SubjectKey{}, 0).empty());
  EXPECT_FALSE(store.IsBuiltIn(Certificate("root_ec")));
}

TEST_F(RootStoreTest, AddsSourcesUpToTheirLimit) {
  RootStore store{RootTable{}};
  TestRoots one{"root_ec"};
  TestRoots two{"root_ec_other", "root_rsa"};
  ASSERT_TRUE(store.Add(one));
  ASSERT_TRUE(store.Add(two));
  EXPECT_EQ(store.Add(two).error(), Error::kNoSpace);
  const auto key = SubjectKeyOf(*SubjectOf(Certificate("root_ec")));
  ASSERT_TRUE(key);
  const auto get = [&](size_t nth) {
    const ConstBytes found = store.Find(*key, nth);
    return std::vector<uint8_t>(found.begin(), found.end());
  };
  EXPECT_EQ(get(0), Certificate("root_ec"));
  EXPECT_EQ(get(1), Certificate("root_ec_other")) << "one subject, another key, from the next source";
  EXPECT_TRUE(get(2).empty());
  EXPECT_TRUE(store.WasAdded(*key, Certificate("root_ec_other")));
  EXPECT_FALSE(store.WasAdded(*key, Certificate("root_rsa")));
  EXPECT_FALSE(store.IsBuiltIn(store.Find(*key, 0)));
}

TEST_F(RootStoreTest, GivesAllKeysOfOneSubject) {
  RootStore store;
  TestRoots roots{"root_ec", "root_ec_other", "root_rsa"};
  ASSERT_TRUE(store.Add(roots));
  Parsed child(Certificate("inter_ec"));
  mbedtls_x509_crt* candidates = nullptr;
  ASSERT_EQ(FindTrustedParents(&store, child.get(), &candidates), 0);
  EXPECT_EQ(CountAndFree(candidates), 2U);
}

// A root whose octets rotted on flash must not cost the others.
TEST_F(RootStoreTest, PassesOverWhatDoesNotParse) {
  std::vector<uint8_t> broken = Certificate("root_ec");
  const Result<ConstBytes> subject = SubjectOf(broken);
  const auto behind = static_cast<size_t>(subject->data() + subject->size() - broken.data());
  broken[behind] ^= 0xFF;  // the public key's tag
  for (const bool broken_first : {true, false}) {
    TestRoots roots{};
    if (broken_first) roots.Add(broken);
    roots.Add(Certificate("root_ec_other"));
    if (!broken_first) roots.Add(broken);
    RootStore store;
    ASSERT_TRUE(store.Add(roots));
    Parsed child(Certificate("inter_ec"));
    mbedtls_x509_crt* candidates = nullptr;
    ASSERT_EQ(FindTrustedParents(&store, child.get(), &candidates), 0);
    EXPECT_EQ(CountAndFree(candidates), 1U);
  }
  TestRoots alone{};
  alone.Add(broken);
  RootStore store;
  ASSERT_TRUE(store.Add(alone));
  Parsed child(Certificate("inter_ec"));
  mbedtls_x509_crt* candidates = nullptr;
  EXPECT_EQ(FindTrustedParents(&store, child.get(), &candidates), 0);
  EXPECT_EQ(candidates, nullptr);
}

TEST_F(RootStoreTest, SaysWhenThereIsNoMemoryAndLeavesNothing) {
  Arena& arena = CryptoSetup::Get().arena;
  RootStore store;
  TestRoots roots{"root_ec", "root_ec_other"};
  ASSERT_TRUE(store.Add(roots));
  Parsed child(Certificate("inter_ec"));
  const size_t used = arena.used_bytes();
  uint32_t allocations = 0;
  for (;; ++allocations) {
    arena.RefuseAfter(allocations);
    mbedtls_x509_crt* candidates = nullptr;
    const int error = FindTrustedParents(&store, child.get(), &candidates);
    arena.RefuseAfter(UINT32_MAX);
    if (error == 0) {
      EXPECT_EQ(CountAndFree(candidates), 2U);
      break;
    }
    ASSERT_EQ(error, MBEDTLS_ERR_X509_ALLOC_FAILED) << allocations;
    ASSERT_EQ(candidates, nullptr);
    ASSERT_EQ(arena.used_bytes(), used) << allocations;
  }
  EXPECT_GT(allocations, 5U);
}

TEST_F(RootStoreTest, ReadsSubjectsOfWholeCertificatesOnly) {
  const std::vector<uint8_t> der = Certificate("good_rsa");
  const size_t end = static_cast<size_t>(SubjectOf(der)->data() + SubjectOf(der)->size() - der.data());
  for (size_t size = 0; size < end; ++size) EXPECT_FALSE(SubjectOf(ConstBytes(der).first(size))) << size;
  for (size_t i = 0; i < end; ++i) {
    for (const uint8_t octet : {uint8_t{0}, uint8_t{0x30}, uint8_t{0x7F}, uint8_t{0x84}, uint8_t{0xFF}}) {
      std::vector<uint8_t> changed = der;
      changed[i] = octet;
      static_cast<void>(SubjectOf(changed));  // the sanitizers look
    }
  }
}

}  // namespace
}  // namespace tegami
