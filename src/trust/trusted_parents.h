// SPDX-License-Identifier: MIT
// The root store as mbedTLS asks for it: the roots that may have signed a certificate, parsed when it is asked.
#pragma once

#include <mbedtls/x509_crt.h>

namespace tegami {

// For mbedtls_ssl_conf_ca_cb(); `store` is a const RootStore*. Gives every root whose subject is the child's issuer, so
// that a chain works with whichever of several keys of one name signed it.
// An error of mbedTLS's where there was no memory; a certificate that does not parse is passed over.
int FindTrustedParents(void* store, const mbedtls_x509_crt* child, mbedtls_x509_crt** candidates);

}  // namespace tegami
