// SPDX-License-Identifier: MIT
// The second connection to a server costs no certificate.
#include <gtest/gtest.h>

#include "unit/tls/session.h"

namespace tegami {
namespace {

// Tickets of servers that put a client's certificate or a list of groups into them.
constexpr size_t kLargeTicketBytes = 4000;

int WriteLargeTicket(void*, const mbedtls_ssl_session*, unsigned char* start, const unsigned char* end, size_t* bytes,
                     uint32_t* lifetime) {
  if (static_cast<size_t>(end - start) < kLargeTicketBytes) return MBEDTLS_ERR_SSL_BUFFER_TOO_SMALL;
  std::fill_n(start, kLargeTicketBytes, uint8_t{0xAA});
  *bytes = kLargeTicketBytes;
  *lifetime = 3600;
  return 0;
}

int RefuseTicket(void*, mbedtls_ssl_session*, unsigned char*, size_t) { return MBEDTLS_ERR_SSL_INVALID_MAC; }

class Resumption : public testing::TestWithParam<mbedtls_ssl_protocol_version> {
 protected:
  void SetUp() override { CryptoSetup::Get().Reset(); }

  TlsClientConfig Config() {
    TlsClientConfig config = Session::Config();
    config.sessions = &cache_;
    return config;
  }

  // One connection with an octet each way; whether it was resumed.
  bool Connect(TestServer& server, const TlsClientConfig& config) {
    Session session(server);
    EXPECT_EQ(Name(session.Run(config)), "kOpen") << TlsFailureName(session.client.failure());
    session.SendAll("a");
    session.server.Send("b");
    session.server.Poll();
    EXPECT_EQ(session.Read(), "b");
    return session.client.resumed();
  }

  static ServerOptions Options() {
    ServerOptions options;
    options.maximum = GetParam();
    return options;
  }

  TlsSessionCache cache_;
};

INSTANTIATE_TEST_SUITE_P(Version, Resumption, BothVersions(), VersionName);

TEST_P(Resumption, ResumesAgainAndAgain) {
  TestServer server(Options());
  EXPECT_FALSE(Connect(server, Config()));
  EXPECT_EQ(cache_.size(), 1U);
  for (int i = 0; i < 5; ++i) {
    EXPECT_TRUE(Connect(server, Config())) << i;
    EXPECT_EQ(cache_.size(), 1U) << "a new ticket came with the resumed session";
  }
}

TEST_P(Resumption, TakesOneRoundTrip) {
  TestServer server(Options());
  EXPECT_FALSE(Connect(server, Config()));
  Session session(server);
  ASSERT_TRUE(session.client.Start(session.pipe.client, Config(), FakeClock::kStart));
  while (session.client.Poll()) {
  }
  session.server.Poll();
  while (session.client.Poll()) {
  }
  EXPECT_EQ(Name(session.client.phase()), "kOpen");
  EXPECT_TRUE(session.client.resumed());
}

TEST_P(Resumption, NeedsNoMemoryForCertificates) {
  TestServer server(Options());
  Arena& arena = CryptoSetup::Get().arena;
  EXPECT_FALSE(Connect(server, Config()));
  arena.ResetPeak();
  const size_t before = arena.used_bytes();
  EXPECT_TRUE(Connect(server, Config()));
  const size_t resumed = arena.peak_bytes() - before;
  cache_.Clear();
  arena.ResetPeak();
  EXPECT_FALSE(Connect(server, Config()));
  EXPECT_LT(resumed, arena.peak_bytes() - before);
}

TEST_P(Resumption, IsNotTriedAcrossNamesAndVerification) {
  TestServer server(Options());
  EXPECT_FALSE(Connect(server, Config()));
  TlsClientConfig other = Config();
  other.server_name = "a.wild.example.com";
  EXPECT_FALSE(Connect(server, other));
  other = Config();
  other.verification = TlsVerification::kNone;
  EXPECT_FALSE(Connect(server, other));
  EXPECT_TRUE(Connect(server, other)) << "with its like it may";
  EXPECT_TRUE(Connect(server, Config()));
}

TEST_P(Resumption, FallsBackWhereTheServerForgot) {
  auto server = std::make_unique<TestServer>(Options());
  EXPECT_FALSE(Connect(*server, Config()));
  server = std::make_unique<TestServer>(Options());  // it was restarted: another ticket key
  EXPECT_FALSE(Connect(*server, Config()));
  EXPECT_TRUE(Connect(*server, Config()));
}

TEST_P(Resumption, EndsWithTheCertificate) {
  TestServer server(Options());
  EXPECT_FALSE(Connect(server, Config()));
  CryptoSetup::Get().clock.JumpWallClock(int64_t{5} * 365 * 86400);
  Session session(server);
  session.Run(Config());
  EXPECT_EQ(Name(session.client.failure()), "kExpired");
}

TEST_P(Resumption, DoesWithoutTickets) {
  ServerOptions options = Options();
  options.tickets = false;
  TestServer server(options);
  EXPECT_FALSE(Connect(server, Config()));
  EXPECT_FALSE(Connect(server, Config()));
}

TEST_P(Resumption, KeepsNoSessionThatIsTooLarge) {
  TestServer server(Options());
  mbedtls_ssl_conf_session_tickets_cb(&server.config(), WriteLargeTicket, RefuseTicket, nullptr);
  for (int i = 0; i < 2; ++i) {
    EXPECT_FALSE(Connect(server, Config()));
    EXPECT_EQ(cache_.size(), 0U);
  }
}

TEST_P(Resumption, SurvivesAChangeOfVersion) {
  TestServer old_server(Options());
  EXPECT_FALSE(Connect(old_server, Config()));
  ServerOptions options;
  options.maximum = GetParam() == MBEDTLS_SSL_VERSION_TLS1_3 ? MBEDTLS_SSL_VERSION_TLS1_2 : MBEDTLS_SSL_VERSION_TLS1_3;
  TestServer new_server(options);
  {
    Session session(new_server);
    session.Run(Config());
    EXPECT_TRUE(session.client.offered_session());
    const bool went_back = GetParam() == MBEDTLS_SSL_VERSION_TLS1_3;
    EXPECT_EQ(Name(session.client.phase()), went_back ? "kFailed" : "kOpen");
  }
  if (GetParam() == MBEDTLS_SSL_VERSION_TLS1_3) {
    EXPECT_FALSE(Connect(new_server, Config()));
  }
  EXPECT_TRUE(Connect(new_server, Config()));
}

TEST_P(Resumption, SurvivesRottenSessions) {
  TestServer server(Options());
  EXPECT_FALSE(Connect(server, Config()));
  UtcTime end;
  const ConstBytes kept = cache_.Take(Config(), FakeClock::kStart, end);
  const std::vector<uint8_t> session(kept.begin(), kept.end());
  ASSERT_FALSE(session.empty());
  for (size_t cut = 0; cut < session.size(); cut += 7) {
    cache_.Put(Config(), end, ConstBytes(session).first(cut));
    EXPECT_FALSE(Connect(server, Config())) << cut;
    cache_.Clear();
  }
}

}  // namespace
}  // namespace tegami
