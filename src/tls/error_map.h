// SPDX-License-Identifier: MIT
// mbedTLS's error codes in our words.
#pragma once

#include "tls/failure.h"

namespace tegami {

// What a failed call of mbedTLS means, as far as its code alone tells. `open`: the handshake is over.
TlsFailure FailureOfError(int mbedtls_error, bool open);

}  // namespace tegami
