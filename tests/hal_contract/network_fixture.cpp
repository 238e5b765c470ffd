// SPDX-License-Identifier: MIT
#include "network_fixture.h"

#include <array>
#include <cstdio>

namespace tegami::contract {
namespace {

constexpr size_t kChunkBytes = 1400;

bool HasAddress(const Network& network) {
  std::array<InterfaceInfo, kInterfacesMax> interfaces;
  const size_t count = network.Interfaces(interfaces);
  return std::any_of(interfaces.begin(), interfaces.begin() + count,
                     [](const InterfaceInfo& info) { return info.link_up && info.address_count != 0; });
}

}  // namespace

void NetworkContract::SetUp() {
  ASSERT_TRUE(Until([this] { return HasAddress(network()); }, kLinkPatienceMs)) << "the link did not come up";
}

void NetworkContract::TearDown() {
  for (size_t i = 0; i < acquired_count_; ++i) network().ReleaseStream(*acquired_[i]);
  network().Poll(Now());
}

TcpStream* NetworkContract::Acquire() {
  TcpStream* stream = network().AcquireStream();
  EXPECT_NE(stream, nullptr) << "no stream left";
  if (stream != nullptr && acquired_count_ < acquired_.size()) acquired_[acquired_count_++] = stream;
  return stream;
}

void NetworkContract::Release(TcpStream& stream) {
  auto* const end = std::remove(acquired_.begin(), acquired_.begin() + acquired_count_, &stream);
  acquired_count_ = static_cast<size_t>(end - acquired_.begin());
  network().ReleaseStream(stream);
}

TcpStream* NetworkContract::Open(const Endpoint& peer, int64_t limit_ms) {
  TcpStream* stream = Acquire();
  if (stream == nullptr) return nullptr;
  const Status begun = stream->Connect(peer);
  EXPECT_TRUE(begun) << "Connect() refused: " << ErrorName(begun ? Error::kIo : begun.error());
  Until([stream] { return stream->Phase() >= LinkPhase::kOpen; }, limit_ms);
  // kPeerClosed: the peer was quicker than this loop.
  const bool open = stream->Phase() == LinkPhase::kOpen || stream->Phase() == LinkPhase::kPeerClosed;
  EXPECT_TRUE(open) << "phase " << static_cast<int>(stream->Phase()) << ", " << LinkFailureName(stream->Failure());
  return open ? stream : nullptr;
}

LinkFailure NetworkContract::FailureOfConnect(const Endpoint& peer, int64_t limit_ms) {
  TcpStream* stream = Acquire();
  if (stream == nullptr || !stream->Connect(peer)) return LinkFailure::kNone;
  EXPECT_EQ(stream->Failure(), LinkFailure::kNone) << "told before Poll()";
  Until([stream] { return stream->Phase() >= LinkPhase::kOpen; }, limit_ms);
  EXPECT_EQ(stream->Phase(), LinkPhase::kFailed);
  return stream->Failure();
}

bool NetworkContract::SendPattern(TcpStream& stream, size_t size, size_t position) {
  size_t sent = 0;
  return Until([&] {
    while (sent < size) {
      std::array<uint8_t, kChunkBytes> chunk;
      const Bytes octets = Bytes(chunk).first(std::min(chunk.size(), size - sent));
      FillPattern(octets, position + sent);
      const size_t taken = stream.Send(octets);
      sent += taken;
      if (taken < octets.size()) break;
    }
    return sent == size;
  });
}

::testing::AssertionResult NetworkContract::ReceivesPattern(TcpStream& stream, size_t size, size_t position) {
  size_t received = 0;
  bool wrong = false;
  Until([&] {
    std::array<uint8_t, kChunkBytes> chunk;
    while (!wrong && received < size) {
      const size_t given = stream.Receive(Bytes(chunk).first(std::min(chunk.size(), size - received)));
      if (given == 0) break;
      wrong = PatternEnd(Bytes(chunk).first(given), position + received) != given;
      received += given;
    }
    return wrong || received == size;
  });
  if (wrong) return ::testing::AssertionFailure() << "wrong octets among the first " << received;
  if (received != size) return ::testing::AssertionFailure() << received << " of " << size << " octets came";
  return ::testing::AssertionSuccess();
}

::testing::AssertionResult NetworkContract::EchoesPattern(TcpStream& stream, size_t size) {
  size_t sent = 0;
  size_t received = 0;
  bool wrong = false;
  const auto exchange = [&] {
    std::array<uint8_t, kChunkBytes> chunk;
    if (sent < size) {
      const Bytes octets = Bytes(chunk).first(std::min(chunk.size(), size - sent));
      FillPattern(octets, sent);
      sent += stream.Send(octets);
    }
    while (const size_t given = stream.Receive(chunk)) {
      wrong = wrong || PatternEnd(Bytes(chunk).first(given), received) != given;
      received += given;
    }
    return wrong || received >= size;
  };
  const Instant deadline = After(Now(), kPatienceMs);
  for (;;) {
    network().Poll(Now());
    if (exchange()) break;
    if (Now() >= deadline) break;
    // As long as there is something to send the loop does not sleep: a stream that has room is no event.
    network().WaitForEvent(sent < size ? Now() : After(Now(), kLongestNapMs));
  }
  if (wrong) return ::testing::AssertionFailure() << "wrong octets among the first " << received;
  if (received != size) return ::testing::AssertionFailure() << received << " of " << size << " octets came back";
  return ::testing::AssertionSuccess();
}

Text<80> NetworkContract::TakeReport() {
  Text<80> line;
  TcpStream* stream = Peers().report ? Open(*Peers().report) : nullptr;
  if (stream == nullptr) return line;
  Until([&] {
    std::array<uint8_t, 80> octets;
    const size_t given = stream->Receive(octets);
    for (const uint8_t octet : Bytes(octets).first(given)) {
      if (octet != '\n' && !line.full()) line.push_back(static_cast<char>(octet));
    }
    return stream->Ended();
  });
  stream->Close();
  return line;
}

Text<80> NetworkContract::ExpectedReport(size_t size, std::string_view end) {
  char line[80];
  std::snprintf(line, sizeof line, "octets=%lu hash=%lu end=%.*s", static_cast<unsigned long>(size),
                static_cast<unsigned long>(PatternHash(size)), static_cast<int>(end.size()), end.data());
  return Text<80>(line);
}

}  // namespace tegami::contract
