// SPDX-License-Identifier: MIT
// The subject of a certificate, and the key it is found by.
#include <mbedtls/asn1.h>

#include "crypto/sha256.h"
#include "trust/extra_roots.h"

namespace tegami {
namespace {

constexpr int kSequence = MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE;
constexpr int kVersion = MBEDTLS_ASN1_CONTEXT_SPECIFIC | MBEDTLS_ASN1_CONSTRUCTED | 0;

// Walks DER that stands in const memory; mbedTLS's functions only read.
class DerReader {
 public:
  explicit DerReader(ConstBytes der) : at_(const_cast<unsigned char*>(der.data())), end_(at_ + der.size()) {}

  // Steps into the element; false where it has another tag or is longer than what holds it.
  bool Enter(int tag) {
    size_t bytes = 0;
    if (mbedtls_asn1_get_tag(&at_, end_, &bytes, tag) != 0) return false;
    end_ = at_ + bytes;
    return true;
  }
  bool Skip(int tag) {
    size_t bytes = 0;
    if (mbedtls_asn1_get_tag(&at_, end_, &bytes, tag) != 0) return false;
    at_ += bytes;
    return true;
  }
  const unsigned char* at() const { return at_; }

 private:
  unsigned char* at_;
  unsigned char* end_;
};

}  // namespace

Result<SubjectKey> SubjectKeyOf(ConstBytes subject_der) {
  std::array<uint8_t, kSha256Bytes> digest{};
  TEGAMI_TRY(Sha256(subject_der, digest));
  SubjectKey key;
  CopyBytes(key.octets, digest);
  return key;
}

Result<ConstBytes> SubjectOf(ConstBytes certificate) {
  DerReader reader(certificate);
  // RFC 5280 §4.1: Certificate, TBSCertificate, then [0] version, serialNumber, signature, issuer, validity, subject
  if (!reader.Enter(kSequence) || !reader.Enter(kSequence)) return Fail(Error::kCorrupt);
  static_cast<void>(reader.Skip(kVersion));
  if (!reader.Skip(MBEDTLS_ASN1_INTEGER) || !reader.Skip(kSequence) || !reader.Skip(kSequence) ||
      !reader.Skip(kSequence)) {
    return Fail(Error::kCorrupt);
  }
  const unsigned char* first = reader.at();
  if (!reader.Skip(kSequence)) return Fail(Error::kCorrupt);
  return ConstBytes(first, reader.at());
}

}  // namespace tegami
