// SPDX-License-Identifier: MIT
// The comparison of mbedTLS, which its compilers cannot shorten.
#include "crypto/constant_time.h"

// mbedTLS 3.6 forgot this around its declaration.
extern "C" {
#include <mbedtls/constant_time.h>
}

namespace tegami {

bool ConstantTimeEqual(ConstBytes a, ConstBytes b) {
  return a.size() == b.size() && (a.empty() || mbedtls_ct_memcmp(a.data(), b.data(), a.size()) == 0);
}

}  // namespace tegami
