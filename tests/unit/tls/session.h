// SPDX-License-Identifier: MIT
// A TlsFilter and a server, joined by a pipe.
#pragma once

#include <string>

#include "fakes/crypto_setup.h"
#include "tls/session_cache.h"
#include "tls/tls_filter.h"
#include "trust/root_store.h"
#include "unit/certificates.h"
#include "unit/tls/server_peer.h"

namespace tegami {

struct Session {
  explicit Session(TestServer& test_server) : server(test_server, pipe.server) {}

  // kFull against root_ec and root_rsa; change what the test wants changed.
  static TlsClientConfig Config() {
    TlsClientConfig config;
    config.server_name = "mail.example.com";
    config.port = 465;
    config.roots = &Roots();
    return config;
  }

  static const RootStore& Roots() {
    static TestRoots roots{"root_ec", "root_rsa"};
    static const RootStore store = [] {
      RootStore made;
      static_cast<void>(made.Add(roots));
      return made;
    }();
    return store;
  }

  // Starts the client at the time of the virtual clock and runs both sides until nothing moves any more.
  TlsPhase Run(const TlsClientConfig& config) {
    EXPECT_TRUE(client.Start(pipe.client, config, CryptoSetup::Get().WallClock()));
    Settle();
    return client.phase();
  }

  void Settle() {
    for (int idle = 0; idle < 3; ++idle) {
      const size_t sends = pipe.client.sends + pipe.server.sends;
      const size_t waiting = pipe.client.waiting() + pipe.server.waiting();
      while (client.Poll()) {
      }
      server.Poll();
      if (sends != pipe.client.sends + pipe.server.sends || waiting != pipe.client.waiting() + pipe.server.waiting()) {
        idle = 0;
      }
    }
  }

  // Everything that the client can give now.
  std::string Read(size_t at_once = 100000) {
    std::string text(at_once, '\0');
    size_t have = 0;
    while (size_t count = client.Receive({reinterpret_cast<uint8_t*>(text.data()) + have, text.size() - have})) {
      have += count;
    }
    text.resize(have);
    return text;
  }

  // Sends all of it, letting the server read in between.
  void SendAll(std::string_view text) {
    for (int stuck = 0; !text.empty() && stuck < 1000; ++stuck) {
      const size_t count = client.Send(AsBytes(text));
      text.remove_prefix(count);
      if (count != 0) stuck = 0;
      client.Poll();
      server.Poll();
    }
    EXPECT_TRUE(text.empty()) << "the filter takes nothing any more";
    Settle();
  }

  Pipe pipe;
  ServerPeer server;
  TlsFilter client;
};

// For INSTANTIATE_TEST_SUITE_P.
inline auto BothVersions() { return testing::Values(MBEDTLS_SSL_VERSION_TLS1_2, MBEDTLS_SSL_VERSION_TLS1_3); }
inline std::string VersionName(const testing::TestParamInfo<mbedtls_ssl_protocol_version>& version) {
  return version.param == MBEDTLS_SSL_VERSION_TLS1_3 ? "Tls13" : "Tls12";
}

inline std::string Name(TlsFailure failure) { return TlsFailureName(failure); }
inline std::string Name(TlsPhase phase) { return TlsPhaseName(phase); }

}  // namespace tegami
