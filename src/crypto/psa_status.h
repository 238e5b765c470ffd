// SPDX-License-Identifier: MIT
// PSA's status codes in our words. For src/crypto only.
#pragma once

#include <psa/crypto_values.h>

#include "tegami/base/status.h"

namespace tegami {

inline Status FromPsa(psa_status_t status) {
  switch (status) {
    case PSA_SUCCESS: return {};
    case PSA_ERROR_INSUFFICIENT_MEMORY: return Fail(Error::kNoMemory);
    case PSA_ERROR_INVALID_SIGNATURE: return Fail(Error::kCorrupt);
    case PSA_ERROR_INSUFFICIENT_ENTROPY: return Fail(Error::kIo);
    default: return Fail(Error::kInvalidArgument);
  }
}

}  // namespace tegami
