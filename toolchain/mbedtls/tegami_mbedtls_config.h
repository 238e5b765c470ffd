// SPDX-License-Identifier: MIT
// mbedTLS as Tegami needs it: a TLS 1.2 and 1.3 client (a server too where TEGAMI_TLS_SERVER), X.509, PSA crypto;
// no files, no sockets, no threads, no clock and no random source of its own.
//
// The build defines TEGAMI_ON_BOARD (firmware: no heap, small buffers) and TEGAMI_TLS_SERVER (inbound TLS).
//
// src/crypto/start.cpp gives it memory (an arena, also on the host), randomness and clocks: StartCrypto().
#pragma once

// --- Platform ------------------------------------------------------------------------------------------------------
#define MBEDTLS_PLATFORM_C
#define MBEDTLS_PLATFORM_MEMORY
#define MBEDTLS_HAVE_ASM
#define MBEDTLS_HAVE_TIME
#define MBEDTLS_HAVE_TIME_DATE
#define MBEDTLS_PLATFORM_TIME_ALT
#define MBEDTLS_PLATFORM_MS_TIME_ALT
#define MBEDTLS_PLATFORM_GMTIME_R_ALT
#if defined(TEGAMI_ON_BOARD)
#define MBEDTLS_PLATFORM_NO_STD_FUNCTIONS  // before the arena is set an allocation fails, it does not bring malloc in
#define MBEDTLS_PLATFORM_SNPRINTF_MACRO snprintf
#endif

// --- PSA crypto ----------------------------------------------------------------------------------------------------
// For Tegami's own code and for TLS 1.3. Without MBEDTLS_USE_PSA_CRYPTO, TLS 1.2 and X.509 call the algorithms
// themselves: 100.3 KiB of flash for a client instead of 106.9 (arm-none-eabi-gcc 12.2, -Os, Cortex-A9).
#define MBEDTLS_PSA_CRYPTO_C
#define MBEDTLS_PSA_CRYPTO_EXTERNAL_RNG
// One thread, no memory shared with anybody: PSA need not copy what it is given.
#define MBEDTLS_PSA_ASSUME_EXCLUSIVE_BUFFERS

#define MBEDTLS_MD_C
#define MBEDTLS_SHA1_C  // 24 of Mozilla's roots signed themselves with it, and would not parse; no chain may use it
#define MBEDTLS_SHA256_C
#define MBEDTLS_SHA384_C
#define MBEDTLS_SHA512_C
#define MBEDTLS_HKDF_C
#define MBEDTLS_CIPHER_C
#define MBEDTLS_AES_C
#define MBEDTLS_GCM_C
#define MBEDTLS_CHACHA20_C
#define MBEDTLS_POLY1305_C
#define MBEDTLS_CHACHAPOLY_C
#define MBEDTLS_BIGNUM_C
#define MBEDTLS_OID_C
#define MBEDTLS_RSA_C
#define MBEDTLS_PKCS1_V15
#define MBEDTLS_PKCS1_V21
#define MBEDTLS_ECP_C
#define MBEDTLS_ECP_DP_SECP256R1_ENABLED
#define MBEDTLS_ECP_DP_SECP384R1_ENABLED
#define MBEDTLS_ECP_DP_CURVE25519_ENABLED
#define MBEDTLS_ECP_NIST_OPTIM
#define MBEDTLS_ECDH_C
#define MBEDTLS_ECDSA_C
#if defined(TEGAMI_ON_BOARD)
#define MBEDTLS_AES_ROM_TABLES    // 8 KiB of flash instead of RAM
#define MBEDTLS_AES_FEWER_TABLES  // and 6 KiB of them saved
#else
#define MBEDTLS_AESNI_C
#endif

// --- Keys and certificates -----------------------------------------------------------------------------------------
#define MBEDTLS_ASN1_PARSE_C
#define MBEDTLS_ASN1_WRITE_C
#define MBEDTLS_BASE64_C
#define MBEDTLS_PEM_PARSE_C  // administrators import CA certificates as PEM
#define MBEDTLS_PK_C
#define MBEDTLS_PK_PARSE_C
#define MBEDTLS_PK_WRITE_C
#define MBEDTLS_X509_USE_C
#define MBEDTLS_X509_CRT_PARSE_C
#define MBEDTLS_X509_RSASSA_PSS_SUPPORT            // TLS 1.3 with an RSA certificate
#define MBEDTLS_X509_TRUSTED_CERTIFICATE_CALLBACK  // a root is parsed only when a chain asks for it
#define MBEDTLS_X509_REMOVE_INFO

// --- TLS -----------------------------------------------------------------------------------------------------------
#define MBEDTLS_SSL_TLS_C
#define MBEDTLS_SSL_CLI_C
#define MBEDTLS_SSL_PROTO_TLS1_2
#define MBEDTLS_SSL_PROTO_TLS1_3
#define MBEDTLS_SSL_TLS1_3_COMPATIBILITY_MODE
#define MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_EPHEMERAL_ENABLED
#define MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_PSK_EPHEMERAL_ENABLED  // resumption, with forward secrecy
#define MBEDTLS_KEY_EXCHANGE_ECDHE_RSA_ENABLED
#define MBEDTLS_KEY_EXCHANGE_ECDHE_ECDSA_ENABLED
#define MBEDTLS_SSL_EXTENDED_MASTER_SECRET
#define MBEDTLS_SSL_KEEP_PEER_CERTIFICATE  // TLS 1.3 wants it; src/tls frees the chain once the session is open
#define MBEDTLS_SSL_SERVER_NAME_INDICATION
#define MBEDTLS_SSL_SESSION_TICKETS
// Suites with forward secrecy and AEAD only. Boards have no AES in hardware: an octet sent costs 35 instructions by
// ChaCha20-Poly1305, 94 by AES-128-GCM, 108 by AES-256-GCM (Cortex-A9, record layer included). Hosts prefer AES, which
// their processors have. Servers with an order of their own choose by that.
#define TEGAMI_CHACHA_SUITES                                                                      \
  MBEDTLS_TLS1_3_CHACHA20_POLY1305_SHA256, MBEDTLS_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, \
      MBEDTLS_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256
#define TEGAMI_AES_SUITES                                                               \
  MBEDTLS_TLS1_3_AES_128_GCM_SHA256, MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,   \
      MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, MBEDTLS_TLS1_3_AES_256_GCM_SHA384, \
      MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, MBEDTLS_TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384
#if defined(TEGAMI_ON_BOARD)
#define MBEDTLS_SSL_CIPHERSUITES TEGAMI_CHACHA_SUITES, TEGAMI_AES_SUITES
#else
#define MBEDTLS_SSL_CIPHERSUITES TEGAMI_AES_SUITES, TEGAMI_CHACHA_SUITES
#endif
// RFC 8446 §5.1: a peer may fill a record of 16 KiB. What we send we cut as we like.
#define MBEDTLS_SSL_IN_CONTENT_LEN 16384
#if defined(TEGAMI_ON_BOARD)
#define MBEDTLS_SSL_OUT_CONTENT_LEN 4096
#else
#define MBEDTLS_SSL_OUT_CONTENT_LEN 16384
#endif

#if defined(TEGAMI_TLS_SERVER)
#define MBEDTLS_SSL_SRV_C
#define MBEDTLS_SSL_TICKET_C
#define MBEDTLS_X509_CREATE_C
#define MBEDTLS_X509_CRT_WRITE_C
#endif
