// SPDX-License-Identifier: MIT
// What a certificate says of itself, for people.
#pragma once

#include <mbedtls/x509_crt.h>

#include "tls/failure.h"

namespace tegami {

// Text is cut to fit, not escaped.
void ReadFacts(const mbedtls_x509_crt& certificate, int depth, TlsCertificateFacts& facts);

}  // namespace tegami
