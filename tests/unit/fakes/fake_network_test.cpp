// SPDX-License-Identifier: MIT
#include "fakes/fake_network.h"

#include <gtest/gtest.h>

#include <string>

namespace tegami {
namespace {

// Greets, echoes, remembers.
class Server final : public FakePeer {
 public:
  void OnConnect(FakeWire& wire) override {
    ++connects;
    last = &wire;
    if (!greeting.empty()) wire.Send(std::string_view(greeting));
  }
  void OnBytes(FakeWire& wire, ConstBytes octets) override {
    got += AsText(octets);
    ++calls;
    if (echo) wire.Send(octets);
  }
  void OnClose(FakeWire& wire) override {
    ++closes;
    wire.Close();
  }
  void OnReset(FakeWire&) override { ++resets; }

  std::string greeting;
  std::string got;
  bool echo = true;
  int connects = 0;
  int calls = 0;
  int closes = 0;
  int resets = 0;
  FakeWire* last = nullptr;
};

class FakeNetworkTest : public ::testing::Test {
 protected:
  FakeNetworkTest() { network.Listen("mail.example.com", 587, server); }

  static Endpoint At(std::string_view host, uint16_t port) {
    Endpoint endpoint;
    EXPECT_TRUE(Assign(endpoint.host, host));
    endpoint.port = port;
    return endpoint;
  }

  // Runs until `condition()`, or until nothing more can happen within an hour.
  template <typename Condition>
  bool Until(Condition condition) {
    const Instant deadline = After(clock.Now(), 3'600'000);
    for (;;) {
      network.Poll(clock.Now());
      if (condition()) return true;
      if (clock.Now() >= deadline) return false;
      network.WaitForEvent(deadline);
    }
  }

  TcpStream& Open() {
    TcpStream& stream = *network.AcquireStream();
    EXPECT_TRUE(stream.Connect(At("mail.example.com", 587)));
    EXPECT_TRUE(Until([&] { return stream.Phase() >= LinkPhase::kOpen; }));
    return stream;
  }

  LinkFailure FailureOf(std::string_view host, uint16_t port) {
    TcpStream& stream = *network.AcquireStream();
    EXPECT_TRUE(stream.Connect(At(host, port)));
    EXPECT_TRUE(Until([&] { return stream.Phase() == LinkPhase::kFailed; }));
    const LinkFailure failure = stream.Failure();
    network.ReleaseStream(stream);
    return failure;
  }

  std::string Take(TcpStream& stream) {
    std::string text;
    uint8_t octets[64];
    while (const size_t given = stream.Receive(octets)) text += AsText(Bytes(octets, given));
    return text;
  }

