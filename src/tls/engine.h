// SPDX-License-Identifier: MIT
// The part of a TLS session that mbedTLS sees. Lives in mbedTLS's arena from TlsFilter::Start() on.
#pragma once

#include <mbedtls/ssl.h>

#include <optional>

#include "tls/chain_check.h"
#include "tls/tls_filter.h"

namespace tegami {

struct TlsFilter::Engine {
  Engine(ByteStream& stream, const TlsClientConfig& asked, const ServerName& wanted, TlsCertificateFacts& facts,
         std::optional<UtcTime> wall_clock);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Buffers, configuration, and the session to resume where one is kept. 0, or mbedTLS's error.
  int SetUp();

  // 0: nothing is waiting for room below any more; MBEDTLS_ERR_SSL_WANT_WRITE, or an error.
  int Flush();
  bool flushed() const { return spill_bytes_ == 0 && ssl.MBEDTLS_PRIVATE(out_left) == 0; }
  // The part of it that is not in mbedTLS's own buffer. True: nothing is left.
  bool FlushSpill();

  // Called before a call of mbedTLS: what goes wrong in it is told from what went wrong before.
  void Mark();

  // What mbedTLS's error means here, with all that is known besides its number.
  TlsFailure FailureOf(int mbedtls_error, bool open) const;

  // The alert that stands in the record just read.
  uint8_t ReceivedAlert() const { return ssl.MBEDTLS_PRIVATE(in_msg)[1]; }

  // Gives the server's parsed certificates back; they were judged. True where there were none: the session was resumed.
  bool DropPeerCertificates();

  // Until when the session may be resumed.
  UtcTime CertificateEnd() const {
    return config.verification == TlsVerification::kFull ? chain.certificate_end() : UtcTime{INT64_MAX};
  }

  // Puts the session into the cache, where it can be resumed.
  void KeepSession();

  ByteStream& under;
  TlsClientConfig config;  // server_name views `name`
  ServerName name;
  ChainCheck chain;
  UtcTime now;
  UtcTime certificate_end{};  // of the server's certificate, or of the session that was resumed
  mbedtls_ssl_context ssl;
  mbedtls_ssl_config ssl_config;
  bool handshaking = true;
  bool starved = false;  // the stream below had nothing to give, or no room, since Mark()
  bool received_any = false;
  bool offered_session = false;
  bool not_tls = false;
  bool close_queued = false;  // close_notify was handed to mbedTLS

 private:
  void OfferKeptSession();
  bool Spill(ConstBytes rest);
  static int SendHook(void* engine, const unsigned char* data, size_t bytes);
  static int ReceiveHook(void* engine, unsigned char* into, size_t bytes);
  static int RandomHook(void* engine, unsigned char* into, size_t bytes);

  uint32_t allocation_failures_before_ = 0;
  uint32_t random_failures_before_ = 0;
  uint8_t* spill_ = nullptr;  // octets of the handshake that had no room below
  size_t spill_bytes_ = 0;
};

}  // namespace tegami
