// SPDX-License-Identifier: MIT
// Setting mbedTLS up, its hooks, and the sessions that are kept.
#include "tls/engine.h"

#include <mbedtls/platform.h>

#include "crypto/random.h"
#include "crypto/start.h"
#include "tls/error_map.h"
#include "tls/session_cache.h"
#include "trust/trusted_parents.h"

namespace tegami {
namespace {

// The first is the one that a TLS 1.3 ClientHello brings a key share for. RFC 8446 §9.1: every server has secp256r1, so
// that no HelloRetryRequest costs a round trip; servers that must obey FIPS 140 have no X25519.
constexpr std::array<uint16_t, 4> kGroups{MBEDTLS_SSL_IANA_TLS_GROUP_SECP256R1, MBEDTLS_SSL_IANA_TLS_GROUP_X25519,
                                          MBEDTLS_SSL_IANA_TLS_GROUP_SECP384R1, MBEDTLS_SSL_IANA_TLS_GROUP_NONE};

constexpr uint8_t kRecordAlert = 21;
constexpr uint8_t kRecordHandshake = 22;

}  // namespace

TlsFilter::Engine::Engine(ByteStream& stream, const TlsClientConfig& asked, const ServerName& wanted,
                          TlsCertificateFacts& facts, std::optional<UtcTime> wall_clock)
    : under(stream), config(asked), name(wanted), chain(name, asked.roots, facts), now(wall_clock.value_or(UtcTime{})) {
  Mark();
  config.server_name = View(name.text());
  mbedtls_ssl_init(&ssl);
  mbedtls_ssl_config_init(&ssl_config);
}

TlsFilter::Engine::~Engine() {
  mbedtls_ssl_free(&ssl);
  mbedtls_ssl_config_free(&ssl_config);
  mbedtls_free(spill_);
}

void TlsFilter::Engine::Mark() {
  starved = false;
  allocation_failures_before_ = CryptoAllocationFailures();
  random_failures_before_ = CryptoRandomFailures();
}

int TlsFilter::Engine::SetUp() {
  int error = mbedtls_ssl_config_defaults(&ssl_config, MBEDTLS_SSL_IS_CLIENT, MBEDTLS_SSL_TRANSPORT_STREAM,
                                          MBEDTLS_SSL_PRESET_DEFAULT);
  if (error != 0) return error;
  mbedtls_ssl_conf_rng(&ssl_config, RandomHook, this);
  mbedtls_ssl_conf_min_tls_version(&ssl_config, MBEDTLS_SSL_VERSION_TLS1_2);  // RFC 8996: nothing older
  mbedtls_ssl_conf_max_tls_version(
      &ssl_config, config.maximum == TlsVersion::kTls12 ? MBEDTLS_SSL_VERSION_TLS1_2 : MBEDTLS_SSL_VERSION_TLS1_3);
  mbedtls_ssl_conf_groups(&ssl_config, kGroups.data());
  mbedtls_ssl_conf_tls13_enable_signal_new_session_tickets(
      &ssl_config, config.sessions == nullptr ? MBEDTLS_SSL_TLS1_3_SIGNAL_NEW_SESSION_TICKETS_DISABLED
                                              : MBEDTLS_SSL_TLS1_3_SIGNAL_NEW_SESSION_TICKETS_ENABLED);
  if (config.verification == TlsVerification::kFull) {
    mbedtls_ssl_conf_authmode(&ssl_config, MBEDTLS_SSL_VERIFY_REQUIRED);
    // mbedTLS takes a pointer to non-const; FindTrustedParents() only reads.
    mbedtls_ssl_conf_ca_cb(&ssl_config, FindTrustedParents, const_cast<RootStore*>(config.roots));
  } else {
    mbedtls_ssl_conf_authmode(&ssl_config, MBEDTLS_SSL_VERIFY_NONE);
  }
  error = mbedtls_ssl_setup(&ssl, &ssl_config);
  if (error != 0) return error;
  // RFC 6066 §3: no address in server_name. ChainCheck compares the names in either case.
  error = mbedtls_ssl_set_hostname(&ssl, name.is_address() ? nullptr : name.text().c_str());
  if (error != 0) return error;
  mbedtls_ssl_set_verify(&ssl, ChainCheck::OnCertificate, &chain);
  mbedtls_ssl_set_bio(&ssl, this, SendHook, ReceiveHook, nullptr);
  OfferKeptSession();
  return 0;
}

int TlsFilter::Engine::Flush() {
  static constexpr unsigned char kNothing = 0;
  if (!FlushSpill()) return MBEDTLS_ERR_SSL_WANT_WRITE;
  if (flushed()) return 0;
  // With octets waiting, mbedTLS sends those and does not look at what it is given.
  const int result = mbedtls_ssl_write(&ssl, &kNothing, 0);
  return result > 0 ? 0 : result;
}

TlsFailure TlsFilter::Engine::FailureOf(int mbedtls_error, bool open) const {
  if (not_tls) return TlsFailure::kNotTls;
  // Before all else: without memory or randomness, mbedTLS reports a signature that is wrong, and more of that kind.
  if (CryptoAllocationFailures() != allocation_failures_before_) return TlsFailure::kNoMemory;
  if (CryptoRandomFailures() != random_failures_before_) return TlsFailure::kNoEntropy;
  if (!open && chain.failure() != TlsFailure::kNone) return chain.failure();
  const TlsFailure failure = FailureOfError(mbedtls_error, open);
  const bool alert = mbedtls_error == MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE;
  if (alert && ReceivedAlert() == MBEDTLS_SSL_ALERT_MSG_PROTOCOL_VERSION) return TlsFailure::kProtocolVersion;
  return failure;
}

bool TlsFilter::Engine::DropPeerCertificates() {
  mbedtls_ssl_session* session = ssl.MBEDTLS_PRIVATE(session);
  mbedtls_x509_crt*& peer = session->MBEDTLS_PRIVATE(peer_cert);
  if (peer == nullptr) return true;
  mbedtls_x509_crt_free(peer);
  mbedtls_free(peer);
  peer = nullptr;
  return false;
}

void TlsFilter::Engine::OfferKeptSession() {
  if (config.sessions == nullptr) return;
  const ConstBytes kept = config.sessions->Take(config, now, certificate_end);
  if (kept.empty()) return;
  mbedtls_ssl_session session;
  mbedtls_ssl_session_init(&session);
  // What cannot be loaded or offered costs nothing but the resumption.
  offered_session =
      mbedtls_ssl_session_load(&session, kept.data(), kept.size()) == 0 && mbedtls_ssl_set_session(&ssl, &session) == 0;
  mbedtls_ssl_session_free(&session);
}

void TlsFilter::Engine::KeepSession() {
  if (config.sessions == nullptr) return;
  std::array<uint8_t, TlsSessionCache::kSessionMaxBytes> octets;
  size_t bytes = 0;
  mbedtls_ssl_session session;
  mbedtls_ssl_session_init(&session);
  if (mbedtls_ssl_get_session(&ssl, &session) == 0 &&
      (session.MBEDTLS_PRIVATE(ticket_len) != 0 || session.MBEDTLS_PRIVATE(id_len) != 0) &&
      mbedtls_ssl_session_save(&session, octets.data(), octets.size(), &bytes) == 0) {
    config.sessions->Put(config, certificate_end, {octets.data(), bytes});
  }
  // All of it: a session that has no room was written in part, and `bytes` says what it would take.
  Wipe(octets);
  mbedtls_ssl_session_free(&session);
}

bool TlsFilter::Engine::FlushSpill() {
  if (spill_bytes_ == 0) return true;
  const size_t taken = under.Send({spill_, spill_bytes_});
  spill_bytes_ -= taken;
  std::memmove(spill_, spill_ + taken, spill_bytes_);
  return spill_bytes_ == 0;
}

bool TlsFilter::Engine::Spill(ConstBytes rest) {
  auto* grown = static_cast<uint8_t*>(mbedtls_calloc(1, spill_bytes_ + rest.size()));
  if (grown == nullptr) return false;
  CopyBytes({grown, spill_bytes_}, {spill_, spill_bytes_});
  CopyBytes({grown + spill_bytes_, rest.size()}, rest);
  mbedtls_free(spill_);
  spill_ = grown;
  spill_bytes_ += rest.size();
  return true;
}

int TlsFilter::Engine::SendHook(void* engine, const unsigned char* data, size_t bytes) {
  auto& self = *static_cast<Engine*>(engine);
  const size_t taken = self.FlushSpill() ? self.under.Send({data, bytes}) : 0;
  self.starved = taken < bytes;
  if (taken < bytes && self.handshaking) {
    // mbedTLS 3.6 writes some messages of a handshake anew, with another transcript, when they had no room at once.
    return self.Spill({data + taken, bytes - taken}) ? static_cast<int>(bytes) : MBEDTLS_ERR_SSL_ALLOC_FAILED;
  }
  return taken == 0 ? MBEDTLS_ERR_SSL_WANT_WRITE : static_cast<int>(taken);
}

int TlsFilter::Engine::ReceiveHook(void* engine, unsigned char* into, size_t bytes) {
  auto& self = *static_cast<Engine*>(engine);
  const size_t given = self.under.Receive({into, bytes});
  if (given == 0) {
    self.starved = true;
    return self.under.Ended() ? 0 : MBEDTLS_ERR_SSL_WANT_READ;  // 0 is the end of the stream
  }
  if (!self.received_any) {
    self.received_any = true;
    // RFC 8446 §5.1: the first record of a server is a handshake or an alert. "220 ..." is a mail server in clear.
    self.not_tls = into[0] != kRecordHandshake && into[0] != kRecordAlert;
    if (self.not_tls) return MBEDTLS_ERR_SSL_INVALID_RECORD;
  }
  return static_cast<int>(given);
}

int TlsFilter::Engine::RandomHook(void*, unsigned char* into, size_t bytes) {
  return FillRandom({into, bytes}) ? 0 : MBEDTLS_ERR_SSL_NO_RNG;
}

}  // namespace tegami
