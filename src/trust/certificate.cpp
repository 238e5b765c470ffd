// SPDX-License-Identifier: MIT
// One certificate, parsed and freed again.
#include "trust/certificate.h"

#include <mbedtls/x509_crt.h>

#include <algorithm>

#include "crypto/start.h"
#include "trust/distinguished_name.h"

namespace tegami {
namespace {

bool IsAuthority(const mbedtls_x509_crt& certificate, bool self_issued) {
  // Version 1 knows no extensions; a root of that time says nothing of itself (RFC 5280 §6.1.4, item k).
  if (certificate.version < 3) return self_issued;
  const bool may_sign = mbedtls_x509_crt_check_key_usage(&certificate, MBEDTLS_X509_KU_KEY_CERT_SIGN) == 0;
  return mbedtls_x509_crt_get_ca_istrue(&certificate) == 1 && may_sign;
}

Status Summarize(const mbedtls_x509_crt& certificate, CertificateSummary& summary) {
  const ConstBytes subject(certificate.subject_raw.p, certificate.subject_raw.len);
  const ConstBytes issuer(certificate.issuer_raw.p, certificate.issuer_raw.len);
  const Result<SubjectKey> key = SubjectKeyOf(subject);
  if (!key) return Fail(key.error());
  summary.subject_key = *key;
  summary.self_issued = std::ranges::equal(subject, issuer);
  summary.authority = IsAuthority(certificate, summary.self_issued);
  summary.not_after = UtcOf(certificate.valid_to);
  ReadDistinguishedName(certificate.subject, summary.subject);
  return Sha256({certificate.raw.p, certificate.raw.len}, summary.fingerprint);
}

}  // namespace

Status ReadCertificate(ConstBytes der, CertificateSummary& summary) {
  const uint32_t failures_before = CryptoAllocationFailures();
  mbedtls_x509_crt certificate;
  mbedtls_x509_crt_init(&certificate);
  Status status;
  if (mbedtls_x509_crt_parse_der_nocopy(&certificate, der.data(), der.size()) != 0) {
    status = Fail(CryptoAllocationFailures() != failures_before ? Error::kNoMemory : Error::kCorrupt);
  } else if (certificate.raw.len != der.size()) {
    status = Fail(Error::kCorrupt);
  } else {
    status = Summarize(certificate, summary);
  }
  mbedtls_x509_crt_free(&certificate);
  return status;
}

}  // namespace tegami
