// SPDX-License-Identifier: MIT
// The verdict on a server's certificates: what mbedTLS found of the chain, and what RFC 9525 wants of the names.
#pragma once

#include <mbedtls/x509_crt.h>

#include "tls/failure.h"
#include "tls/server_name.h"
#include "trust/root_store.h"

namespace tegami {

// mbedTLS calls OnCertificate() for each certificate of the chain it built, from the root down to the server's own.
class ChainCheck {
 public:
  // Both outlive the check. `facts` is written where a certificate is refused.
  ChainCheck(const ServerName& name, const RootStore* roots, TlsCertificateFacts& facts)
      : name_(name), roots_(roots), facts_(facts) {}

  // For mbedtls_ssl_set_verify(); `check` is the ChainCheck. Flags that stay refuse the chain.
  static int OnCertificate(void* check, mbedtls_x509_crt* certificate, int depth, uint32_t* flags);

  // What is wrong, the gravest where there are several; kNone: nothing.
  TlsFailure failure() const { return failure_; }
  // When the server's own certificate ends.
  UtcTime certificate_end() const { return certificate_end_; }

 private:
  void Judge(const mbedtls_x509_crt& certificate, int depth, uint32_t& flags);
  TlsFailure JudgeServer(const mbedtls_x509_crt& certificate, uint32_t& flags);
  TlsFailure JudgeName(const mbedtls_x509_crt& certificate) const;
  bool WasImported(const mbedtls_x509_crt& certificate) const;

  const ServerName& name_;
  const RootStore* roots_;
  TlsCertificateFacts& facts_;
  TlsFailure failure_ = TlsFailure::kNone;
  UtcTime certificate_end_{};
};

}  // namespace tegami
