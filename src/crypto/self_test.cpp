// SPDX-License-Identifier: MIT
// Known answers, one a function of this folder.
#include "crypto/self_test.h"

#include <array>

#include "crypto/aead.h"
#include "crypto/constant_time.h"
#include "crypto/hkdf.h"
#include "crypto/hmac.h"

namespace tegami {
namespace {

consteval uint8_t Nibble(char digit) { return static_cast<uint8_t>(digit <= '9' ? digit - '0' : digit - 'a' + 10); }

template <size_t N>
consteval std::array<uint8_t, (N - 1) / 2> Hex(const char (&digits)[N]) {
  std::array<uint8_t, (N - 1) / 2> octets{};
  for (size_t i = 0; i < octets.size(); ++i) {
    octets[i] = static_cast<uint8_t>(Nibble(digits[2 * i]) << 4 | Nibble(digits[2 * i + 1]));
  }
  return octets;
}

Status Expect(ConstBytes got, ConstBytes wanted) {
  if (ConstantTimeEqual(got, wanted)) return {};
  return Fail(Error::kBadState);
}

// McGrew and Viega, "The Galois/Counter Mode of Operation", test case 16
constexpr auto kKey = Hex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
constexpr auto kNonce = Hex("cafebabefacedbaddecaf888");
constexpr auto kAssociated = Hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
constexpr auto kPlain =
    Hex("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
constexpr auto kSealed =
    Hex("522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662");
constexpr auto kTag = Hex("76fc6ece0f4e1768cddf8853bb2d551b");

Status TestAead() {
  auto text = kPlain;
  std::array<uint8_t, kAeadTagBytes> tag{};
  TEGAMI_TRY(AeadSeal(kKey, kNonce, kAssociated, text, tag));
  TEGAMI_TRY(Expect(text, kSealed));
  TEGAMI_TRY(Expect(tag, kTag));
  TEGAMI_TRY(AeadOpen(kKey, kNonce, kAssociated, text, tag));
  TEGAMI_TRY(Expect(text, kPlain));
  text = kSealed;
  tag[15] ^= 1;
  const Status forged = AeadOpen(kKey, kNonce, kAssociated, text, tag);
  if (forged) return Fail(Error::kBadState);
  return forged.error() == Error::kCorrupt ? Status{} : forged;
}

Status TestDigests() {
  std::array<uint8_t, kSha256Bytes> digest{};
  // FIPS 180-4, the example "abc"
  TEGAMI_TRY(Sha256(AsBytes("abc"), digest));
  TEGAMI_TRY(Expect(digest, Hex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")));
  // RFC 4231 §4.3
  TEGAMI_TRY(HmacSha256(AsBytes("Jefe"), AsBytes("what do ya want for nothing?"), digest));
  TEGAMI_TRY(Expect(digest, Hex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")));
  // RFC 5869 §A.1
  std::array<uint8_t, 42> derived{};
  TEGAMI_TRY(HkdfSha256(Hex("000102030405060708090a0b0c"), Hex("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"),
                        Hex("f0f1f2f3f4f5f6f7f8f9"), derived));
  return Expect(derived, Hex("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"));
}

}  // namespace

Status CryptoSelfTest() {
  TEGAMI_TRY(TestAead());
  return TestDigests();
}

}  // namespace tegami
