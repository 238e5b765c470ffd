// SPDX-License-Identifier: MIT
// HKDF-SHA-256 (RFC 5869): keys out of a key.
#pragma once

#include "tegami/base/bytes.h"
#include "tegami/base/status.h"

namespace tegami {

// RFC 5869 §2.3: at most 255 blocks of the hash.
inline constexpr size_t kHkdfOutputMaxBytes = 255 * 32;
inline constexpr size_t kHkdfInfoMaxBytes = 128;

// Extract and expand. `salt` and `info` may be empty.
//   kTooLong   more than kHkdfOutputMaxBytes wanted, or `info` over kHkdfInfoMaxBytes
//   kNoMemory  the arena is exhausted; `key` is wiped
[[nodiscard]] Status HkdfSha256(ConstBytes salt, ConstBytes secret, ConstBytes info, Bytes key);

}  // namespace tegami