  FakeClock clock;
  FakeNetwork network{clock};
  Server server;
};

TEST_F(FakeNetworkTest, CarriesOctetsBothWays) {
  server.greeting = "220 hello\r\n";
  TcpStream& stream = Open();
  EXPECT_EQ(Take(stream), "220 hello\r\n");
  EXPECT_EQ(stream.Send(AsBytes("EHLO me\r\n")), 9U);
  network.Poll(clock.Now());
  EXPECT_EQ(server.got, "EHLO me\r\n");
  EXPECT_EQ(Take(stream), "EHLO me\r\n");
  EXPECT_EQ(network.connections(), 1U);
}

TEST_F(FakeNetworkTest, TakesTheTimeOfTheWire) {
  server.greeting = "220\r\n";
  network.SetLatency(50);
  network.SetLookupTime(20);
  const Instant start = clock.Now();
  TcpStream& stream = Open();
  EXPECT_EQ(MsBetween(start, clock.Now()), 120) << "look-up and one round trip";
  std::string text;
  EXPECT_TRUE(Until([&] { return (text += Take(stream)).size() == 5; }));
  EXPECT_EQ(MsBetween(start, clock.Now()), 220) << "and one more";
  EXPECT_EQ(stream.Send(AsBytes("x")), 1U);
  EXPECT_TRUE(Until([&] { return !Take(stream).empty(); }));
  EXPECT_EQ(MsBetween(start, clock.Now()), 320);
}

TEST_F(FakeNetworkTest, WaitsForAServerThatThinks) {
  server.echo = false;
  TcpStream& stream = Open();
  const Instant start = clock.Now();
  server.last->Send("a");
  server.last->Wait(7000);
  server.last->Send("b");
  EXPECT_TRUE(Until([&] { return Take(stream) == "a"; }));
  EXPECT_EQ(clock.Now(), start);
  EXPECT_TRUE(Until([&] { return Take(stream) == "b"; }));
  EXPECT_EQ(MsBetween(start, clock.Now()), 7000);
}

TEST_F(FakeNetworkTest, FailsAsAsked) {
  EXPECT_EQ(FailureOf("nobody.example.com", 25), LinkFailure::kNoSuchName);
  EXPECT_EQ(FailureOf("mail.example.com", 25), LinkFailure::kRefused);
  network.Faults("mail.example.com", 587).lookup = LinkFailure::kNoDns;
  EXPECT_EQ(FailureOf("mail.example.com", 587), LinkFailure::kNoDns);
  network.Faults("mail.example.com", 587) = {.connect = LinkFailure::kTimedOut};
  EXPECT_EQ(FailureOf("MAIL.example.com", 587), LinkFailure::kTimedOut);
  network.Faults("mail.example.com", 587) = {};
  network.SetLinkUp(false);
  EXPECT_EQ(FailureOf("mail.example.com", 587), LinkFailure::kNoLink);
  network.SetLinkUp(true);
  network.StopListening("mail.example.com", 587);
  EXPECT_EQ(FailureOf("mail.example.com", 587), LinkFailure::kRefused);
  EXPECT_EQ(network.connections(), 0U);
}

TEST_F(FakeNetworkTest, SilentPlaceNeverAnswers) {
  network.Faults("mail.example.com", 587).silent = true;
  TcpStream& stream = *network.AcquireStream();
  ASSERT_TRUE(stream.Connect(At("mail.example.com", 587)));
  EXPECT_FALSE(
      Until([&] { return stream.Phase() != LinkPhase::kResolving && stream.Phase() != LinkPhase::kConnecting; }));
  stream.Abort();
  EXPECT_EQ(stream.Phase(), LinkPhase::kIdle);
  EXPECT_EQ(server.connects, 0);
}

TEST_F(FakeNetworkTest, CloseDeliversAndAbortDoesNot) {
  network.SetLatency(10);
  TcpStream& closed = Open();
  EXPECT_EQ(closed.Send(AsBytes("QUIT")), 4U);
  closed.Close();
  EXPECT_EQ(closed.Phase(), LinkPhase::kIdle);
  EXPECT_TRUE(Until([&] { return server.closes == 1; }));
  EXPECT_EQ(server.got, "QUIT");
  EXPECT_EQ(server.resets, 0);

  ASSERT_TRUE(closed.Connect(At("mail.example.com", 587)));
  EXPECT_TRUE(Until([&] { return server.connects == 2; }));
  EXPECT_EQ(closed.Send(AsBytes("lost")), 4U);
  closed.Abort();
  EXPECT_TRUE(Until([&] { return server.resets == 1; }));
  EXPECT_EQ(server.got, "QUIT");
}

TEST_F(FakeNetworkTest, GivesWhatCameBeforeFin) {
  TcpStream& stream = Open();
  server.last->Send("bye");
  server.last->Close();
  network.Poll(clock.Now());
  EXPECT_EQ(stream.Phase(), LinkPhase::kPeerClosed);
  EXPECT_FALSE(stream.Ended());
  EXPECT_EQ(Take(stream), "bye");
  EXPECT_TRUE(stream.Ended());
  EXPECT_EQ(stream.Send(AsBytes("x")), 1U) << "the other direction is open";
}

TEST_F(FakeNetworkTest, GivesWhatCameBeforeRst) {
  TcpStream& stream = Open();
  server.last->Send("bye");
  server.last->Reset();
  network.Poll(clock.Now());
  EXPECT_EQ(stream.Phase(), LinkPhase::kFailed);
  EXPECT_EQ(stream.Failure(), LinkFailure::kReset);
  EXPECT_FALSE(stream.Ended());
  EXPECT_EQ(Take(stream), "bye");
  EXPECT_TRUE(stream.Ended());
  EXPECT_EQ(stream.Send(AsBytes("x")), 0U);
}

TEST_F(FakeNetworkTest, CutsWhatIsSentAndReceived) {
  network.Faults("mail.example.com", 587).connection = {.send_max = 3, .receive_max = 2};
  TcpStream& stream = Open();
  EXPECT_EQ(stream.Send(AsBytes("abcdef")), 3U);
  EXPECT_EQ(stream.Send(AsBytes("def")), 3U);
  network.Poll(clock.Now());
  EXPECT_EQ(server.calls, 2);
  uint8_t octets[64];
  EXPECT_EQ(stream.Receive(octets), 2U);
  EXPECT_EQ(Take(stream), "cdef");
}

TEST_F(FakeNetworkTest, FillsTheWindowOfAPeerThatDoesNotRead) {
  network.Faults("mail.example.com", 587).connection.window = 10;
  TcpStream& stream = Open();
  server.last->PauseReading();
  EXPECT_EQ(stream.Send(AsBytes("0123456789abc")), 10U);
  network.Poll(clock.Now());
  EXPECT_EQ(stream.Send(AsBytes("abc")), 0U);
  server.last->ResumeReading();
  network.Poll(clock.Now());
  EXPECT_EQ(stream.Send(AsBytes("abc")), 3U);
  network.Poll(clock.Now());
  EXPECT_EQ(server.got, "0123456789abc");
}

TEST_F(FakeNetworkTest, BreaksAtAnOctetSent) {
  network.Faults("mail.example.com", 587).connection.reset_after_sent = 5;
  TcpStream& stream = Open();
  EXPECT_EQ(stream.Send(AsBytes("0123456789")), 10U);
  network.Poll(clock.Now());
  EXPECT_EQ(server.got, "01234");
  EXPECT_EQ(server.resets, 1);
  EXPECT_EQ(stream.Phase(), LinkPhase::kFailed);
  EXPECT_EQ(stream.Failure(), LinkFailure::kReset);
}

TEST_F(FakeNetworkTest, BreaksAtAnOctetReceived) {
  server.greeting = "0123456789";
  network.Faults("mail.example.com", 587).connection.reset_after_received = 4;
  TcpStream& stream = *network.AcquireStream();
  ASSERT_TRUE(stream.Connect(At("mail.example.com", 587)));
  EXPECT_TRUE(Until([&] { return stream.Phase() == LinkPhase::kFailed; }));
  EXPECT_EQ(Take(stream), "0123");
  EXPECT_TRUE(stream.Ended());
  EXPECT_EQ(server.resets, 1);
}

TEST_F(FakeNetworkTest, GoesDeadWithoutAWord) {
  network.Faults("mail.example.com", 587).connection = {.window = 8, .silent_after_sent = 5};
  TcpStream& stream = Open();
  EXPECT_EQ(stream.Send(AsBytes("01234567")), 8U);
  EXPECT_FALSE(Until([&] { return stream.Phase() != LinkPhase::kOpen; }));
  EXPECT_EQ(server.got, "01234");
  size_t taken = 0;
  for (int i = 0; i < 20; ++i) {
    taken += stream.Send(AsBytes("x"));
    network.Poll(clock.Now());
  }
  EXPECT_LE(taken, 8U) << "the window never opens again";
}

TEST_F(FakeNetworkTest, HoldsEverythingWhileTheCableIsOut) {
  TcpStream& stream = Open();
  network.SetLinkUp(false);
  EXPECT_EQ(stream.Send(AsBytes("x")), 1U);
  EXPECT_FALSE(Until([&] { return !server.got.empty(); }));
  network.SetLinkUp(true);
  network.Poll(clock.Now());
  EXPECT_EQ(Take(stream), "x");
}

TEST_F(FakeNetworkTest, JumpsToTheNextEventAndNoFurther) {
  const Instant start = clock.Now();
  network.WaitForEvent(After(start, 86'400'000));
  EXPECT_EQ(MsBetween(start, clock.Now()), 86'400'000);
  EXPECT_FALSE(network.stuck());
  network.WaitForEvent(kNever);
  EXPECT_TRUE(network.stuck());
}

TEST_F(FakeNetworkTest, LendsEachStreamOnceAndAbortsWhatComesBackOpen) {
  TcpStream& stream = Open();
  for (size_t i = 1; i < kTcpStreamsMax; ++i) EXPECT_NE(network.AcquireStream(), nullptr);
  EXPECT_EQ(network.AcquireStream(), nullptr);
  EXPECT_EQ(network.acquired(), kTcpStreamsMax);
  network.ReleaseStream(stream);
  network.Poll(clock.Now());
  EXPECT_EQ(server.resets, 1);
  EXPECT_EQ(network.AcquireStream(), &stream);
}

TEST_F(FakeNetworkTest, TellsTheTimeOnce) {
  network.SetLatency(30);
  network.SetTimeServer(UtcTime{1'800'000'000});
  EXPECT_TRUE(network.RequestTime());
  EXPECT_FALSE(network.TimeAnswer());
  clock.Advance(60);
  EXPECT_EQ(network.TimeAnswer(), UtcTime{1'800'000'000});
  EXPECT_FALSE(network.TimeAnswer());
}

}  // namespace
}  // namespace tegami
