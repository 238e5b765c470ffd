// SPDX-License-Identifier: MIT
// The board's source of randomness. Keys, nonces and TLS depend on it.
#pragma once

#include "tegami/base/bytes.h"
#include "tegami/base/status.h"

namespace tegami {

class Entropy {
 public:
  // Fills `into` with octets of full entropy (a TRNG after conditioning, or a DRBG seeded by one). May block for
  // 1 ms for each 64 octets at most.
  //   kIo  the generator failed its health test: `into` is not to be used
  [[nodiscard]] virtual Status Fill(Bytes into) = 0;

 protected:
  ~Entropy() = default;
};

}  // namespace tegami
