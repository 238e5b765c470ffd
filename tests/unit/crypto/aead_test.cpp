// SPDX-License-Identifier: MIT
#include "crypto/aead.h"

#include <gtest/gtest.h>

#include "fakes/crypto_setup.h"
#include "unit/hex.h"

namespace tegami {
namespace {

struct Vector {
  const char* name;
  const char* key;
  const char* nonce;
  const char* associated;
  const char* plain;
  const char* sealed;
  const char* tag;
};

// NIST CAVS gcmEncryptExtIV256 (96-bit nonce, 128-bit tag), and McGrew and Viega's test cases 13 to 16.
const Vector kVectors[] = {
    {"CavsEmpty", "b52c505a37d78eda5dd34f20c22540ea1b58963cf8e5bf8ffa85f9f2492505b4", "516c33929df5a3284ff463d7", "",
     "", "", "bdc1ac884d332457a1d2664f168c76f0"},
    {"CavsAssociatedOnly", "78dc4e0aaf52d935c3c01eea57428f00ca1fd475f5da86a49c8dd73d68c8e223",
     "d79cf22d504cc793c3fb6c8a", "b96baa8c1c75a671bfb2d08d06be5f36", "", "", "3e5d486aa2e30b22e040b85723a06e76"},
    {"CavsOneBlock", "31bdadd96698c204aa9ce1448ea94ae1fb4a9a0b3c9d773b51bb1822666b8f22", "0d18e06c7c725ac9e362e1ce", "",
     "2db5168e932556f8089a0622981d017d", "fa4362189661d163fcd6a56d8bf0405a", "d636ac1bbedd5cc3ee727dc2ab4a9489"},
    {"Case13", "0000000000000000000000000000000000000000000000000000000000000000", "000000000000000000000000", "", "",
     "", "530f8afbc74536b9a963b4f1c4cb738b"},
    {"Case14", "0000000000000000000000000000000000000000000000000000000000000000", "000000000000000000000000", "",
     "00000000000000000000000000000000", "cea7403d4d606b6e074ec5d3baf39d18", "d0d1c8a799996bf0265b98b5d48ab919"},
    {"Case15", "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888", "",
     "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
     "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255",
     "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
     "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad",
     "b094dac5d93471bdec1a502270e3cc6c"},
    {"Case16", "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
     "feedfacedeadbeeffeedfacedeadbeefabaddad2",
     "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
     "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
     "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
     "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
     "76fc6ece0f4e1768cddf8853bb2d551b"},
};

AeadKey Key(const std::vector<uint8_t>& octets) { return AeadKey(octets.data(), kAeadKeyBytes); }
AeadNonce Nonce(const std::vector<uint8_t>& octets) { return AeadNonce(octets.data(), kAeadNonceBytes); }

class Aead : public testing::Test {
 protected:
  void SetUp() override { CryptoSetup::Get().Reset(); }
};

TEST_F(Aead, GivesTheKnownAnswers) {
  for (const Vector& vector : kVectors) {
    SCOPED_TRACE(vector.name);
    const auto key = Hex(vector.key);
    const auto nonce = Hex(vector.nonce);
    const auto associated = Hex(vector.associated);
    auto text = Hex(vector.plain);
    std::array<uint8_t, kAeadTagBytes> tag{};
    ASSERT_TRUE(AeadSeal(Key(key), Nonce(nonce), associated, text, tag));
    EXPECT_EQ(text, Hex(vector.sealed));
    EXPECT_EQ(std::vector(tag.begin(), tag.end()), Hex(vector.tag));
    ASSERT_TRUE(AeadOpen(Key(key), Nonce(nonce), associated, text, tag));
    EXPECT_EQ(text, Hex(vector.plain));
  }
}

TEST_F(Aead, RefusesEveryChangedBit) {
  const Vector& vector = kVectors[6];
  const auto key = Hex(vector.key);
  const auto nonce = Hex(vector.nonce);
  const auto whole = Hex(std::string(vector.sealed) + vector.tag + vector.associated);
  const size_t text_bytes = Hex(vector.sealed).size();
  for (size_t bit = 0; bit < whole.size() * 8; ++bit) {
    auto changed = whole;
    changed[bit / 8] ^= static_cast<uint8_t>(1U << (bit % 8));
    const Bytes text = Bytes(changed).first(text_bytes);
    const auto tag = Bytes(changed).subspan(text_bytes).first<kAeadTagBytes>();
    const Status opened =
        AeadOpen(Key(key), Nonce(nonce), Bytes(changed).subspan(text_bytes + kAeadTagBytes), text, tag);
    ASSERT_FALSE(opened) << "bit " << bit;
    ASSERT_EQ(opened.error(), Error::kCorrupt);
    ASSERT_TRUE(std::ranges::all_of(text, [](uint8_t octet) { return octet == 0; })) << "unauthenticated text was left";
  }
}

TEST_F(Aead, OpensOnlyWithTheSameNonceAndKey) {
  auto key = Hex(kVectors[5].key);
  auto nonce = Hex(kVectors[5].nonce);
  std::array<uint8_t, 5> text{1, 2, 3, 4, 5};
  std::array<uint8_t, kAeadTagBytes> tag{};
  ASSERT_TRUE(AeadSeal(Key(key), Nonce(nonce), {}, text, tag));
  auto copy = text;
  nonce[0] ^= 1;
  EXPECT_FALSE(AeadOpen(Key(key), Nonce(nonce), {}, copy, tag));
  nonce[0] ^= 1;
  key[31] ^= 1;
  copy = text;
  EXPECT_FALSE(AeadOpen(Key(key), Nonce(nonce), {}, copy, tag));
  key[31] ^= 1;
  EXPECT_TRUE(AeadOpen(Key(key), Nonce(nonce), {}, text, tag));
}

TEST_F(Aead, SealsRecordsOfEverySize) {
  const auto key = Hex(kVectors[5].key);
  const auto nonce = Hex(kVectors[5].nonce);
  const size_t used = CryptoSetup::Get().arena.used_bytes();
  for (size_t size = 0; size < 600; size += size < 70 ? 1 : 37) {
    std::vector<uint8_t> text(size);
    for (size_t i = 0; i < size; ++i) text[i] = static_cast<uint8_t>(i * 7);
    const auto plain = text;
    std::array<uint8_t, kAeadTagBytes> tag{};
    ASSERT_TRUE(AeadSeal(Key(key), Nonce(nonce), AsBytes("name"), text, tag));
    ASSERT_TRUE(AeadOpen(Key(key), Nonce(nonce), AsBytes("name"), text, tag));
    ASSERT_EQ(text, plain);
  }
  EXPECT_EQ(CryptoSetup::Get().arena.used_bytes(), used);
}

TEST_F(Aead, SaysWhenThereIsNoMemory) {
  auto& arena = CryptoSetup::Get().arena;
  const auto key = Hex(kVectors[5].key);
  const auto nonce = Hex(kVectors[5].nonce);
  const size_t used = arena.used_bytes();
  std::array<uint8_t, 3> text{9, 9, 9};
  std::array<uint8_t, kAeadTagBytes> tag{};
  uint32_t allocations = 0;
  for (;; ++allocations) {
    arena.RefuseAfter(allocations);
    const Status sealed = AeadSeal(Key(key), Nonce(nonce), {}, text, tag);
    if (sealed) break;
    ASSERT_EQ(sealed.error(), Error::kNoMemory) << allocations;
    ASSERT_EQ(text[0], 0);
    ASSERT_EQ(arena.used_bytes(), used);
    text = {9, 9, 9};
  }
  EXPECT_GT(allocations, 0U);
}

}  // namespace
}  // namespace tegami
