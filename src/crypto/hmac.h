// SPDX-License-Identifier: MIT
// HMAC-SHA-256 (RFC 2104).
#pragma once

#include "crypto/sha256.h"

namespace tegami {

// `key` has any length, none included.
//   kNoMemory  the arena is exhausted
[[nodiscard]] Status HmacSha256(ConstBytes key, ConstBytes message, std::span<uint8_t, kSha256Bytes> mac);

}  // namespace tegami
