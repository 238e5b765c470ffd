// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <string>

#include "crypto/constant_time.h"
#include "crypto/hkdf.h"
#include "crypto/hmac.h"
#include "crypto/random.h"
#include "crypto/self_test.h"
#include "fakes/crypto_setup.h"
#include "unit/hex.h"

namespace tegami {
namespace {

class Digest : public testing::Test {
 protected:
  void SetUp() override { CryptoSetup::Get().Reset(); }

  static std::vector<uint8_t> HashOf(ConstBytes data) {
    std::vector<uint8_t> digest(kSha256Bytes);
    EXPECT_TRUE(Sha256(data, std::span<uint8_t, kSha256Bytes>(digest)));
    return digest;
  }
  static std::vector<uint8_t> MacOf(ConstBytes key, ConstBytes message) {
    std::vector<uint8_t> mac(kSha256Bytes);
    EXPECT_TRUE(HmacSha256(key, message, std::span<uint8_t, kSha256Bytes>(mac)));
    return mac;
  }
};

TEST_F(Digest, HashesTheExamplesOfFips180) {
  EXPECT_EQ(HashOf({}), Hex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
  EXPECT_EQ(HashOf(AsBytes("abc")), Hex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
  EXPECT_EQ(HashOf(AsBytes("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
            Hex("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"));
  EXPECT_EQ(HashOf(AsBytes(std::string(1000000, 'a'))),
            Hex("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"));
}

// RFC 4231 §4
TEST_F(Digest, AuthenticatesAsRfc4231) {
  EXPECT_EQ(MacOf(std::vector<uint8_t>(20, 0x0b), AsBytes("Hi There")),
            Hex("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"));
  EXPECT_EQ(MacOf(AsBytes("Jefe"), AsBytes("what do ya want for nothing?")),
            Hex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"));
  EXPECT_EQ(MacOf(std::vector<uint8_t>(20, 0xaa), std::vector<uint8_t>(50, 0xdd)),
            Hex("773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"));
  EXPECT_EQ(MacOf(Hex("0102030405060708090a0b0c0d0e0f10111213141516171819"), std::vector<uint8_t>(50, 0xcd)),
            Hex("82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"));
  EXPECT_EQ(MacOf(std::vector<uint8_t>(131, 0xaa), AsBytes("Test Using Larger Than Block-Size Key - Hash Key First")),
            Hex("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"));
  EXPECT_EQ(
      MacOf(std::vector<uint8_t>(131, 0xaa),
            AsBytes("This is a test using a larger than block-size key and a larger than block-size data. The key "
                    "needs to be hashed before being used by the HMAC algorithm.")),
      Hex("9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"));
}

TEST_F(Digest, AuthenticatesWithoutKeyAndMessage) {
  EXPECT_EQ(MacOf({}, {}), Hex("b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"));
}

// RFC 5869 appendix A
TEST_F(Digest, DerivesAsRfc5869) {
  std::vector<uint8_t> key(42);
  ASSERT_TRUE(
      HkdfSha256(Hex("000102030405060708090a0b0c"), std::vector<uint8_t>(22, 0x0b), Hex("f0f1f2f3f4f5f6f7f8f9"), key));
  EXPECT_EQ(key, Hex("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"));
  std::vector<uint8_t> secret(80);
  std::vector<uint8_t> salt(80);
  std::vector<uint8_t> info(80);
  for (size_t i = 0; i < 80; ++i) {
    secret[i] = static_cast<uint8_t>(i);
    salt[i] = static_cast<uint8_t>(0x60 + i);
    info[i] = static_cast<uint8_t>(0xb0 + i);
  }
  key.resize(82);
  ASSERT_TRUE(HkdfSha256(salt, secret, info, key));
  EXPECT_EQ(key, Hex("b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
                     "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"));
  key.resize(42);
  ASSERT_TRUE(HkdfSha256({}, std::vector<uint8_t>(22, 0x0b), {}, key));
  EXPECT_EQ(key, Hex("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"));
}

TEST_F(Digest, RefusesToDeriveTooMuch) {
  std::vector<uint8_t> key(kHkdfOutputMaxBytes);
  EXPECT_TRUE(HkdfSha256({}, AsBytes("k"), {}, key));
  key.push_back(0);
  EXPECT_EQ(HkdfSha256({}, AsBytes("k"), {}, key).error(), Error::kTooLong);
  key.resize(32);
  EXPECT_EQ(HkdfSha256({}, AsBytes("k"), std::vector<uint8_t>(kHkdfInfoMaxBytes + 1), key).error(), Error::kTooLong);
}

TEST_F(Digest, LeavesNothingBehindWithoutMemory) {
  auto& arena = CryptoSetup::Get().arena;
  const size_t used = arena.used_bytes();
  std::array<uint8_t, 64> key{};
  for (uint32_t allocations = 0;; ++allocations) {
    arena.RefuseAfter(allocations);
    key.fill(7);
    const Status derived = HkdfSha256({}, AsBytes("k"), {}, key);
    ASSERT_EQ(arena.used_bytes(), used);
    if (derived) break;
    ASSERT_EQ(derived.error(), Error::kNoMemory);
    ASSERT_EQ(key[63], 0);
  }
}

TEST_F(Digest, ComparesWholeValues) {
  EXPECT_TRUE(ConstantTimeEqual({}, {}));
  EXPECT_TRUE(ConstantTimeEqual(AsBytes("abc"), AsBytes("abc")));
  EXPECT_FALSE(ConstantTimeEqual(AsBytes("abc"), AsBytes("abd")));
  EXPECT_FALSE(ConstantTimeEqual(AsBytes("abc"), AsBytes("ab")));
  EXPECT_FALSE(ConstantTimeEqual(AsBytes("abc"), {}));
}

TEST_F(Digest, SelfTestPasses) { EXPECT_TRUE(CryptoSelfTest()); }

TEST_F(Digest, SelfTestNeedsMemory) {
  CryptoSetup::Get().arena.RefuseAfter(0);
  EXPECT_EQ(CryptoSelfTest().error(), Error::kNoMemory);
}

TEST_F(Digest, RandomOctetsComeFromTheBoard) {
  std::array<uint8_t, 40> octets{};
  std::array<uint8_t, 40> again{};
  ASSERT_TRUE(FillRandom(octets));
  CryptoSetup::Get().Reset();
  ASSERT_TRUE(CryptoSetup::Get().entropy.Fill(again));
  EXPECT_EQ(octets, again);
  CryptoSetup::Get().entropy.failing.Set(1);
  const uint32_t before = CryptoRandomFailures();
  EXPECT_EQ(FillRandom(octets).error(), Error::kIo);
  EXPECT_EQ(octets, (std::array<uint8_t, 40>{}));
  EXPECT_EQ(CryptoRandomFailures(), before + 1);
}

}  // namespace
}  // namespace tegami
