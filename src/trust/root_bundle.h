// SPDX-License-Identifier: MIT
// A signed bundle of root certificates, as toolchain/roots_bundle lays it out (docs/root-certificates.md): how a maker
// renews the roots of devices in the field. Little-endian:
//   header (32 octets), index sorted by subject key (16 octets each), certificates (DER), signature (64 octets)
// The index stands in the first kRootPartBytes, and no certificate crosses a multiple of kRootPartBytes: kept in parts,
// a certificate is found by opening two.
#pragma once

#include <string_view>

#include "crypto/signature.h"
#include "tegami/config.h"
#include "trust/extra_roots.h"

namespace tegami {

struct RootBundleHeader {
  static constexpr size_t kBytes = 32;
  static constexpr uint16_t kFormat = 1;

  uint32_t version = 0;  // rises with every bundle of a maker
  uint32_t count = 0;    // of certificates
  uint32_t bytes = 0;    // of all but the signature
  int64_t issued = 0;    // UTC, seconds

  uint32_t total_bytes() const { return bytes + static_cast<uint32_t>(kP256SignatureBytes); }
};

struct RootBundleEntry {
  static constexpr size_t kBytes = 16;

  SubjectKey subject;
  uint32_t offset = 0;  // of the certificate in the bundle
  uint32_t bytes = 0;

  size_t part() const { return offset / kRootPartBytes; }
};

// `first_part`: the bundle's first kRootPartBytes, or all of a shorter one.
//   kCorrupt      not a bundle
//   kUnsupported  a bundle of another format
//   kTooLong      larger than kRootBundleMaxBytes, or more certificates than kRootBundleCertificatesMax
[[nodiscard]] Result<RootBundleHeader> ReadRootBundleHeader(ConstBytes first_part);

// Entry `number` of the index. `number` < header.count, and the header was read from the same part.
RootBundleEntry ReadRootBundleEntry(ConstBytes first_part, size_t number);

// The number of the first entry of this subject; header.count: there is none.
size_t FindRootBundleEntry(ConstBytes first_part, const RootBundleHeader& header, SubjectKey subject);

// Whether the entry obeys the layout: where it lies, and that it does not come before `previous` (null for the first).
bool IsSound(const RootBundleEntry& entry, const RootBundleEntry* previous, const RootBundleHeader& header);

// Whether these octets are a CA's certificate with this subject.
//   kCorrupt   they are not
//   kNoMemory  the arena is exhausted
[[nodiscard]] Status CheckRootCertificate(ConstBytes certificate, SubjectKey subject);

// Who may sign bundles for this image, kP256PublicKeyBytes; empty: nobody, and every bundle is refused (CMake:
// TEGAMI_ROOTS_KEY). Where the newest one is fetched from; empty: nowhere (TEGAMI_ROOTS_URL).
ConstBytes RootBundleKey();
std::string_view RootBundleUrl();

}  // namespace tegami
