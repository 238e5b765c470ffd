// SPDX-License-Identifier: MIT
// Names and dates of certificates as mbedTLS parsed them.
#pragma once

#include <mbedtls/x509_crt.h>

#include "tegami/base/text.h"
#include "tegami/base/time.h"

namespace tegami {

// "CN=..., O=...": the parts that tell people who somebody is, cut to fit, not escaped.
void ReadDistinguishedName(const mbedtls_x509_name& name, AnyText& into);

UtcTime UtcOf(const mbedtls_x509_time& time);

}  // namespace tegami
