// SPDX-License-Identifier: MIT
// TcpStream: octets there and back, in order and complete; and the loop that waits for them.
#include "network_fixture.h"

namespace tegami::contract {
namespace {

TEST_F(NetworkContract, EchoesOneOctet) {
  REQUIRE_PEER(echo);
  TcpStream* stream = Open(*Peers().echo);
  ASSERT_NE(stream, nullptr);
  EXPECT_TRUE(EchoesPattern(*stream, 1));
}

TEST_F(NetworkContract, EchoesAMegabyteIntact) {
  REQUIRE_PEER(echo);
  TcpStream* stream = Open(*Peers().echo);
  ASSERT_NE(stream, nullptr);
  EXPECT_TRUE(EchoesPattern(*stream, 1024 * 1024));
}

TEST_F(NetworkContract, CopiesWhatItTakes) {
  REQUIRE_PEER(echo);
  TcpStream* stream = Open(*Peers().echo);
  ASSERT_NE(stream, nullptr);
  std::array<uint8_t, 500> octets;
  FillPattern(octets, 0);
  const size_t taken = stream->Send(octets);
  octets.fill(0xEE);
  ASSERT_GT(taken, 0U);
  EXPECT_TRUE(ReceivesPattern(*stream, taken));
}

TEST_F(NetworkContract, TakesAndGivesNothingForNoRoom) {
  REQUIRE_PEER(echo);
  TcpStream* stream = Open(*Peers().echo);
  ASSERT_NE(stream, nullptr);
  EXPECT_EQ(stream->Send({}), 0U);
  EXPECT_EQ(stream->Receive({}), 0U);
  std::array<uint8_t, 16> octets;
  EXPECT_EQ(stream->Receive(octets), 0U);
  EXPECT_FALSE(stream->Ended());
  EXPECT_TRUE(EchoesPattern(*stream, 100));
}

TEST_F(NetworkContract, MovesSeveralStreamsAtOnce) {
  REQUIRE_PEER(echo);
  constexpr size_t kEach = 40'000;
  struct Exchange {
    TcpStream* stream = nullptr;
    size_t sent = 0;
    size_t received = 0;
    bool wrong = false;
  };
  std::array<Exchange, kTcpStreamsMax> exchanges;
  for (Exchange& exchange : exchanges) {
    exchange.stream = Open(*Peers().echo);
    ASSERT_NE(exchange.stream, nullptr);
  }
  // Each stream's pattern begins elsewhere, so that a mix-up shows.
  const auto step = [&](Exchange& exchange, size_t shift) {
    std::array<uint8_t, 700> chunk;
    const Bytes octets = Bytes(chunk).first(std::min(chunk.size(), kEach - exchange.sent));
    FillPattern(octets, shift + exchange.sent);
    exchange.sent += exchange.stream->Send(octets);
    while (const size_t given = exchange.stream->Receive(chunk)) {
      exchange.wrong = exchange.wrong || PatternEnd(Bytes(chunk).first(given), shift + exchange.received) != given;
      exchange.received += given;
    }
    return exchange.received >= kEach;
  };
  EXPECT_TRUE(Until([&] {
    bool done = true;
    for (size_t i = 0; i < exchanges.size(); ++i) done = step(exchanges[i], i * 1009) && done;
    return done;
  }));
  for (const Exchange& exchange : exchanges) {
    EXPECT_FALSE(exchange.wrong);
    EXPECT_EQ(exchange.received, kEach);
  }
}

TEST_F(NetworkContract, TakesNothingWhenFullAndGoesOnLater) {
  REQUIRE_PEER(slow);
  REQUIRE_PEER(wake);
  REQUIRE_PEER(report);
  constexpr size_t kEnoughForAnyBuffer = 64 * 1024 * 1024;
  constexpr size_t kMore = 30'000;
  TcpStream* stream = Open(*Peers().slow);
  ASSERT_NE(stream, nullptr);
  // Full is what takes nothing for a while.
  size_t total = 0;
  for (bool full = false; !full && total < kEnoughForAnyBuffer;) {
    full = !Until(
        [&] {
          std::array<uint8_t, 1400> chunk;
          FillPattern(chunk, total);
          const size_t taken = stream->Send(chunk);
          total += taken;
          return taken != 0;
        },
        400);
  }
  EXPECT_LT(total, kEnoughForAnyBuffer) << "never full";
  ASSERT_EQ(stream->Phase(), LinkPhase::kOpen);
  TcpStream* waking = Open(*Peers().wake);
  ASSERT_NE(waking, nullptr);
  ASSERT_TRUE(Until([&] { return waking->Ended(); }));
  waking->Close();
  // Room is an event to wake for.
  constexpr int64_t kNapMs = 10'000;
  const Instant before = Now();
  for (size_t taken = 0; taken == 0 && MsBetween(before, Now()) < kNapMs;) {
    std::array<uint8_t, 100> chunk;
    FillPattern(chunk, total);
    taken = stream->Send(chunk);
    total += taken;
    if (taken != 0) break;
    network().WaitForEvent(Earlier(network().WakeBy(), After(Now(), kNapMs)));
    network().Poll(Now());
  }
  EXPECT_LT(MsBetween(before, Now()), kNapMs / 2);
  EXPECT_TRUE(SendPattern(*stream, kMore, total));
  stream->Close();
  EXPECT_EQ(View(TakeReport()), View(ExpectedReport(total + kMore, "fin")));
}

TEST_F(NetworkContract, WakesForOctets) {
  REQUIRE_PEER(echo);
  TcpStream* stream = Open(*Peers().echo);
  ASSERT_NE(stream, nullptr);
  constexpr int64_t kNapMs = 10'000;
  for (int round = 0; round < 5; ++round) {
    const Instant before = Now();
    ASSERT_EQ(stream->Send(AsBytes("x")), 1U);
    std::array<uint8_t, 4> octets;
    size_t given = 0;
    while (given == 0 && MsBetween(before, Now()) < kNapMs) {
      network().WaitForEvent(Earlier(network().WakeBy(), After(Now(), kNapMs)));
      network().Poll(Now());
      given = stream->Receive(octets);
    }
    EXPECT_EQ(given, 1U);
    EXPECT_LT(MsBetween(before, Now()), kNapMs / 2);
  }
}

TEST_F(NetworkContract, WakesForAnOpenConnection) {
  REQUIRE_PEER(echo);
  TcpStream* stream = Acquire();
  ASSERT_NE(stream, nullptr);
  constexpr int64_t kNapMs = 10'000;
  const Instant before = Now();
  ASSERT_TRUE(stream->Connect(*Peers().echo));
  while (stream->Phase() < LinkPhase::kOpen && MsBetween(before, Now()) < kNapMs) {
    network().Poll(Now());
    if (stream->Phase() >= LinkPhase::kOpen) break;
    network().WaitForEvent(Earlier(network().WakeBy(), After(Now(), kNapMs)));
  }
  EXPECT_EQ(stream->Phase(), LinkPhase::kOpen);
  EXPECT_LT(MsBetween(before, Now()), kNapMs / 2);
}

TEST_F(NetworkContract, SleepsNoLongerThanAsked) {
  const Instant before = Now();
  Run(200);
  EXPECT_GE(MsBetween(before, Now()), 200);
  EXPECT_LE(MsBetween(before, Now()), 2000);
  const Instant now = Now();
  for (int i = 0; i < 10; ++i) network().WaitForEvent(now);
  EXPECT_LE(MsBetween(now, Now()), 500);
}

TEST_F(NetworkContract, NamesItsInterfaces) {
  std::array<InterfaceInfo, kInterfacesMax> interfaces;
  const size_t count = network().Interfaces(interfaces);
  ASSERT_GE(count, 1U);
  ASSERT_LE(count, kInterfacesMax);
  EXPECT_EQ(interfaces[0].kind, InterfaceKind::kStandard);
  for (size_t i = 0; i < count; ++i) {
    EXPECT_FALSE(interfaces[i].name.empty());
    EXPECT_LE(interfaces[i].address_count, kAddressesPerInterfaceMax);
  }
  EXPECT_EQ(network().Interfaces({}), 0U);
}

TEST_F(NetworkContract, KnowsTheInterfaceOfEveryAddressOfItsOwn) {
  std::array<InterfaceInfo, kInterfacesMax> interfaces;
  const size_t count = network().Interfaces(interfaces);
  for (size_t i = 0; i < count; ++i) {
    for (size_t a = 0; a < interfaces[i].address_count; ++a) {
      EXPECT_EQ(network().KindOf(interfaces[i].addresses[a]), interfaces[i].kind);
    }
  }
  IpAddress nobodys;
  nobodys.octets = {203, 0, 113, 77};
  EXPECT_EQ(network().KindOf(nobodys), std::nullopt);
}

}  // namespace
}  // namespace tegami::contract
