// SPDX-License-Identifier: MIT
#include "shared/hkdf.h"

#include <mbedtls/sha256.h>

#include <array>

#include "tegami/base/secret.h"

namespace tegami {
namespace {

constexpr size_t kHashBytes = 32;
constexpr size_t kBlockBytes = 64;
using Hash = std::array<uint8_t, kHashBytes>;

// mbedTLS's own SHA-256 in software cannot fail; its status is for accelerators, which are not configured.
Hash Sha256(ConstBytes first, ConstBytes second, ConstBytes third = {}) {
  Hash hash;
  mbedtls_sha256_context context;
  mbedtls_sha256_init(&context);
  static_cast<void>(mbedtls_sha256_starts(&context, 0));
  for (const ConstBytes part : {first, second, third}) {
    if (!part.empty()) static_cast<void>(mbedtls_sha256_update(&context, part.data(), part.size()));
  }
  static_cast<void>(mbedtls_sha256_finish(&context, hash.data()));
  mbedtls_sha256_free(&context);
  return hash;
}

// RFC 2104 §2
Hash HmacSha256(ConstBytes key, ConstBytes first, ConstBytes second) {
  std::array<uint8_t, kBlockBytes> pad{};
  if (key.size() > kBlockBytes) {
    Hash hashed = Sha256(key, {});
    CopyBytes(pad, hashed);
    Wipe(hashed);
  } else {
    CopyBytes(pad, key);
  }
  for (uint8_t& octet : pad) octet = static_cast<uint8_t>(octet ^ 0x36U);
  Hash inner = Sha256(pad, first, second);
  for (uint8_t& octet : pad) octet = static_cast<uint8_t>(octet ^ 0x36U ^ 0x5CU);
  const Hash outer = Sha256(pad, inner);
  Wipe(pad);
  Wipe(inner);
  return outer;
}

}  // namespace

void HkdfSha256(ConstBytes key, ConstBytes salt, ConstBytes info, std::span<uint8_t, kHkdfKeyBytes> output) {
  Hash pseudorandom_key = HmacSha256(salt, key, {});  // RFC 5869 §2.2
  constexpr uint8_t kFirstBlock = 1;
  Hash block = HmacSha256(pseudorandom_key, info, ConstBytes(&kFirstBlock, 1));  // §2.3, T(1)
  CopyBytes(output, block);
  Wipe(pseudorandom_key);
  Wipe(block);
}

}  // namespace tegami
