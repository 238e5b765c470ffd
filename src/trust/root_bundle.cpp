// SPDX-License-Identifier: MIT
// Reading a bundle's header and index out of its first part.
#include "trust/root_bundle.h"

#include <algorithm>

#include "trust/certificate.h"

namespace tegami {
namespace {

constexpr std::array<uint8_t, 8> kMagic = {'T', 'e', 'g', 'a', 'm', 'i', 'R', 'B'};
constexpr size_t kFormatAt = 8;
constexpr size_t kVersionAt = 12;
constexpr size_t kCountAt = 16;
constexpr size_t kBytesAt = 20;
constexpr size_t kIssuedAt = 24;

static_assert(RootBundleHeader::kBytes + kRootBundleCertificatesMax * RootBundleEntry::kBytes <= kRootPartBytes,
              "the index stands in the first part");

uint64_t ReadNumber(ConstBytes from, size_t at, size_t octets) {
  uint64_t number = 0;
  for (size_t i = octets; i > 0; --i) number = number << 8U | from[at + i - 1];
  return number;
}

uint32_t ReadWord(ConstBytes from, size_t at) { return static_cast<uint32_t>(ReadNumber(from, at, 4)); }

size_t IndexEnd(const RootBundleHeader& header) {
  return RootBundleHeader::kBytes + header.count * RootBundleEntry::kBytes;
}

}  // namespace

Result<RootBundleHeader> ReadRootBundleHeader(ConstBytes first_part) {
  if (first_part.size() < RootBundleHeader::kBytes) return Fail(Error::kCorrupt);
  if (!std::ranges::equal(first_part.first(kMagic.size()), kMagic)) return Fail(Error::kCorrupt);
  if (ReadNumber(first_part, kFormatAt, 2) != RootBundleHeader::kFormat) return Fail(Error::kUnsupported);
  RootBundleHeader header;
  header.version = ReadWord(first_part, kVersionAt);
  header.count = ReadWord(first_part, kCountAt);
  header.bytes = ReadWord(first_part, kBytesAt);
  header.issued = static_cast<int64_t>(ReadNumber(first_part, kIssuedAt, 8));
  if (header.bytes > kRootBundleMaxBytes - kP256SignatureBytes) return Fail(Error::kTooLong);
  if (header.count > kRootBundleCertificatesMax) return Fail(Error::kTooLong);
  if (header.count == 0 || header.bytes < IndexEnd(header)) return Fail(Error::kCorrupt);
  return header;
}

RootBundleEntry ReadRootBundleEntry(ConstBytes first_part, size_t number) {
  const size_t at = RootBundleHeader::kBytes + number * RootBundleEntry::kBytes;
  RootBundleEntry entry;
  CopyBytes(entry.subject.octets, first_part.subspan(at, entry.subject.octets.size()));
  entry.offset = ReadWord(first_part, at + 8);
  entry.bytes = ReadWord(first_part, at + 12);
  return entry;
}

size_t FindRootBundleEntry(ConstBytes first_part, const RootBundleHeader& header, SubjectKey subject) {
  size_t low = 0;
  size_t high = header.count;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (ReadRootBundleEntry(first_part, middle).subject < subject) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  const bool found = low < header.count && ReadRootBundleEntry(first_part, low).subject == subject;
  return found ? low : header.count;
}

bool IsSound(const RootBundleEntry& entry, const RootBundleEntry* previous, const RootBundleHeader& header) {
  if (entry.bytes == 0 || entry.bytes > kRootPartBytes) return false;
  if (entry.offset > header.bytes || entry.bytes > header.bytes - entry.offset) return false;
  if (entry.part() != (entry.offset + entry.bytes - 1) / kRootPartBytes) return false;
  if (previous == nullptr) return entry.offset >= IndexEnd(header);
  return entry.offset >= previous->offset + previous->bytes && !(entry.subject < previous->subject);
}

Status CheckRootCertificate(ConstBytes certificate, SubjectKey subject) {
  CertificateSummary summary;
  TEGAMI_TRY(ReadCertificate(certificate, summary));
  return summary.authority && summary.subject_key == subject ? Status() : Fail(Error::kCorrupt);
}

}  // namespace tegami
