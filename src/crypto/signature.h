// SPDX-License-Identifier: MIT
// ECDSA with P-256 (FIPS 186-5), the verifying half.
#pragma once

#include "crypto/sha256.h"

namespace tegami {

// SEC 1 §2.3.3: 0x04, x, y.
inline constexpr size_t kP256PublicKeyBytes = 65;
// r and s, 32 octets each, big-endian.
inline constexpr size_t kP256SignatureBytes = 64;

//   kInvalidArgument  the key is none
//   kCorrupt          the signature is not this key's over this digest
//   kNoMemory         the arena is exhausted
[[nodiscard]] Status VerifyP256(ConstBytes public_key, std::span<const uint8_t, kSha256Bytes> digest,
                                std::span<const uint8_t, kP256SignatureBytes> signature);

}  // namespace tegami
