// SPDX-License-Identifier: MIT
// What people read of a certificate's names and dates.
#include "trust/distinguished_name.h"

#include <gtest/gtest.h>
#include <mbedtls/oid.h>

#include <deque>
#include <string>

namespace tegami {
namespace {

constexpr std::string_view kOrganization{MBEDTLS_OID_AT_ORGANIZATION, sizeof(MBEDTLS_OID_AT_ORGANIZATION) - 1};
constexpr std::string_view kUnit{MBEDTLS_OID_AT_ORG_UNIT, sizeof(MBEDTLS_OID_AT_ORG_UNIT) - 1};
constexpr std::string_view kCountry{MBEDTLS_OID_AT_COUNTRY, sizeof(MBEDTLS_OID_AT_COUNTRY) - 1};
constexpr std::string_view kCommonName{MBEDTLS_OID_AT_CN, sizeof(MBEDTLS_OID_AT_CN) - 1};
constexpr std::string_view kLocality{MBEDTLS_OID_AT_LOCALITY, sizeof(MBEDTLS_OID_AT_LOCALITY) - 1};

// As mbedTLS leaves it after parsing: a list over the certificate's octets.
class Name {
 public:
  Name() = default;
  Name(const Name&) = delete;
  Name& operator=(const Name&) = delete;

  Name& With(std::string_view oid, std::string value) {
    texts_.emplace_back(oid);
    const std::string& kept_oid = texts_.back();
    texts_.push_back(std::move(value));
    parts_.push_back({});
    mbedtls_x509_name& part = parts_.back();
    Point(part.oid, kept_oid);
    Point(part.val, texts_.back());
    if (parts_.size() > 1) parts_[parts_.size() - 2].next = &part;
    return *this;
  }

  template <size_t N = 80>
  std::string Read() const {
    Text<N> text("what was there before");
    ReadDistinguishedName(parts_.front(), text);
    return std::string(View(text));
  }

 private:
  static void Point(mbedtls_asn1_buf& buffer, const std::string& text) {
    buffer.p = reinterpret_cast<unsigned char*>(const_cast<char*>(text.data()));
    buffer.len = text.size();
  }

  std::deque<std::string> texts_;
  std::deque<mbedtls_x509_name> parts_;
};

TEST(DistinguishedName, BeginsWithWhoItIsWhateverItsOrderInTheCertificate) {
  Name name;
  name.With(kCountry, "JP")
      .With(kLocality, "Suwa")
      .With(kUnit, "IT")
      .With(kOrganization, "Contoso")
      .With(kCommonName, "x");
  EXPECT_EQ(name.Read(), "CN=x, O=Contoso, OU=IT, C=JP");
}

TEST(DistinguishedName, HasEveryPartOfAKindInOrder) {
  Name name;
  name.With(kUnit, "Trust").With(kCommonName, "x").With(kUnit, "Roots");
  EXPECT_EQ(name.Read(), "CN=x, OU=Trust, OU=Roots");
}

TEST(DistinguishedName, IsEmptyWhereNothingTellsPeopleWho) { EXPECT_EQ(Name().With(kLocality, "Suwa").Read(), ""); }

TEST(DistinguishedName, IsCutAtAWholeCharacter) {
  Name name;
  name.With(kCommonName, "手紙手紙").With(kOrganization, "Contoso");
  EXPECT_EQ(name.Read<3 + 12>(), "CN=手紙手紙");
  EXPECT_EQ(name.Read<3 + 11>(), "CN=手紙手");
  EXPECT_EQ(name.Read<3 + 10>(), "CN=手紙手");
  EXPECT_EQ(name.Read<3 + 9>(), "CN=手紙手");
}

TEST(CertificateDate, IsASecondOfUtc) {
  EXPECT_EQ(UtcOf({.year = 1970, .mon = 1, .day = 1, .hour = 0, .min = 0, .sec = 0}).seconds, 0);
  EXPECT_EQ(UtcOf({.year = 2000, .mon = 2, .day = 29, .hour = 23, .min = 59, .sec = 58}).seconds, 951868798);
  EXPECT_EQ(UtcOf({.year = 2049, .mon = 12, .day = 31, .hour = 23, .min = 59, .sec = 59}).seconds, 2524607999);
  EXPECT_EQ(UtcOf({.year = 9999, .mon = 12, .day = 31, .hour = 23, .min = 59, .sec = 59}).seconds, 253402300799);
}

}  // namespace
}  // namespace tegami
