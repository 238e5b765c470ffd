// SPDX-License-Identifier: MIT
// Parses the candidates for one step up a chain; mbedTLS frees them after it.
#include "trust/trusted_parents.h"

#include <mbedtls/platform.h>

#include "crypto/start.h"
#include "trust/root_store.h"

namespace tegami {
namespace {

// mbedTLS frees what it is given with mbedtls_x509_crt_free() and mbedtls_free().
void FreeAll(mbedtls_x509_crt* list) {
  mbedtls_x509_crt_free(list);
  mbedtls_free(list);
}

}  // namespace

int FindTrustedParents(void* store, const mbedtls_x509_crt* child, mbedtls_x509_crt** candidates) {
  const auto& roots = *static_cast<const RootStore*>(store);
  const uint32_t failures_before = CryptoAllocationFailures();
  const Result<SubjectKey> key = SubjectKeyOf({child->issuer_raw.p, child->issuer_raw.len});
  if (!key) return MBEDTLS_ERR_X509_ALLOC_FAILED;
  mbedtls_x509_crt* list = nullptr;
  ConstBytes der;
  for (size_t nth = 0; !(der = roots.Find(*key, nth)).empty(); ++nth) {
    // The list's first element is allocated here; mbedTLS makes the others as it parses into the list.
    if (list == nullptr) {
      list = static_cast<mbedtls_x509_crt*>(mbedtls_calloc(1, sizeof(mbedtls_x509_crt)));
      if (list == nullptr) return MBEDTLS_ERR_X509_ALLOC_FAILED;
      mbedtls_x509_crt_init(list);
    }
    // What lies in flash stays there; what a source lent is gone at its next call, so mbedTLS copies it.
    const int error = roots.IsBuiltIn(der) ? mbedtls_x509_crt_parse_der_nocopy(list, der.data(), der.size())
                                           : mbedtls_x509_crt_parse_der(list, der.data(), der.size());
    // mbedTLS has many codes that hide a lack of memory.
    if (error != 0 && CryptoAllocationFailures() != failures_before) {
      FreeAll(list);
      return MBEDTLS_ERR_X509_ALLOC_FAILED;
    }
  }
  if (list != nullptr && list->version == 0) {  // nothing parsed
    FreeAll(list);
    list = nullptr;
  }
  *candidates = list;
  return 0;
}

}  // namespace tegami
