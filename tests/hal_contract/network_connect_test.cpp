// SPDX-License-Identifier: MIT
// TcpStream: getting to a peer, and saying exactly why not.
#include "network_fixture.h"

namespace tegami::contract {
namespace {

// All of look-up and connect, with a server that is silent.
constexpr int64_t kSilentDnsPatienceMs = kConnectTimeoutMs;

TEST_F(NetworkContract, LendsEachStreamOnce) {
  std::array<TcpStream*, kTcpStreamsMax> streams;
  for (auto& stream : streams) {
    stream = Acquire();
    ASSERT_NE(stream, nullptr);
  }
  for (size_t i = 0; i < streams.size(); ++i) {
    for (size_t j = i + 1; j < streams.size(); ++j) EXPECT_NE(streams[i], streams[j]);
  }
  EXPECT_EQ(network().AcquireStream(), nullptr);
  TcpStream* const given_back = streams[1];
  Release(*given_back);
  EXPECT_EQ(Acquire(), given_back);
}

TEST_F(NetworkContract, LendsIdleStreams) {
  TcpStream* stream = Acquire();
  ASSERT_NE(stream, nullptr);
  EXPECT_EQ(stream->Phase(), LinkPhase::kIdle);
  EXPECT_EQ(stream->Failure(), LinkFailure::kNone);
  EXPECT_FALSE(stream->Ended());
  EXPECT_FALSE(stream->PeerAddress());
  EXPECT_FALSE(stream->LocalAddress());
  std::array<uint8_t, 4> octets{};
  EXPECT_EQ(stream->Send(octets), 0U);
  EXPECT_EQ(stream->Receive(octets), 0U);
  stream->Close();
  stream->Abort();
  EXPECT_EQ(stream->Phase(), LinkPhase::kIdle);
}

TEST_F(NetworkContract, RefusesAnEndpointWithoutHostOrPort) {
  TcpStream* stream = Acquire();
  ASSERT_NE(stream, nullptr);
  Endpoint endpoint;
  endpoint.port = 25;
  EXPECT_EQ(ErrorOf(stream->Connect(endpoint)), Error::kInvalidArgument);
  endpoint.host = "127.0.0.1";
  endpoint.port = 0;
  EXPECT_EQ(ErrorOf(stream->Connect(endpoint)), Error::kInvalidArgument);
  EXPECT_EQ(stream->Phase(), LinkPhase::kIdle);
}

TEST_F(NetworkContract, OpensAndTellsBothAddresses) {
  REQUIRE_PEER(echo);
  TcpStream* stream = Open(*Peers().echo);
  ASSERT_NE(stream, nullptr);
  EXPECT_EQ(stream->Phase(), LinkPhase::kOpen);
  EXPECT_EQ(stream->Failure(), LinkFailure::kNone);
  ASSERT_TRUE(stream->PeerAddress());
  EXPECT_EQ(stream->PeerAddress()->family, IpAddress::Family::kIpv4);
  EXPECT_NE(stream->PeerAddress()->octets[0], 0);
  ASSERT_TRUE(stream->LocalAddress());
  EXPECT_EQ(stream->LocalAddress()->family, IpAddress::Family::kIpv4);
  EXPECT_NE(stream->LocalAddress()->octets[0], 0);
  EXPECT_EQ(network().KindOf(*stream->LocalAddress()), InterfaceKind::kStandard);
  EXPECT_TRUE(EchoesPattern(*stream, 100));
}

TEST_F(NetworkContract, ShowsNoConnectionBeforePoll) {
  REQUIRE_PEER(echo);
  TcpStream* stream = Acquire();
  ASSERT_NE(stream, nullptr);
  ASSERT_TRUE(stream->Connect(*Peers().echo));
  const bool under_way = stream->Phase() == LinkPhase::kResolving || stream->Phase() == LinkPhase::kConnecting;
  EXPECT_TRUE(under_way) << static_cast<int>(stream->Phase());
  EXPECT_FALSE(stream->PeerAddress());
  std::array<uint8_t, 4> octets{};
  EXPECT_EQ(stream->Send(octets), 0U);
  EXPECT_EQ(stream->Receive(octets), 0U);
}

TEST_F(NetworkContract, ConnectsOncePerUse) {
  REQUIRE_PEER(echo);
  TcpStream* stream = Acquire();
  ASSERT_NE(stream, nullptr);
  ASSERT_TRUE(stream->Connect(*Peers().echo));
  EXPECT_EQ(ErrorOf(stream->Connect(*Peers().echo)), Error::kBadState);
  ASSERT_TRUE(Until([&] { return stream->Phase() == LinkPhase::kOpen; }));
  EXPECT_EQ(ErrorOf(stream->Connect(*Peers().echo)), Error::kBadState);
  EXPECT_TRUE(EchoesPattern(*stream, 100));
}

TEST_F(NetworkContract, SaysRefused) {
  REQUIRE_PEER(refused);
  EXPECT_EQ(FailureOfConnect(*Peers().refused), LinkFailure::kRefused);
}

TEST_F(NetworkContract, SaysUnreachable) {
  REQUIRE_PEER(unreachable);
  EXPECT_EQ(FailureOfConnect(*Peers().unreachable), LinkFailure::kUnreachable);
}

TEST_F(NetworkContract, FailedStreamIsEndedAndCanBeUsedAgain) {
  REQUIRE_PEER(refused);
  REQUIRE_PEER(echo);
  TcpStream* stream = Acquire();
  ASSERT_NE(stream, nullptr);
  ASSERT_TRUE(stream->Connect(*Peers().refused));
  ASSERT_TRUE(Until([&] { return stream->Phase() == LinkPhase::kFailed; }));
  EXPECT_TRUE(stream->Ended());
  EXPECT_EQ(ErrorOf(stream->Connect(*Peers().echo)), Error::kBadState);
  stream->Abort();
  EXPECT_EQ(stream->Phase(), LinkPhase::kIdle);
  EXPECT_EQ(stream->Failure(), LinkFailure::kNone);
  ASSERT_TRUE(stream->Connect(*Peers().echo));
  ASSERT_TRUE(Until([&] { return stream->Phase() == LinkPhase::kOpen; }));
  EXPECT_TRUE(EchoesPattern(*stream, 100));
}

TEST_F(NetworkContract, WaitsForASilentPeerUntilAborted) {
  REQUIRE_PEER(blackhole);
  TcpStream* stream = Acquire();
  ASSERT_NE(stream, nullptr);
  ASSERT_TRUE(stream->Connect(*Peers().blackhole));
  // The only address: it is not given up after kConnectAttemptMs.
  EXPECT_FALSE(
      Until([&] { return stream->Phase() != LinkPhase::kResolving && stream->Phase() != LinkPhase::kConnecting; },
            kConnectAttemptMs + 1500));
  stream->Abort();
  EXPECT_EQ(stream->Phase(), LinkPhase::kIdle);
  Run(100);
  EXPECT_EQ(stream->Phase(), LinkPhase::kIdle);
}

TEST_F(NetworkContract, SaysThatANameDoesNotExist) {
  REQUIRE_PEER(no_such_name);
  EXPECT_EQ(FailureOfConnect(*Peers().no_such_name), LinkFailure::kNoSuchName);
}

TEST_F(NetworkContract, SaysThatANameHasNoAddress) {
  REQUIRE_PEER(no_address);
  EXPECT_EQ(FailureOfConnect(*Peers().no_address), LinkFailure::kNoSuchName);
}

TEST_F(NetworkContract, SaysThatTheDnsDoesNotWork) {
  REQUIRE_PEER(broken_dns);
  EXPECT_EQ(FailureOfConnect(*Peers().broken_dns, kSilentDnsPatienceMs), LinkFailure::kNoDns);
}

TEST_F(NetworkContract, SaysThatTheDnsDoesNotAnswer) {
  REQUIRE_PEER(silent_dns);
  EXPECT_EQ(FailureOfConnect(*Peers().silent_dns, kSilentDnsPatienceMs), LinkFailure::kNoDns);
}

TEST_F(NetworkContract, GivesALookUpUpWhenAborted) {
  REQUIRE_PEER(silent_dns);
  REQUIRE_PEER(echo);
  TcpStream* stream = Acquire();
  ASSERT_NE(stream, nullptr);
  ASSERT_TRUE(stream->Connect(*Peers().silent_dns));
  Run(200);
  EXPECT_EQ(stream->Phase(), LinkPhase::kResolving);
  stream->Abort();
  EXPECT_EQ(stream->Phase(), LinkPhase::kIdle);
  ASSERT_TRUE(stream->Connect(*Peers().echo));
  ASSERT_TRUE(Until([&] { return stream->Phase() == LinkPhase::kOpen; }));
  EXPECT_TRUE(EchoesPattern(*stream, 100));
}

TEST_F(NetworkContract, ConnectsByName) {
  REQUIRE_PEER(echo_name);
  TcpStream* stream = Open(*Peers().echo_name);
  ASSERT_NE(stream, nullptr);
  EXPECT_TRUE(EchoesPattern(*stream, 1000));
}

TEST_F(NetworkContract, ResolvesANameWhoseAnswerIsCutOverUdp) {
  REQUIRE_PEER(cut_name);
  TcpStream* stream = Open(*Peers().cut_name);
  ASSERT_NE(stream, nullptr);
  EXPECT_TRUE(EchoesPattern(*stream, 100));
}

TEST_F(NetworkContract, TriesTheNextAddressWhereOneRefuses) {
  REQUIRE_PEER(first_refused);
  TcpStream* stream = Open(*Peers().first_refused);
  ASSERT_NE(stream, nullptr);
  EXPECT_TRUE(EchoesPattern(*stream, 1000));
}

TEST_F(NetworkContract, TriesTheNextAddressWhereOneIsSilent) {
  REQUIRE_PEER(first_silent);
  const Instant before = Now();
  TcpStream* stream = Open(*Peers().first_silent);
  ASSERT_NE(stream, nullptr);
  EXPECT_GE(MsBetween(before, Now()), kConnectAttemptMs - 100);
  EXPECT_LE(MsBetween(before, Now()), kConnectAttemptMs + 4000);
  EXPECT_TRUE(EchoesPattern(*stream, 1000));
}

TEST_F(NetworkContract, SaysRefusedWhereEveryAddressRefuses) {
  REQUIRE_PEER(all_refused);
  EXPECT_EQ(FailureOfConnect(*Peers().all_refused), LinkFailure::kRefused);
}

TEST_F(NetworkContract, ConnectsByIpv6) {
  REQUIRE_PEER(echo_ipv6);
  TcpStream* stream = Open(*Peers().echo_ipv6, kLinkPatienceMs);
  ASSERT_NE(stream, nullptr);
  ASSERT_TRUE(stream->PeerAddress());
  EXPECT_EQ(stream->PeerAddress()->family, IpAddress::Family::kIpv6);
  EXPECT_TRUE(EchoesPattern(*stream, 10'000));
}

}  // namespace
}  // namespace tegami::contract
