// SPDX-License-Identifier: MIT
// Names and dates out of a parsed certificate.
#include "tls/certificate_facts.h"

#include "tls/subject_alt_name.h"
#include "trust/distinguished_name.h"

namespace tegami {
namespace {

void AppendAddress(AnyText& into, ConstBytes octets) {
  static constexpr std::string_view kHex = "0123456789abcdef";
  if (octets.size() == 4) {
    for (size_t i = 0; i < 4; ++i) {
      std::array<char, 4> number{};
      size_t digits = 0;
      for (int unit = 100; unit > 0; unit /= 10) {
        if (octets[i] >= unit || unit == 1) number[digits++] = static_cast<char>('0' + octets[i] / unit % 10);
      }
      if (i > 0) AppendCut(into, ".");
      AppendCut(into, {number.data(), digits});
    }
    return;
  }
  for (size_t i = 0; i < octets.size(); ++i) {
    const std::array<char, 2> pair{kHex[octets[i] >> 4], kHex[octets[i] & 0xF]};
    if (i > 0 && i % 2 == 0) AppendCut(into, ":");
    AppendCut(into, {pair.data(), pair.size()});
  }
}

}  // namespace

void ReadFacts(const mbedtls_x509_crt& certificate, int depth, TlsCertificateFacts& facts) {
  facts.depth = static_cast<uint8_t>(depth);
  ReadDistinguishedName(certificate.subject, facts.subject);
  ReadDistinguishedName(certificate.issuer, facts.issuer);
  facts.names.clear();
  for (const SubjectAltName name : SubjectAltNames(certificate)) {
    if (name.kind == SubjectAltName::Kind::kOther) continue;
    if (!facts.names.empty()) AppendCut(facts.names, ", ");
    if (name.kind == SubjectAltName::Kind::kDns) AppendCut(facts.names, AsText(name.value));
    if (name.kind == SubjectAltName::Kind::kAddress) AppendAddress(facts.names, name.value);
  }
  facts.not_before = UtcOf(certificate.valid_from);
  facts.not_after = UtcOf(certificate.valid_to);
  facts.present = true;
}

}  // namespace tegami
