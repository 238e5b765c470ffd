// SPDX-License-Identifier: MIT
// Names and dates out of a parsed certificate.
#include "tls/certificate_facts.h"

#include <mbedtls/oid.h>

#include <chrono>

#include "tls/subject_alt_name.h"

namespace tegami {
namespace {

std::string_view TextOf(const mbedtls_asn1_buf& buffer) { return AsText(ConstBytes(buffer.p, buffer.len)); }

struct Attribute {
  std::string_view oid;
  std::string_view label;
};

// RFC 4514 §3: those that tell people who somebody is.
constexpr std::array<Attribute, 4> kAttributes{{
    {{MBEDTLS_OID_AT_CN, sizeof(MBEDTLS_OID_AT_CN) - 1}, "CN="},
    {{MBEDTLS_OID_AT_ORGANIZATION, sizeof(MBEDTLS_OID_AT_ORGANIZATION) - 1}, "O="},
    {{MBEDTLS_OID_AT_ORG_UNIT, sizeof(MBEDTLS_OID_AT_ORG_UNIT) - 1}, "OU="},
    {{MBEDTLS_OID_AT_COUNTRY, sizeof(MBEDTLS_OID_AT_COUNTRY) - 1}, "C="},
}};

void AppendCut(AnyText& text, std::string_view more) {
  const std::string_view fitting(more.data(), std::min(more.size(), text.available()));
  static_cast<void>(Append(text, fitting));
}

void ReadName(const mbedtls_x509_name& name, AnyText& into) {
  into.clear();
  for (const Attribute& attribute : kAttributes) {
    for (const mbedtls_x509_name* part = &name; part != nullptr; part = part->next) {
      if (TextOf(part->oid) != attribute.oid) continue;
      if (!into.empty()) AppendCut(into, ", ");
      AppendCut(into, attribute.label);
      AppendCut(into, TextOf(part->val));
    }
  }
}

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

UtcTime UtcOf(const mbedtls_x509_time& time) {
  const std::chrono::year_month_day date{std::chrono::year{time.year},
                                         std::chrono::month{static_cast<unsigned>(time.mon)},
                                         std::chrono::day{static_cast<unsigned>(time.day)}};
  const std::chrono::sys_seconds moment = std::chrono::sys_days{date} + std::chrono::hours{time.hour} +
                                          std::chrono::minutes{time.min} + std::chrono::seconds{time.sec};
  return {moment.time_since_epoch().count()};
}

void ReadFacts(const mbedtls_x509_crt& certificate, int depth, TlsCertificateFacts& facts) {
  facts.depth = static_cast<uint8_t>(depth);
  ReadName(certificate.subject, facts.subject);
  ReadName(certificate.issuer, facts.issuer);
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
