// SPDX-License-Identifier: MIT
// Randomness by PSA, which asks the host of crypto/start.h.
#include "crypto/random.h"

#include <psa/crypto.h>

#include "tegami/base/secret.h"

namespace tegami {

Status FillRandom(Bytes into) {
  if (psa_generate_random(into.data(), into.size()) == PSA_SUCCESS) return {};
  Wipe(into);
  return Fail(Error::kIo);
}

}  // namespace tegami
