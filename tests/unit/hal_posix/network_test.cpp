// SPDX-License-Identifier: MIT
// What the posix network does beyond its contract (tests/hal_contract).
#include "posix/network.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>

namespace tegami {
namespace {

// A listener on 127.0.0.1 that is never asked to accept: the kernel completes connections by itself.
class Listener {
 public:
  explicit Listener(int backlog = 8) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(socket_.descriptor(), reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(::listen(socket_.descriptor(), backlog), 0);
    EXPECT_EQ(::getsockname(socket_.descriptor(), reinterpret_cast<sockaddr*>(&address), &size), 0);
    port_ = ntohs(address.sin_port);
  }

  uint16_t port() const { return port_; }
  // A connection to it that is not waited for.
  File BeginConnecting() const {
    File client(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
    const SocketAddress address = ToSocketAddress({.address = *ParseIpAddress("127.0.0.1"), .port = port_});
    ::connect(client.descriptor(), address.get(), address.size);
    return client;
  }
  File Accept() { return File(::accept(socket_.descriptor(), nullptr, nullptr)); }

 private:
  File socket_;
  uint16_t port_ = 0;
};

class PosixNetworkTest : public ::testing::Test {
 protected:
  template <typename Condition>
  bool Until(Condition condition) {
    const Instant deadline = After(clock.Now(), 10'000);
    while (clock.Now() < deadline) {
      network.Poll(clock.Now());
      if (condition()) return true;
      network.WaitForEvent(deadline);
    }
    return false;
  }

  Status AddRoute(const char* name, const char* address, uint16_t port) {
    char entry[80];
    std::snprintf(entry, sizeof entry, "%s:587:%s:%u", name, address, unsigned{port});
    return network.resolve_map().Add(entry);
  }

  static Endpoint MailServer() {
    Endpoint endpoint;
    endpoint.host = "smtp.example.com";
    endpoint.port = 587;
    return endpoint;
  }

  PosixClock clock;
  PosixNetwork network{clock, {.dns_servers = "127.0.0.1:1"}};
  Listener listener;
};

TEST_F(PosixNetworkTest, FollowsTheResolveMapBeforeTheDns) {
  ASSERT_TRUE(AddRoute("smtp.example.com", "127.0.0.1", listener.port()));
  TcpStream* stream = network.AcquireStream();
  ASSERT_TRUE(stream->Connect(MailServer()));
  ASSERT_TRUE(Until([&] { return stream->Phase() >= LinkPhase::kOpen; }));
  EXPECT_EQ(stream->Phase(), LinkPhase::kOpen);
  EXPECT_EQ(network.traffic().connections, 1U);
}

TEST_F(PosixNetworkTest, TriesEveryAddressOfTheResolveMap) {
  ASSERT_TRUE(AddRoute("smtp.example.com", "127.0.0.9", listener.port()));
  ASSERT_TRUE(AddRoute("smtp.example.com", "127.0.0.1", listener.port()));
  TcpStream* stream = network.AcquireStream();
  ASSERT_TRUE(stream->Connect(MailServer()));
  ASSERT_TRUE(Until([&] { return stream->Phase() == LinkPhase::kOpen; }));
  EXPECT_EQ(stream->PeerAddress(), ParseIpAddress("127.0.0.1"));
}

TEST_F(PosixNetworkTest, CountsOctetsOfAllStreams) {
  ASSERT_TRUE(AddRoute("smtp.example.com", "127.0.0.1", listener.port()));
  for (int i = 0; i < 2; ++i) {
    TcpStream* stream = network.AcquireStream();
    ASSERT_TRUE(stream->Connect(MailServer()));
    ASSERT_TRUE(Until([&] { return stream->Phase() == LinkPhase::kOpen; }));
    File peer = listener.Accept();
    EXPECT_EQ(stream->Send(AsBytes("12345")), 5U);
    ASSERT_EQ(::send(peer.descriptor(), "abc", 3, 0), 3);
    std::array<uint8_t, 8> octets;
    ASSERT_TRUE(Until([&] { return stream->Receive(octets) == 3; }));
    network.ReleaseStream(*stream);
  }
  EXPECT_EQ(network.traffic().octets_sent, 10U);
  EXPECT_EQ(network.traffic().octets_received, 6U);
  EXPECT_EQ(network.traffic().connections, 2U);
}

// A late reply to a closed socket would be answered by RST, and our last octets might be lost with it.
TEST_F(PosixNetworkTest, ClosedConnectionTakesTheLateReply) {
  ASSERT_TRUE(AddRoute("smtp.example.com", "127.0.0.1", listener.port()));
  TcpStream* stream = network.AcquireStream();
  ASSERT_TRUE(stream->Connect(MailServer()));
  ASSERT_TRUE(Until([&] { return stream->Phase() == LinkPhase::kOpen; }));
  File peer = listener.Accept();
  ASSERT_EQ(::send(peer.descriptor(), "unread", 6, 0), 6);
  EXPECT_EQ(stream->Send(AsBytes("QUIT\r\n")), 6U);
  stream->Close();
  network.ReleaseStream(*stream);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(::send(peer.descriptor(), "221 bye\r\n", 9, MSG_NOSIGNAL), 9);
    network.Poll(clock.Now());
  }
  char octets[16];
  EXPECT_EQ(::recv(peer.descriptor(), octets, sizeof octets, 0), 6);
  EXPECT_EQ(::recv(peer.descriptor(), octets, sizeof octets, 0), 0) << "FIN, not RST";
}

// The handshake is complete and the RST has come before anybody looks.
TEST_F(PosixNetworkTest, SaysResetWhereAConnectionNeverLookedOpen) {
  ASSERT_TRUE(AddRoute("smtp.example.com", "127.0.0.1", listener.port()));
  TcpStream* stream = network.AcquireStream();
  ASSERT_TRUE(stream->Connect(MailServer()));
  network.Poll(clock.Now());
  ASSERT_EQ(stream->Phase(), LinkPhase::kConnecting);
  {
    const File peer = listener.Accept();
    constexpr linger kResetAtOnce{.l_onoff = 1, .l_linger = 0};
    ASSERT_EQ(::setsockopt(peer.descriptor(), SOL_SOCKET, SO_LINGER, &kResetAtOnce, sizeof kResetAtOnce), 0);
  }
  ASSERT_TRUE(Until([&] { return stream->Phase() == LinkPhase::kFailed; }));
  EXPECT_EQ(stream->Failure(), LinkFailure::kReset);
}

TEST_F(PosixNetworkTest, DoesNotSpinOverOctetsThatNobodyTakes) {
  ASSERT_TRUE(AddRoute("smtp.example.com", "127.0.0.1", listener.port()));
  TcpStream* stream = network.AcquireStream();
  ASSERT_TRUE(stream->Connect(MailServer()));
  ASSERT_TRUE(Until([&] { return stream->Phase() == LinkPhase::kOpen; }));
  File peer = listener.Accept();
  ASSERT_EQ(::send(peer.descriptor(), "unread", 6, 0), 6);
  int rounds = 0;
  const Instant deadline = After(clock.Now(), 200);
  for (; clock.Now() < deadline; ++rounds) {
    network.Poll(clock.Now());
    network.WaitForEvent(deadline);
  }
  EXPECT_LE(rounds, 5);
  // And when they are wanted, waiting for more works again.
  std::array<uint8_t, 3> octets;
  EXPECT_EQ(stream->Receive(octets), 3U);
  const Instant before = clock.Now();
  network.WaitForEvent(After(before, 5000));
  EXPECT_LT(MsBetween(before, clock.Now()), 2500) << "three octets are left";
}

TEST_F(PosixNetworkTest, WakesForTheKeyboard) {
  int pipe_ends[2];
  ASSERT_EQ(::pipe(pipe_ends), 0);
  const File reading(pipe_ends[0]);
  const File writing(pipe_ends[1]);
  ASSERT_TRUE(network.WatchInput(reading.descriptor()));
  ASSERT_EQ(::write(writing.descriptor(), "x", 1), 1);
  Instant before = clock.Now();
  network.WaitForEvent(After(before, 5000));
  EXPECT_LT(MsBetween(before, clock.Now()), 2500);
  network.ForgetInput(reading.descriptor());
  before = clock.Now();
  network.WaitForEvent(After(before, 60));
  EXPECT_GE(MsBetween(before, clock.Now()), 60);
}

TEST_F(PosixNetworkTest, LeavesAddressesAndTimeToTheHost) {
  EXPECT_EQ(network.Configure({}).error(), Error::kUnsupported);
  EXPECT_EQ(network.RequestTime().error(), Error::kUnsupported);
  EXPECT_FALSE(network.TimeAnswer());
}

TEST(PosixNetwork, SleepsInScaledTime) {
  PosixClock clock({.rate = 100.0});
  PosixNetwork network(clock);
  const Instant before = clock.Now();
  network.WaitForEvent(After(before, 10'000));
  EXPECT_GE(MsBetween(before, clock.Now()), 10'000);
  EXPECT_LT(MsBetween(before, clock.Now()), 200'000);
}

// With a clock that runs a hundred times as fast, a silent address is still given its five real seconds.
TEST(PosixNetwork, KeepsARealPaceOnTheWire) {
  PosixClock clock({.rate = 100.0});
  PosixNetwork network(clock);
  Listener full(0);
  std::array<File, 3> fillers;
  for (File& filler : fillers) filler = full.BeginConnecting();
  char entry[80];
  std::snprintf(entry, sizeof entry, "smtp.example.com:587:127.0.0.1:%u", unsigned{full.port()});
  ASSERT_TRUE(network.resolve_map().Add(entry));
  ASSERT_TRUE(network.resolve_map().Add(entry));
  TcpStream* stream = network.AcquireStream();
  Endpoint endpoint;
  endpoint.host = "smtp.example.com";
  endpoint.port = 587;
  ASSERT_TRUE(stream->Connect(endpoint));
  network.Poll(clock.Now());
  ASSERT_EQ(stream->Phase(), LinkPhase::kConnecting);
  const int64_t left_ms = MsBetween(clock.Now(), network.WakeBy());
  EXPECT_GT(left_ms, kConnectAttemptMs * 90);
  EXPECT_LE(left_ms, kConnectAttemptMs * 100);
}

}  // namespace
}  // namespace tegami
