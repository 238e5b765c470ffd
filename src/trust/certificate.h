// SPDX-License-Identifier: MIT
// What an imported or delivered CA certificate says of itself.
#pragma once

#include "crypto/sha256.h"
#include "tegami/base/text.h"
#include "tegami/base/time.h"
#include "trust/extra_roots.h"

namespace tegami {

struct CertificateSummary {
  SubjectKey subject_key;
  Text<128> subject;         // "CN=..., O=...", cut, not escaped
  bool authority = false;    // may sign others: basicConstraints CA, or a root of the time before (version 1)
  bool self_issued = false;  // subject and issuer are the same
  UtcTime not_after;
  std::array<uint8_t, kSha256Bytes> fingerprint{};
};

// Reads one certificate (DER, nothing behind it).
//   kCorrupt   it is none, or one whose key or signature no TLS session of ours would take
//   kNoMemory  the arena is exhausted
[[nodiscard]] Status ReadCertificate(ConstBytes der, CertificateSummary& summary);

}  // namespace tegami
