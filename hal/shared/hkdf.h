// SPDX-License-Identifier: MIT
// HKDF-SHA-256 (RFC 5869) for ports whose device key is plain octets.
#pragma once

#include "tegami/base/bytes.h"

namespace tegami {

// Octets of one output block, and of the keys that the ports keep.
inline constexpr size_t kHkdfKeyBytes = 32;

// One block of output: the first 32 octets of OKM. Needs no heap and no set-up, unlike PSA's key derivation, so a
// board can call it before anything of Tegami runs. As in every HMAC, a salt that differs only by zero octets at its
// end (up to 64 in all) gives the same key.
void HkdfSha256(ConstBytes key, ConstBytes salt, ConstBytes info, std::span<uint8_t, kHkdfKeyBytes> output);

}  // namespace tegami
