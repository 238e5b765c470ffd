// SPDX-License-Identifier: MIT
// One certificate at a time: mbedTLS's flags, usage, and at the end of the chain the name.
#include "tls/chain_check.h"

#include <mbedtls/oid.h>

#include "tls/certificate_facts.h"
#include "tls/subject_alt_name.h"
#include "trust/distinguished_name.h"

namespace tegami {
namespace {

struct Verdict {
  uint32_t flags;
  TlsFailure failure;
};

// The gravest first: who signed is asked before when, and when before for whom.
constexpr std::array<Verdict, 6> kVerdicts{{
    {MBEDTLS_X509_BADCERT_NOT_TRUSTED | MBEDTLS_X509_BADCERT_REVOKED, TlsFailure::kUntrusted},
    {MBEDTLS_X509_BADCERT_BAD_MD | MBEDTLS_X509_BADCERT_BAD_PK | MBEDTLS_X509_BADCERT_BAD_KEY, TlsFailure::kWeak},
    {MBEDTLS_X509_BADCERT_EXPIRED, TlsFailure::kExpired},
    {MBEDTLS_X509_BADCERT_FUTURE, TlsFailure::kNotYetValid},
    {MBEDTLS_X509_BADCERT_KEY_USAGE | MBEDTLS_X509_BADCERT_EXT_KEY_USAGE | MBEDTLS_X509_BADCERT_NS_CERT_TYPE,
     TlsFailure::kWrongUsage},
    {~uint32_t{MBEDTLS_X509_BADCERT_CN_MISMATCH}, TlsFailure::kBadCertificate},
}};

size_t GravityOf(TlsFailure failure) {
  if (failure == TlsFailure::kNone) return 0;
  for (size_t i = 0; i < kVerdicts.size(); ++i) {
    if (kVerdicts[i].failure == failure) return kVerdicts.size() + 1 - i;
  }
  return 1;
}

TlsFailure FailureOf(uint32_t flags) {
  for (const Verdict& verdict : kVerdicts) {
    if ((flags & verdict.flags) != 0) return verdict.failure;
  }
  return TlsFailure::kNone;
}

// RFC 5280 §4.2.1.12: where the extension is absent, every use is allowed. Above the server's own certificate it
// narrows what an intermediate may issue for, as browsers read it.
bool IsForServers(const mbedtls_x509_crt& certificate) {
  return mbedtls_x509_crt_check_extended_key_usage(&certificate, MBEDTLS_OID_SERVER_AUTH,
                                                   sizeof(MBEDTLS_OID_SERVER_AUTH) - 1) == 0;
}

}  // namespace

int ChainCheck::OnCertificate(void* check, mbedtls_x509_crt* certificate, int depth, uint32_t* flags) {
  static_cast<ChainCheck*>(check)->Judge(*certificate, depth, *flags);
  return 0;
}

void ChainCheck::Judge(const mbedtls_x509_crt& certificate, int depth, uint32_t& flags) {
  if (!IsForServers(certificate)) flags |= MBEDTLS_X509_BADCERT_EXT_KEY_USAGE;
  const TlsFailure name = depth == 0 ? JudgeServer(certificate, flags) : TlsFailure::kNone;
  TlsFailure failure = FailureOf(flags);
  if (failure == TlsFailure::kNone) failure = name;
  if (failure == TlsFailure::kNone || GravityOf(failure) < GravityOf(failure_)) return;
  failure_ = failure;
  ReadFacts(certificate, depth, facts_);
}

// What is asked of the server's own certificate alone. Returns what is wrong with its names.
TlsFailure ChainCheck::JudgeServer(const mbedtls_x509_crt& certificate, uint32_t& flags) {
  certificate_end_ = UtcOf(certificate.valid_to);
  if ((flags & MBEDTLS_X509_BADCERT_NOT_TRUSTED) != 0 && WasImported(certificate)) {
    flags &= ~uint32_t{MBEDTLS_X509_BADCERT_NOT_TRUSTED};
  }
  // All our key exchanges have the server sign.
  if (mbedtls_x509_crt_check_key_usage(&certificate, MBEDTLS_X509_KU_DIGITAL_SIGNATURE) != 0) {
    flags |= MBEDTLS_X509_BADCERT_KEY_USAGE;
  }
  // mbedTLS falls back to the common name, and compares as it likes: what it says of the name does not count.
  flags &= ~uint32_t{MBEDTLS_X509_BADCERT_CN_MISMATCH};
  const TlsFailure name = JudgeName(certificate);
  if (name != TlsFailure::kNone) flags |= MBEDTLS_X509_BADCERT_CN_MISMATCH;
  return name;
}

TlsFailure ChainCheck::JudgeName(const mbedtls_x509_crt& certificate) const {
  bool named = false;
  for (const SubjectAltName name : SubjectAltNames(certificate)) {
    switch (name.kind) {
      case SubjectAltName::Kind::kDns:
        if (name_.MatchesDnsName(AsText(name.value))) return TlsFailure::kNone;
        break;
      case SubjectAltName::Kind::kAddress:
        if (name_.MatchesAddress(name.value)) return TlsFailure::kNone;
        break;
      case SubjectAltName::Kind::kOther: continue;
    }
    named = true;
  }
  // RFC 9525 §6.3: the common name is not a name of the server.
  return named ? TlsFailure::kWrongName : TlsFailure::kNoSubjectAltName;
}

// An administrator may import the very certificate of a server that signed for itself.
bool ChainCheck::WasImported(const mbedtls_x509_crt& certificate) const {
  const Result<SubjectKey> key = SubjectKeyOf({certificate.subject_raw.p, certificate.subject_raw.len});
  return key && roots_->WasAdded(*key, {certificate.raw.p, certificate.raw.len});
}

}  // namespace tegami
