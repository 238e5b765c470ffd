// SPDX-License-Identifier: MIT
// Why a TLS session failed, and the certificate that was to blame.
#pragma once

#include "tegami/base/text.h"
#include "tegami/base/time.h"
#include "tegami/config.h"

namespace tegami {

enum class TlsFailure : uint8_t {
#define TEGAMI_TLS_FAILURE(name, meaning) name,
#include "tls/failure.def"
#undef TEGAMI_TLS_FAILURE
};

// The enumerator's name ("kUntrusted"), for logs. Static storage.
const char* TlsFailureName(TlsFailure failure);

// What a refused certificate says of itself. All text comes from the server: it has any octet, NUL, CR and escape
// sequences too, and is cut to fit. Escape it before it is shown or logged.
struct TlsCertificateFacts {
  static constexpr size_t kNameMaxBytes = 160;
  uint8_t depth = 0;            // 0 the server's own, 1 its issuer's, ...
  Text<kNameMaxBytes> subject;  // "CN=..., O=..., C=..."
  Text<kNameMaxBytes> issuer;
  Text<kNameMaxBytes> names;  // of the subjectAltName, with ", " between them
  UtcTime not_before{};
  UtcTime not_after{};
  bool present = false;  // false: the failure was not a certificate's
};

}  // namespace tegami
