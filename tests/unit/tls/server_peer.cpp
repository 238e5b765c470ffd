// SPDX-License-Identifier: MIT
#include "unit/tls/server_peer.h"

#include <gtest/gtest.h>

#include "crypto/random.h"
#include "fakes/crypto_setup.h"
#include "unit/certificates.h"

namespace tegami {
namespace {

constexpr size_t kArenaBytes = size_t{8} << 20;

int SendHook(void* end, const unsigned char* data, size_t bytes) {
  const size_t taken = static_cast<Pipe::End*>(end)->Send({data, bytes});
  return taken == 0 ? MBEDTLS_ERR_SSL_WANT_WRITE : static_cast<int>(taken);
}

int ReceiveHook(void* end, unsigned char* into, size_t bytes) {
  auto& stream = *static_cast<Pipe::End*>(end);
  const size_t given = stream.Receive({into, bytes});
  if (given == 0) return stream.Ended() ? 0 : MBEDTLS_ERR_SSL_WANT_READ;
  return static_cast<int>(given);
}

int RandomHook(void*, unsigned char* into, size_t bytes) {
  return FillRandom({into, bytes}) ? 0 : MBEDTLS_ERR_SSL_NO_RNG;
}

// The name that the client asks for, kept in the ServerPeer.
int NameHook(mbedtls_ssl_context* ssl) {
  size_t bytes = 0;
  const unsigned char* name = mbedtls_ssl_get_hs_sni(ssl, &bytes);
  auto& kept = *static_cast<std::string*>(mbedtls_ssl_get_user_data_p(ssl));
  if (name != nullptr) kept.assign(reinterpret_cast<const char*>(name), bytes);
  return 0;
}

}  // namespace

Arena& TestServer::arena() {
  static std::vector<std::byte> storage(kArenaBytes);
  static Arena arena(storage);
  return arena;
}

TestServer::TestServer(const ServerOptions& options) {
  CryptoSetup::Get();
  const ArenaScope scope(arena());
  mbedtls_ssl_config_init(&config_);
  mbedtls_x509_crt_init(&chain_);
  mbedtls_pk_init(&key_);
  mbedtls_ssl_ticket_init(&tickets_);
  EXPECT_EQ(mbedtls_ssl_config_defaults(&config_, MBEDTLS_SSL_IS_SERVER, MBEDTLS_SSL_TRANSPORT_STREAM,
                                        MBEDTLS_SSL_PRESET_DEFAULT),
            0);
  mbedtls_ssl_conf_rng(&config_, RandomHook, nullptr);
  mbedtls_ssl_conf_min_tls_version(&config_, options.minimum);
  mbedtls_ssl_conf_max_tls_version(&config_, options.maximum);
  mbedtls_ssl_conf_cert_cb(&config_, NameHook);
  if (options.suites != nullptr) mbedtls_ssl_conf_ciphersuites(&config_, options.suites);
  if (options.groups != nullptr) mbedtls_ssl_conf_groups(&config_, options.groups);
  for (const std::string& name : options.chain) {
    const auto der = Certificate(name);
    EXPECT_EQ(mbedtls_x509_crt_parse_der(&chain_, der.data(), der.size()), 0) << name;
  }
  const auto key = CertificateKey(options.key);
  EXPECT_EQ(mbedtls_pk_parse_key(&key_, key.data(), key.size(), nullptr, 0, RandomHook, nullptr), 0);
  EXPECT_EQ(mbedtls_ssl_conf_own_cert(&config_, &chain_, &key_), 0);
  if (options.tickets) {
    EXPECT_EQ(mbedtls_ssl_ticket_setup(&tickets_, RandomHook, nullptr, MBEDTLS_CIPHER_AES_256_GCM, 86400), 0);
    mbedtls_ssl_conf_session_tickets_cb(&config_, mbedtls_ssl_ticket_write, mbedtls_ssl_ticket_parse, &tickets_);
  }
}

TestServer::~TestServer() {
  const ArenaScope scope(arena());
  mbedtls_ssl_config_free(&config_);
  mbedtls_x509_crt_free(&chain_);
  mbedtls_pk_free(&key_);
  mbedtls_ssl_ticket_free(&tickets_);
}

ServerPeer::ServerPeer(TestServer& server, Pipe::End& end) : end_(end) {
  const ArenaScope scope(TestServer::arena());
  mbedtls_ssl_init(&ssl_);
  EXPECT_EQ(mbedtls_ssl_setup(&ssl_, &server.config()), 0);
  mbedtls_ssl_set_user_data_p(&ssl_, &name_);
  mbedtls_ssl_set_bio(&ssl_, &end_, SendHook, ReceiveHook, nullptr);
}

ServerPeer::~ServerPeer() {
  const ArenaScope scope(TestServer::arena());
  mbedtls_ssl_free(&ssl_);
}

void ServerPeer::Poll() {
  const ArenaScope scope(TestServer::arena());
  if (error_ != 0) return;
  int result = 0;
  if (!open_) {
    result = mbedtls_ssl_handshake(&ssl_);
    open_ = result == 0;
  }
  while (open_ && !to_send_.empty() && result >= 0) {
    result = mbedtls_ssl_write(&ssl_, reinterpret_cast<const unsigned char*>(to_send_.data()), to_send_.size());
    if (result > 0) to_send_.erase(0, static_cast<size_t>(result));
  }
  unsigned char octets[4096];
  while (open_ && (result = mbedtls_ssl_read(&ssl_, octets, sizeof octets)) > 0) {
    received_.append(reinterpret_cast<const char*>(octets), static_cast<size_t>(result));
  }
  if (result == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY) {
    client_closed_ = true;
    return;
  }
  if (result == 0 && open_ && end_.Ended()) result = MBEDTLS_ERR_SSL_CONN_EOF;
  if (result < 0 && result != MBEDTLS_ERR_SSL_WANT_READ && result != MBEDTLS_ERR_SSL_WANT_WRITE) error_ = result;
}

void ServerPeer::CloseNotify() {
  const ArenaScope scope(TestServer::arena());
  EXPECT_EQ(mbedtls_ssl_close_notify(&ssl_), 0);
}

std::string ServerPeer::cipher_suite() { return mbedtls_ssl_get_ciphersuite(&ssl_); }

}  // namespace tegami
