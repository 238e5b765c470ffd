// SPDX-License-Identifier: MIT
// RFC 4514, as far as people need it.
#include "trust/distinguished_name.h"

#include <mbedtls/oid.h>

#include <array>
#include <chrono>

#include "tegami/base/bytes.h"

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

}  // namespace

void ReadDistinguishedName(const mbedtls_x509_name& name, AnyText& into) {
  into.clear();
  for (const Attribute& attribute : kAttributes) {
    for (const mbedtls_x509_name* part = &name; part != nullptr; part = part->next) {
      if (TextOf(part->oid) != attribute.oid) continue;
      const std::string_view separator = into.empty() ? "" : ", ";
      const bool fits =
          AppendCut(into, separator) && AppendCut(into, attribute.label) && AppendCut(into, TextOf(part->val));
      if (!fits) return;
    }
  }
}

UtcTime UtcOf(const mbedtls_x509_time& time) {
  const std::chrono::year_month_day date{std::chrono::year{time.year},
                                         std::chrono::month{static_cast<unsigned>(time.mon)},
                                         std::chrono::day{static_cast<unsigned>(time.day)}};
  const std::chrono::sys_seconds moment = std::chrono::sys_days{date} + std::chrono::hours{time.hour} +
                                          std::chrono::minutes{time.min} + std::chrono::seconds{time.sec};
  return {moment.time_since_epoch().count()};
}

}  // namespace tegami
