// SPDX-License-Identifier: MIT
// TcpStream: how connections end, from either side.
#include "network_fixture.h"

namespace tegami::contract {
namespace {

TEST_F(NetworkContract, GivesWhatCameBeforeFin) {
  REQUIRE_PEER(greet);
  TcpStream* stream = Open(*Peers().greet);
  ASSERT_NE(stream, nullptr);
  ASSERT_TRUE(Until([&] { return stream->Phase() == LinkPhase::kPeerClosed; }));
  EXPECT_FALSE(stream->Ended()) << "octets still wait";
  EXPECT_TRUE(ReceivesPattern(*stream, kGreetingBytes));
  EXPECT_TRUE(stream->Ended());
  EXPECT_EQ(stream->Phase(), LinkPhase::kPeerClosed);
  EXPECT_EQ(stream->Failure(), LinkFailure::kNone);
  std::array<uint8_t, 4> octets;
  EXPECT_EQ(stream->Receive(octets), 0U);
}

TEST_F(NetworkContract, GivesItInSmallPieces) {
  REQUIRE_PEER(greet);
  TcpStream* stream = Open(*Peers().greet);
  ASSERT_NE(stream, nullptr);
  size_t received = 0;
  EXPECT_TRUE(Until([&] {
    std::array<uint8_t, 7> octets;
    while (const size_t given = stream->Receive(octets)) {
      EXPECT_EQ(PatternEnd(Bytes(octets).first(given), received), given);
      received += given;
    }
    return stream->Ended();
  }));
  EXPECT_EQ(received, kGreetingBytes);
}

TEST_F(NetworkContract, WakesForFin) {
  REQUIRE_PEER(wake);
  TcpStream* stream = Open(*Peers().wake);
  ASSERT_NE(stream, nullptr);
  constexpr int64_t kNapMs = 10'000;
  const Instant before = Now();
  while (!stream->Ended() && MsBetween(before, Now()) < kNapMs) {
    network().WaitForEvent(Earlier(network().WakeBy(), After(Now(), kNapMs)));
    network().Poll(Now());
  }
  EXPECT_TRUE(stream->Ended());
  EXPECT_LT(MsBetween(before, Now()), kNapMs / 2);
}

TEST_F(NetworkContract, SendsAfterThePeersFin) {
  REQUIRE_PEER(half);
  REQUIRE_PEER(report);
  constexpr size_t kSize = 3000;
  TcpStream* stream = Open(*Peers().half);
  ASSERT_NE(stream, nullptr);
  ASSERT_TRUE(Until([&] { return stream->Phase() == LinkPhase::kPeerClosed; }));
  EXPECT_TRUE(SendPattern(*stream, kSize));
  EXPECT_EQ(stream->Phase(), LinkPhase::kPeerClosed);
  stream->Close();
  EXPECT_EQ(View(TakeReport()), View(ExpectedReport(kSize, "fin")));
}

TEST_F(NetworkContract, CloseDeliversWhatIsQueued) {
  REQUIRE_PEER(sink);
  REQUIRE_PEER(report);
  constexpr size_t kSize = 50'000;
  TcpStream* stream = Open(*Peers().sink);
  ASSERT_NE(stream, nullptr);
  EXPECT_TRUE(SendPattern(*stream, kSize));
  stream->Close();
  EXPECT_EQ(stream->Phase(), LinkPhase::kIdle);
  EXPECT_EQ(stream->Send(AsBytes("late")), 0U);
  EXPECT_EQ(View(TakeReport()), View(ExpectedReport(kSize, "fin")));
}

// Octets that nobody took, and those that come late, must not turn the end into RST.
TEST_F(NetworkContract, CloseDeliversThoughOctetsWereNotTaken) {
  REQUIRE_PEER(chatty);
  REQUIRE_PEER(report);
  constexpr size_t kSize = 3000;
  TcpStream* stream = Open(*Peers().chatty);
  ASSERT_NE(stream, nullptr);
  EXPECT_TRUE(SendPattern(*stream, kSize));
  Run(200);  // the echo comes back
  EXPECT_TRUE(SendPattern(*stream, kSize, kSize));
  stream->Close();
  EXPECT_EQ(View(TakeReport()), View(ExpectedReport(2 * kSize, "fin")));
}

TEST_F(NetworkContract, ClosedSlotServesAgainAtOnce) {
  REQUIRE_PEER(echo);
  REQUIRE_PEER(sink);
  REQUIRE_PEER(report);
  TcpStream* stream = Open(*Peers().echo);
  ASSERT_NE(stream, nullptr);
  EXPECT_TRUE(SendPattern(*stream, 2000));
  stream->Close();
  ASSERT_TRUE(stream->Connect(*Peers().sink));
  ASSERT_TRUE(Until([&] { return stream->Phase() == LinkPhase::kOpen; }));
  Run(200);
  std::array<uint8_t, 16> octets;
  EXPECT_EQ(stream->Receive(octets), 0U) << "octets of the old connection";
  EXPECT_TRUE(SendPattern(*stream, 1000));
  stream->Close();
  EXPECT_EQ(View(TakeReport()), View(ExpectedReport(1000, "fin")));
}

TEST_F(NetworkContract, ReleaseAfterCloseStillDelivers) {
  REQUIRE_PEER(sink);
  REQUIRE_PEER(report);
  constexpr size_t kSize = 5000;
  TcpStream* stream = Open(*Peers().sink);
  ASSERT_NE(stream, nullptr);
  EXPECT_TRUE(SendPattern(*stream, kSize));
  stream->Close();
  Release(*stream);
  EXPECT_EQ(View(TakeReport()), View(ExpectedReport(kSize, "fin")));
}

TEST_F(NetworkContract, AbortResets) {
  REQUIRE_PEER(sees_reset);
  REQUIRE_PEER(report);
  TcpStream* stream = Open(*Peers().sees_reset);
  ASSERT_NE(stream, nullptr);
  EXPECT_TRUE(SendPattern(*stream, 100));
  Run(300);
  stream->Abort();
  EXPECT_EQ(stream->Phase(), LinkPhase::kIdle);
  EXPECT_EQ(View(TakeReport()), View(ExpectedReport(100, "reset")));
}

TEST_F(NetworkContract, ReleaseAborts) {
  REQUIRE_PEER(sees_reset);
  REQUIRE_PEER(report);
  TcpStream* stream = Open(*Peers().sees_reset);
  ASSERT_NE(stream, nullptr);
  EXPECT_TRUE(SendPattern(*stream, 100));
  Run(300);
  Release(*stream);
  EXPECT_EQ(View(TakeReport()), View(ExpectedReport(100, "reset")));
}

TEST_F(NetworkContract, SaysReset) {
  REQUIRE_PEER(reset_later);
  TcpStream* stream = Acquire();
  ASSERT_NE(stream, nullptr);
  ASSERT_TRUE(stream->Connect(*Peers().reset_later));
  ASSERT_TRUE(Until([&] { return stream->Phase() == LinkPhase::kFailed; }));
  EXPECT_EQ(stream->Failure(), LinkFailure::kReset);
  EXPECT_TRUE(stream->Ended());
  EXPECT_EQ(stream->Send(AsBytes("late")), 0U);
}

// A connection that was open for a moment was reset, not refused.
TEST_F(NetworkContract, SaysResetThoughItNeverLookedOpen) {
  REQUIRE_PEER(reset_at_once);
  TcpStream* stream = Acquire();
  ASSERT_NE(stream, nullptr);
  ASSERT_TRUE(stream->Connect(*Peers().reset_at_once));
  ASSERT_TRUE(Until([&] { return stream->Phase() == LinkPhase::kFailed; }));
  EXPECT_EQ(stream->Failure(), LinkFailure::kReset);
  EXPECT_TRUE(stream->Ended());
  EXPECT_EQ(stream->Send(AsBytes("late")), 0U);
}

TEST_F(NetworkContract, GivesWhatCameBeforeRst) {
  REQUIRE_PEER(reset_midway);
  constexpr size_t kTaken = 96;
  TcpStream* stream = Open(*Peers().reset_midway);
  ASSERT_NE(stream, nullptr);
  EXPECT_TRUE(ReceivesPattern(*stream, kTaken));
  Run(300);  // the rest of the greeting arrives
  ASSERT_EQ(stream->Send(AsBytes("x")), 1U);
  ASSERT_TRUE(Until([&] { return stream->Phase() == LinkPhase::kFailed; }));
  EXPECT_EQ(stream->Failure(), LinkFailure::kReset);
  EXPECT_FALSE(stream->Ended()) << "octets still wait";
  EXPECT_EQ(stream->Send(AsBytes("late")), 0U);
  EXPECT_TRUE(ReceivesPattern(*stream, kGreetingBytes - kTaken, kTaken));
  EXPECT_TRUE(stream->Ended());
  EXPECT_EQ(stream->Failure(), LinkFailure::kReset);
}

TEST_F(NetworkContract, ConnectsManyTimesInARow) {
  REQUIRE_PEER(greet);
  TcpStream* stream = Acquire();
  ASSERT_NE(stream, nullptr);
  for (int round = 0; round < 40; ++round) {
    ASSERT_TRUE(stream->Connect(*Peers().greet));
    ASSERT_TRUE(Until([&] { return stream->Phase() >= LinkPhase::kOpen; }));
    ASSERT_NE(stream->Phase(), LinkPhase::kFailed) << LinkFailureName(stream->Failure()) << ", round " << round;
    EXPECT_TRUE(ReceivesPattern(*stream, kGreetingBytes));
    stream->Close();
  }
}

}  // namespace
}  // namespace tegami::contract
