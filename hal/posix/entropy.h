// SPDX-License-Identifier: MIT
// Randomness from the kernel.
#pragma once

#include "tegami/hal/entropy.h"

namespace tegami {

// getrandom(2). Blocks only while the kernel's pool is not yet seeded, that is in the first seconds after boot.
class PosixEntropy final : public Entropy {
 public:
  Status Fill(Bytes into) override;
};

}  // namespace tegami
