// SPDX-License-Identifier: MIT
// SHA-256 (FIPS 180-4).
#pragma once

#include "tegami/base/bytes.h"
#include "tegami/base/status.h"

namespace tegami {

inline constexpr size_t kSha256Bytes = 32;

//   kNoMemory  the arena is exhausted
[[nodiscard]] Status Sha256(ConstBytes data, std::span<uint8_t, kSha256Bytes> digest);

}  // namespace tegami
