// SPDX-License-Identifier: MIT
// One table, looked at from the top.
#include "tls/error_map.h"

#include <mbedtls/ssl.h>
#include <mbedtls/x509.h>

namespace tegami {
namespace {

struct Row {
  int error;
  TlsFailure in_handshake;
  TlsFailure when_open;
};

// What is not here is the peer's fault: of what it may send, mbedTLS says INTERNAL_ERROR and BAD_INPUT_DATA too.
constexpr std::array<Row, 17> kRows{{
    {MBEDTLS_ERR_SSL_ALLOC_FAILED, TlsFailure::kNoMemory, TlsFailure::kNoMemory},
    {MBEDTLS_ERR_X509_ALLOC_FAILED, TlsFailure::kNoMemory, TlsFailure::kNoMemory},
    {MBEDTLS_ERR_PK_ALLOC_FAILED, TlsFailure::kNoMemory, TlsFailure::kNoMemory},
    {MBEDTLS_ERR_SSL_NO_RNG, TlsFailure::kNoEntropy, TlsFailure::kNoEntropy},
    {MBEDTLS_ERR_SSL_CONN_EOF, TlsFailure::kUnderlyingClosed, TlsFailure::kTruncated},
    {MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY, TlsFailure::kUnderlyingClosed, TlsFailure::kInternal},
    {MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE, TlsFailure::kHandshakeRefused, TlsFailure::kAlert},
    {MBEDTLS_ERR_SSL_BAD_PROTOCOL_VERSION, TlsFailure::kProtocolVersion, TlsFailure::kProtocolError},
    {MBEDTLS_ERR_SSL_INVALID_MAC, TlsFailure::kCorruptRecord, TlsFailure::kCorruptRecord},
    {MBEDTLS_ERR_SSL_INVALID_RECORD, TlsFailure::kCorruptRecord, TlsFailure::kCorruptRecord},
    {MBEDTLS_ERR_SSL_BAD_CERTIFICATE, TlsFailure::kBadCertificate, TlsFailure::kProtocolError},
    {MBEDTLS_ERR_SSL_NO_CLIENT_CERTIFICATE, TlsFailure::kProtocolError, TlsFailure::kProtocolError},
    {MBEDTLS_ERR_X509_CERT_VERIFY_FAILED, TlsFailure::kUntrusted, TlsFailure::kProtocolError},
    {MBEDTLS_ERR_X509_FATAL_ERROR, TlsFailure::kBadCertificate, TlsFailure::kProtocolError},
    {MBEDTLS_ERR_SSL_BAD_CONFIG, TlsFailure::kInternal, TlsFailure::kInternal},
    {MBEDTLS_ERR_SSL_CA_CHAIN_REQUIRED, TlsFailure::kInternal, TlsFailure::kInternal},
    {MBEDTLS_ERR_SSL_CERTIFICATE_VERIFICATION_WITHOUT_HOSTNAME, TlsFailure::kInternal, TlsFailure::kInternal},
}};

// X.509 parse errors are sums of a high code of these and a low code of ASN.1.
constexpr int kX509High = -MBEDTLS_ERR_X509_FEATURE_UNAVAILABLE;
constexpr int kX509Low = -MBEDTLS_ERR_X509_BUFFER_TOO_SMALL;

}  // namespace

TlsFailure FailureOfError(int mbedtls_error, bool open) {
  for (const Row& row : kRows) {
    if (row.error == mbedtls_error) return open ? row.when_open : row.in_handshake;
  }
  const int high = -mbedtls_error & 0x7F80;
  if (high >= kX509High && high <= kX509Low) return TlsFailure::kBadCertificate;
  return TlsFailure::kProtocolError;
}

}  // namespace tegami
