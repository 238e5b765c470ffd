// SPDX-License-Identifier: MIT
// The session itself: octets both ways, in any pieces, to every kind of end.
#include <gtest/gtest.h>

#include "unit/tls/session.h"

namespace tegami {
namespace {

std::string Pattern(size_t bytes) {
  std::string text(bytes, '\0');
  for (size_t i = 0; i < bytes; ++i) text[i] = static_cast<char>(i * 131 >> 3);
  return text;
}

class Filter : public testing::TestWithParam<mbedtls_ssl_protocol_version> {
 protected:
  void SetUp() override { CryptoSetup::Get().Reset(); }

  static ServerOptions Options() {
    ServerOptions options;
    options.maximum = GetParam();
    return options;
  }
  static bool Tls13() { return GetParam() == MBEDTLS_SSL_VERSION_TLS1_3; }
};

INSTANTIATE_TEST_SUITE_P(Version, Filter, BothVersions(), VersionName);

TEST_P(Filter, CarriesOctetsBothWays) {
  TestServer server(Options());
  Session session(server);
  ASSERT_EQ(session.Run(Session::Config()), TlsPhase::kOpen);
  EXPECT_EQ(session.client.version(), Tls13() ? TlsVersion::kTls13 : TlsVersion::kTls12);
  EXPECT_EQ(session.client.cipher_suite(), session.server.cipher_suite());
  EXPECT_EQ(session.server.server_name(), "mail.example.com");
  EXPECT_FALSE(session.client.resumed());
  for (const size_t bytes : {size_t{1}, size_t{100}, size_t{16384}, size_t{16385}, size_t{200000}}) {
    const std::string text = Pattern(bytes);
    const size_t before = session.server.received().size();
    session.SendAll(text);
    EXPECT_EQ(session.server.received().substr(before), text);
    session.server.Send(text);
    session.server.Poll();
    EXPECT_EQ(session.Read(bytes + 1), text);
  }
  EXPECT_FALSE(session.client.Ended());
}

TEST_P(Filter, WorksInPiecesOfEverySize) {
  TestServer server(Options());
  const std::string text = Pattern(5000);
  for (const size_t piece : {1, 2, 3, 4, 5, 6, 7, 13, 29, 64, 100, 255, 511, 1460}) {
    SCOPED_TRACE(piece);
    Session session(server);
    session.pipe.client.send_max = piece;
    session.pipe.client.receive_max = piece;
    session.pipe.client.send_room = piece * 3;
    session.pipe.server.send_max = piece;
    ASSERT_EQ(session.Run(Session::Config()), TlsPhase::kOpen);
    session.SendAll(text);
    EXPECT_EQ(session.server.received(), text);
    session.server.Send(text);
    std::string got;
    for (int i = 0; i < 20000 && got.size() < text.size(); ++i) {
      session.server.Poll();
      got += session.Read(piece);
    }
    EXPECT_EQ(got, text);
  }
}

TEST_P(Filter, TakesAFullPipesWorthAndNoMore) {
  TestServer server(Options());
  Session session(server);
  ASSERT_EQ(session.Run(Session::Config()), TlsPhase::kOpen);
  session.pipe.client.send_room = 20000;
  const std::string text = Pattern(100000);
  const size_t taken = session.client.Send(AsBytes(text));
  EXPECT_GT(taken, 16000U);
  EXPECT_LT(taken, 50000U);
  EXPECT_FALSE(session.client.Flushed());
  EXPECT_EQ(session.client.Send(AsBytes(text)), 0U) << "a record waits for room";
  session.pipe.client.send_room = SIZE_MAX;
  session.client.Poll();
  EXPECT_TRUE(session.client.Flushed());
  session.SendAll(std::string_view(text).substr(taken));
  EXPECT_EQ(session.server.received(), text);
}

TEST_P(Filter, SendsNothingBeforeItIsOpen) {
  TestServer server(Options());
  Session session(server);
  EXPECT_EQ(session.client.Send(AsBytes("x")), 0U);
  std::array<uint8_t, 10> into{};
  EXPECT_EQ(session.client.Receive(into), 0U);
  EXPECT_FALSE(session.client.Ended());
  ASSERT_TRUE(session.client.Start(session.pipe.client, Session::Config(), FakeClock::kStart));
  EXPECT_EQ(session.client.Send(AsBytes("x")), 0U);
  EXPECT_EQ(session.client.Receive(into), 0U);
  EXPECT_EQ(session.pipe.client.sends, 0U);
}

TEST_P(Filter, MovesInSteps) {
  TestServer server(Options());
  Session session(server);
  ASSERT_TRUE(session.client.Start(session.pipe.client, Session::Config(), FakeClock::kStart));
  int polls = 0;
  while (session.client.Poll()) ++polls;
  EXPECT_GT(session.pipe.server.waiting(), 100U) << "the ClientHello";
  EXPECT_FALSE(session.client.Poll()) << "it waits for the server";
  session.server.Poll();
  while (session.client.Poll()) ++polls;
  EXPECT_GT(polls, 5) << "one message a call";
}

// RFC 8446 §2: the client's Finished, and behind it, without waiting, its first octets.
TEST_P(Filter, SendsFinishedAndFirstOctetsInOneFlight) {
  TestServer server(Options());
  Session session(server);
  ASSERT_TRUE(session.client.Start(session.pipe.client, Session::Config(), FakeClock::kStart));
  int flights = 0;
  for (; session.client.phase() == TlsPhase::kHandshaking && flights < 10; ++flights) {
    while (session.client.Poll()) {
    }
    if (session.client.phase() == TlsPhase::kOpen) break;
    session.server.Poll();
  }
  ASSERT_EQ(session.client.phase(), TlsPhase::kOpen);
  EXPECT_EQ(flights, Tls13() ? 1 : 2) << "round trips before the client may send";
  EXPECT_EQ(session.client.Send(AsBytes("EHLO\r\n")), 6U);
  session.server.Poll();
  EXPECT_EQ(session.server.received(), "EHLO\r\n");
}

TEST_P(Filter, NeedsNoHelloRetryWithAnyServer) {
  static const uint16_t kP256[] = {MBEDTLS_SSL_IANA_TLS_GROUP_SECP256R1, 0};
  static const uint16_t kAll[] = {MBEDTLS_SSL_IANA_TLS_GROUP_X25519, MBEDTLS_SSL_IANA_TLS_GROUP_SECP384R1,
                                  MBEDTLS_SSL_IANA_TLS_GROUP_SECP256R1, 0};
  static const uint16_t kP384[] = {MBEDTLS_SSL_IANA_TLS_GROUP_SECP384R1, 0};
  for (const uint16_t* groups : {kP256, kAll, kP384}) {
    ServerOptions options = Options();
    options.groups = groups;
    if (!Tls13() && groups == kP384) continue;  // the certificate's own curve counts there
    TestServer server(options);
    Session session(server);
    ASSERT_TRUE(session.client.Start(session.pipe.client, Session::Config(), FakeClock::kStart));
    int flights = 0;
    for (; session.client.phase() == TlsPhase::kHandshaking && flights < 10; ++flights) {
      while (session.client.Poll()) {
      }
      session.server.Poll();
    }
    EXPECT_EQ(Name(session.client.phase()), "kOpen");
    // A server without secp256r1 breaks RFC 8446 §9.1; it works, for a round trip.
    EXPECT_EQ(flights, (Tls13() && groups != kP384) ? 2 : 3);
  }
}

TEST_P(Filter, SendsNoNameOfAnAddress) {
  TestServer server(Options());
  Session session(server);
  TlsClientConfig config = Session::Config();
  config.server_name = "192.0.2.1";
  ASSERT_EQ(session.Run(config), TlsPhase::kOpen);
  EXPECT_EQ(session.server.server_name(), "");
}

TEST_P(Filter, StaysWithTls12WhereAskedTo) {
  TestServer server(Options());
  Session session(server);
  TlsClientConfig config = Session::Config();
  config.maximum = TlsVersion::kTls12;
  ASSERT_EQ(session.Run(config), TlsPhase::kOpen);
  EXPECT_EQ(session.client.version(), TlsVersion::kTls12);
}

TEST_P(Filter, EndsCleanlyOnCloseNotify) {
  TestServer server(Options());
  Session session(server);
  ASSERT_EQ(session.Run(Session::Config()), TlsPhase::kOpen);
  session.server.Send("bye");
  session.server.Poll();
  session.server.CloseNotify();
  session.pipe.server.Close();
  EXPECT_EQ(session.Read(), "bye");
  EXPECT_EQ(Name(session.client.phase()), "kPeerClosed");
  EXPECT_EQ(session.client.failure(), TlsFailure::kNone);
  EXPECT_TRUE(session.client.Ended());
  EXPECT_EQ(session.client.Send(AsBytes("QUIT\r\n")), 6U) << "RFC 8446 §6.1: one direction only is closed";
}

TEST_P(Filter, TellsATruncatedEndFromAClean) {
  TestServer server(Options());
  Session session(server);
  ASSERT_EQ(session.Run(Session::Config()), TlsPhase::kOpen);
  session.server.Send("half a rep");
  session.server.Poll();
  session.pipe.server.Close();
  EXPECT_FALSE(session.client.Ended());
  EXPECT_EQ(session.Read(), "half a rep");
  EXPECT_EQ(Name(session.client.failure()), "kTruncated");
  EXPECT_TRUE(session.client.Ended());
  EXPECT_EQ(session.client.Send(AsBytes("x")), 0U);
}

TEST_P(Filter, SaysCloseNotifyOnceAndAfterAllOctets) {
  TestServer server(Options());
  Session session(server);
  ASSERT_EQ(session.Run(Session::Config()), TlsPhase::kOpen);
  session.pipe.client.send_room = 1000;
  const std::string text = Pattern(9000);
  EXPECT_EQ(session.client.Send(AsBytes(text)), 9000U);
  session.client.CloseNotify();
  session.client.CloseNotify();
  EXPECT_FALSE(session.client.Flushed());
  EXPECT_EQ(session.client.Send(AsBytes("more")), 0U);
  for (int i = 0; i < 100 && !session.client.Flushed(); ++i) {
    session.server.Poll();
    session.client.Poll();
  }
  session.server.Poll();
  EXPECT_TRUE(session.client.Flushed());
  EXPECT_EQ(session.server.received(), text);
  EXPECT_TRUE(session.server.client_closed());
  session.server.Send("250 bye");
  session.Settle();
  EXPECT_EQ(session.Read(), "250 bye") << "what the peer still says is read";
}

TEST_P(Filter, FailsWhereTheConnectionEndsInTheHandshake) {
  TestServer server(Options());
  // At every number of octets that the server can have sent.
  std::vector<uint8_t> whole;
  {
    Session session(server);
    session.pipe.server.record = &whole;
    ASSERT_EQ(session.Run(Session::Config()), TlsPhase::kOpen);
  }
  const size_t used = CryptoSetup::Get().arena.used_bytes();
  for (size_t cut = 0; cut < whole.size() - 600; cut += cut < 200 ? 1 : 97) {
    Session session(server);
    session.pipe.server.send_room = 0;
    ASSERT_TRUE(session.client.Start(session.pipe.client, Session::Config(), FakeClock::kStart));
    while (session.client.Poll()) {
    }
    session.pipe.server.send_room = cut;
    session.server.Poll();
    session.pipe.server.Close();
    while (session.client.Poll()) {
    }
    ASSERT_EQ(Name(session.client.failure()), "kUnderlyingClosed") << cut;
    ASSERT_EQ(CryptoSetup::Get().arena.used_bytes(), used) << "a failure frees everything at once";
  }
}

TEST_P(Filter, FailsWhereTheHandshakeHasNoRoomAndTheStreamEnds) {
  TestServer server(Options());
  Session session(server);
  session.pipe.client.send_room = 10;
  ASSERT_TRUE(session.client.Start(session.pipe.client, Session::Config(), FakeClock::kStart));
  while (session.client.Poll()) {
  }
  EXPECT_EQ(session.client.phase(), TlsPhase::kHandshaking);
  session.pipe.client.Break();
  session.client.Poll();
  EXPECT_EQ(Name(session.client.failure()), "kUnderlyingClosed");
}

TEST_P(Filter, SaysThatAPlainServerIsNotTls) {
  TestServer server(Options());
  Session session(server);
  ASSERT_TRUE(session.client.Start(session.pipe.client, Session::Config(), FakeClock::kStart));
  session.pipe.server.Send(AsBytes("220 mail.example.com ESMTP\r\n"));
  while (session.client.Poll()) {
  }
  EXPECT_EQ(Name(session.client.failure()), "kNotTls");
}

TEST_P(Filter, SaysWhenTheServerHasOtherVersionsOnly) {
  TestServer unused(Options());
  Session plain_session(unused);
  ASSERT_TRUE(plain_session.client.Start(plain_session.pipe.client, Session::Config(), FakeClock::kStart));
  // RFC 8446 §6: fatal protocol_version (70), as a server with TLS 1.0 alone answers.
  plain_session.pipe.server.Send(std::array<uint8_t, 7>{21, 3, 1, 0, 2, 2, 70});
  while (plain_session.client.Poll()) {
  }
  EXPECT_EQ(Name(plain_session.client.failure()), "kProtocolVersion");
  EXPECT_EQ(plain_session.client.alert(), 70);
  ServerOptions options;
  options.minimum = MBEDTLS_SSL_VERSION_TLS1_3;
  TestServer server(options);
  Session session(server);
  TlsClientConfig config = Session::Config();
  config.maximum = TlsVersion::kTls12;
  session.Run(config);
  EXPECT_EQ(Name(session.client.failure()), "kProtocolVersion");
}

TEST_P(Filter, HasTheNumberOfAnAlert) {
  TestServer server(Options());
  Session session(server);
  ASSERT_TRUE(session.client.Start(session.pipe.client, Session::Config(), FakeClock::kStart));
  session.pipe.server.Send(std::array<uint8_t, 7>{21, 3, 3, 0, 2, 2, 40});
  while (session.client.Poll()) {
  }
  EXPECT_EQ(Name(session.client.failure()), "kHandshakeRefused");
  EXPECT_EQ(session.client.alert(), 40) << "handshake_failure";
  session.client.Reset();
  EXPECT_EQ(session.client.alert(), 0);
}

TEST_P(Filter, CanBeUsedAgainAfterReset) {
  TestServer server(Options());
  TlsFilter client;
  for (int i = 0; i < 3; ++i) {
    Pipe pipe;
    ServerPeer peer(server, pipe.server);
    ASSERT_TRUE(client.Start(pipe.client, Session::Config(), FakeClock::kStart));
    for (int round = 0; round < 5; ++round) {
      while (client.Poll()) {
      }
      peer.Poll();
    }
    EXPECT_EQ(Name(client.phase()), "kOpen");
    client.Reset();
    EXPECT_EQ(Name(client.phase()), "kIdle");
  }
}

}  // namespace
}  // namespace tegami
