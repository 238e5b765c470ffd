// SPDX-License-Identifier: MIT
// AES-256-GCM (NIST SP 800-38D), in place, the nonce chosen by the caller.
#pragma once

#include "tegami/base/bytes.h"
#include "tegami/base/status.h"

namespace tegami {

inline constexpr size_t kAeadKeyBytes = 32;
inline constexpr size_t kAeadNonceBytes = 12;
inline constexpr size_t kAeadTagBytes = 16;

using AeadKey = std::span<const uint8_t, kAeadKeyBytes>;
using AeadNonce = std::span<const uint8_t, kAeadNonceBytes>;

// Encrypts `text` where it stands and writes its tag. `associated` is authenticated only.
// SP 800-38D §8: a nonce must never be used twice under one key. The caller guarantees it.
//   kNoMemory  the arena is exhausted; `text` is wiped
[[nodiscard]] Status AeadSeal(AeadKey key, AeadNonce nonce, ConstBytes associated, Bytes text,
                              std::span<uint8_t, kAeadTagBytes> tag);

// Decrypts `text` where it stands.
//   kCorrupt   not sealed with this key, nonce and associated data; `text` is wiped
//   kNoMemory  the arena is exhausted; `text` is wiped
[[nodiscard]] Status AeadOpen(AeadKey key, AeadNonce nonce, ConstBytes associated, Bytes text,
                              std::span<const uint8_t, kAeadTagBytes> tag);

}  // namespace tegami
