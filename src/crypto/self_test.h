// SPDX-License-Identifier: MIT
// Known answers at start: what seals the flash must work before the flash is opened.
#pragma once

#include "tegami/base/status.h"

namespace tegami {

// AES-256-GCM, SHA-256, HMAC and HKDF against published vectors, and a forged tag that must be refused.
//   kBadState  an answer is wrong: the image or the processor is damaged
//   kNoMemory  the arena is exhausted
[[nodiscard]] Status CryptoSelfTest();

}  // namespace tegami
