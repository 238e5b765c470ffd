// SPDX-License-Identifier: MIT
#include "crypto/signature.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "crypto/sha256_stream.h"
#include "fakes/crypto_setup.h"
#include "unit/hex.h"

namespace tegami {
namespace {

// RFC 6979 §A.2.5: P-256, SHA-256, message "sample".
const std::vector<uint8_t> kKey =
    Hex("0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
        "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299");
const std::vector<uint8_t> kSignature =
    Hex("efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
        "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8");

std::array<uint8_t, kSha256Bytes> Digest(std::string_view text) {
  std::array<uint8_t, kSha256Bytes> digest{};
  EXPECT_TRUE(Sha256(AsBytes(text), digest));
  return digest;
}

Status Verify(const std::vector<uint8_t>& key, std::string_view text, const std::vector<uint8_t>& signature) {
  std::array<uint8_t, kP256SignatureBytes> octets{};
  std::copy(signature.begin(), signature.end(), octets.begin());
  return VerifyP256(key, Digest(text), octets);
}

class Signature : public testing::Test {
 protected:
  void SetUp() override { CryptoSetup::Get().Reset(); }
};

TEST_F(Signature, OfRfc6979IsGood) { EXPECT_TRUE(Verify(kKey, "sample", kSignature)); }

TEST_F(Signature, OfAnotherMessageOrWithAnyBitChangedIsNot) {
  EXPECT_EQ(Verify(kKey, "simple", kSignature).error(), Error::kCorrupt);
  for (size_t bit = 0; bit < kSignature.size() * 8; bit += 37) {
    std::vector<uint8_t> changed = kSignature;
    changed[bit / 8] ^= static_cast<uint8_t>(1U << bit % 8);
    EXPECT_FALSE(Verify(kKey, "sample", changed)) << bit;
  }
  EXPECT_FALSE(Verify(kKey, "sample", std::vector<uint8_t>(kP256SignatureBytes)));
}

TEST_F(Signature, NeedsAKeyThatIsAPointOfTheCurve) {
  std::vector<uint8_t> off_curve = kKey;
  off_curve[64] ^= 1;
  EXPECT_FALSE(Verify(off_curve, "sample", kSignature));
  EXPECT_EQ(Verify({}, "sample", kSignature).error(), Error::kInvalidArgument);
}

TEST_F(Signature, LeavesNothingInTheArena) {
  const size_t used = CryptoSetup::Get().arena.used_bytes();
  EXPECT_TRUE(Verify(kKey, "sample", kSignature));
  EXPECT_FALSE(Verify(kKey, "other", kSignature));
  EXPECT_EQ(CryptoSetup::Get().arena.used_bytes(), used);
}

TEST_F(Signature, DigestsPiecesAsTheWhole) {
  Sha256Stream stream;
  ASSERT_TRUE(stream.Begin());
  for (const char* piece : {"sam", "", "ple"}) ASSERT_TRUE(stream.Add(AsBytes(std::string_view(piece))));
  std::array<uint8_t, kSha256Bytes> digest{};
  ASSERT_TRUE(stream.Finish(digest));
  EXPECT_EQ(digest, Digest("sample"));
}

}  // namespace
}  // namespace tegami
