// SPDX-License-Identifier: MIT
// The entries of a certificate's subjectAltName (RFC 5280 §4.2.1.6), to be gone through.
#pragma once

#include <mbedtls/x509_crt.h>

#include "tegami/base/bytes.h"

namespace tegami {

struct SubjectAltName {
  enum class Kind : uint8_t { kDns, kAddress, kOther };
  Kind kind = Kind::kOther;
  ConstBytes value;  // within the certificate
};

// for (const SubjectAltName name : SubjectAltNames(certificate)) ...
class SubjectAltNames {
 public:
  explicit SubjectAltNames(const mbedtls_x509_crt& certificate)
      : first_(certificate.subject_alt_names.buf.p == nullptr ? nullptr : &certificate.subject_alt_names) {}

  class Iterator {
   public:
    explicit Iterator(const mbedtls_x509_sequence* at) : at_(at) {}
    SubjectAltName operator*() const {
      const int tag = at_->buf.tag & MBEDTLS_ASN1_TAG_VALUE_MASK;
      SubjectAltName name;
      if (tag == MBEDTLS_X509_SAN_DNS_NAME) name.kind = SubjectAltName::Kind::kDns;
      if (tag == MBEDTLS_X509_SAN_IP_ADDRESS) name.kind = SubjectAltName::Kind::kAddress;
      name.value = {at_->buf.p, at_->buf.len};
      return name;
    }
    Iterator& operator++() {
      at_ = at_->next;
      return *this;
    }
    bool operator==(const Iterator&) const = default;

   private:
    const mbedtls_x509_sequence* at_;
  };

  Iterator begin() const { return Iterator(first_); }
  Iterator end() const { return Iterator(nullptr); }

 private:
  const mbedtls_x509_sequence* first_;
};

}  // namespace tegami
