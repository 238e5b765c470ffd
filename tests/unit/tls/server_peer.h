// SPDX-License-Identifier: MIT
// A TLS server in memory: mbedTLS's own, with its memory apart from the client's.
#pragma once

#include <mbedtls/ssl.h>
#include <mbedtls/ssl_ticket.h>

#include <string>
#include <vector>

#include "crypto/start.h"
#include "unit/tls/pipe.h"

namespace tegami {

struct ServerOptions {
  std::vector<std::string> chain{"good_ec", "inter_ec"};
  std::string key = "leaf_ec";
  mbedtls_ssl_protocol_version minimum = MBEDTLS_SSL_VERSION_TLS1_2;
  mbedtls_ssl_protocol_version maximum = MBEDTLS_SSL_VERSION_TLS1_3;
  bool tickets = true;
  const int* suites = nullptr;       // null: mbedTLS's
  const uint16_t* groups = nullptr;  // null: mbedTLS's
};

// What several connections share: certificates, configuration, the key of the tickets.
class TestServer {
 public:
  explicit TestServer(const ServerOptions& options = {});
  ~TestServer();
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  mbedtls_ssl_config& config() { return config_; }
  static Arena& arena();

 private:
  mbedtls_ssl_config config_{};
  mbedtls_x509_crt chain_{};
  mbedtls_pk_context key_{};
  mbedtls_ssl_ticket_context tickets_{};
};

// One connection.
class ServerPeer {
 public:
  ServerPeer(TestServer& server, Pipe::End& end);
  ~ServerPeer();
  ServerPeer(const ServerPeer&) = delete;
  ServerPeer& operator=(const ServerPeer&) = delete;

  // Handshake, then reading what comes and sending what waits, as far as it goes.
  void Poll();

  void Send(std::string_view text) { to_send_.append(text); }
  void CloseNotify();

  bool open() const { return open_; }
  bool client_closed() const { return client_closed_; }
  int error() const { return error_; }  // 0, or what ended it
  const std::string& received() const { return received_; }
  const std::string& server_name() const { return name_; }  // "" where the client sent none
  std::string cipher_suite();

 private:
  Pipe::End& end_;
  mbedtls_ssl_context ssl_{};
  bool open_ = false;
  bool client_closed_ = false;
  int error_ = 0;
  std::string received_;
  std::string to_send_;
  std::string name_;
};

}  // namespace tegami
