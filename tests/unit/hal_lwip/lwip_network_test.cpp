// SPDX-License-Identifier: MIT
// The boards' network over the real lwIP, with a cable whose other end is the test.
#include "shared/lwip/lwip_network.h"

#include <gtest/gtest.h>
#include <lwip/dns.h>
#include <lwip/netif.h>

#include "fakes/fake_clock.h"
#include "fakes/fake_entropy.h"
#include "shared/lwip/lwip_glue.h"
#include "unit/hal_lwip/fake_chip.h"

namespace tegami {
namespace {

class NoSleep final : public Sleeper {
 public:
  void SleepUntil(Instant) override {}
};

constexpr std::array<uint8_t, 6> kPeerMac = {2, 0, 0, 0, 0, 9};
constexpr size_t kIpAt = 14;
constexpr size_t kTcpAt = kIpAt + 20;

constexpr IpAddress Ipv4(uint8_t last) { return {.family = IpAddress::Family::kIpv4, .octets = {10, 0, 0, last}}; }

void PutChecksum(std::span<uint8_t> message, size_t at) {
  uint32_t sum = 0;
  for (size_t i = 0; i + 1 < message.size(); i += 2) sum += static_cast<uint32_t>(message[i] << 8U) | message[i + 1];
  while (sum > 0xffffU) sum = (sum & 0xffffU) + (sum >> 16U);
  message[at] = static_cast<uint8_t>(~sum >> 8U);
  message[at + 1] = static_cast<uint8_t>(~sum);
}

// lwIP is one in a process: so is the network, and each test leaves it idle.
class LwipNetworkTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    ASSERT_TRUE(Net().Start());
    ASSERT_TRUE(Net().Configure(Static()));
    Net().Poll(clock.Now());
  }

  void TearDown() override {
    for (TcpStream* stream : streams_) {
      stream->Abort();
      Net().ReleaseStream(*stream);
    }
    dns_setserver(0, nullptr);
    ASSERT_TRUE(Net().Configure(Static()));
    chip.to_device.clear();
    chip.from_device.clear();
  }

  static LwipNetwork& Net() {
    static LwipNetwork network(chip, clock, entropy, sleeper);
    return network;
  }

  static NetworkConfig Static() {
    NetworkConfig config;
    config.dhcp = false;
    config.address = Ipv4(2);
    return config;
  }

  TcpStream& Connect(std::string_view host, uint16_t port) {
    TcpStream* stream = Net().AcquireStream();
    streams_.push_back(stream);
    Endpoint peer;
    AssignCut(peer.host, host);
    peer.port = port;
    EXPECT_TRUE(stream->Connect(peer));
    Poll(2);
    return *stream;
  }

  static void Poll(int times = 1) {
    for (int i = 0; i < times; ++i) Net().Poll(clock.Now());
  }

  static size_t Addresses() {
    std::array<InterfaceInfo, kInterfacesMax> info;
    return Net().Interfaces(info) == 0 ? 0 : info[0].address_count;
  }

  // Answers who 10.0.0.9 is: until then the SYN waits.
  static void AnswerArp() {
    Frame reply(FakeChip::kMac.begin(), FakeChip::kMac.end());
    reply.insert(reply.end(), kPeerMac.begin(), kPeerMac.end());
    const uint8_t arp[] = {8, 6, 0, 1, 8, 0, 6, 4, 0, 2};
    reply.insert(reply.end(), std::begin(arp), std::end(arp));
    reply.insert(reply.end(), kPeerMac.begin(), kPeerMac.end());
    reply.insert(reply.end(), {10, 0, 0, 9});
    reply.insert(reply.end(), FakeChip::kMac.begin(), FakeChip::kMac.end());
    reply.insert(reply.end(), {10, 0, 0, 2});
    reply.resize(60);
    chip.to_device.push_back(reply);
    Poll(2);
  }

  // The SYN that left last; empty where none did.
  static Frame LastSyn() {
    for (auto frame = chip.from_device.rbegin(); frame != chip.from_device.rend(); ++frame) {
      if (frame->size() > kTcpAt + 13 && (*frame)[12] == 8 && (*frame)[13] == 0 && (*frame)[kIpAt + 9] == 6)
        return *frame;
    }
    return {};
  }

  // A router says that `quoted`, an IP packet, did not arrive.
  static void Unreachable(std::span<const uint8_t> quoted, uint8_t code) {
    Frame frame(FakeChip::kMac.begin(), FakeChip::kMac.end());
    frame.insert(frame.end(), kPeerMac.begin(), kPeerMac.end());
    frame.insert(frame.end(), {8, 0, 0x45, 0, 0, 20 + 8 + 28, 0, 0, 0, 0, 64, 1, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2});
    PutChecksum(std::span(frame).subspan(kIpAt, 20), 10);
    frame.insert(frame.end(), {3, code, 0, 0, 0, 0, 0, 0});
    frame.insert(frame.end(), quoted.begin(), quoted.begin() + 28);
    PutChecksum(std::span(frame).subspan(kTcpAt), 2);
    frame.resize(std::max<size_t>(frame.size(), 60));
    chip.to_device.push_back(frame);
    Poll(2);
  }

  static inline FakeClock clock;
  static inline FakeEntropy entropy{7};
  static inline FakeChip chip;
  static inline NoSleep sleeper;
  std::vector<TcpStream*> streams_;
};

TEST_F(LwipNetworkTest, ALookUpOutlivesTheServersThatItAsked) {
  const ip_addr_t server = ToLwip(Ipv4(53));
  dns_setserver(0, &server);  // as DHCP and router advertisements do
  TcpStream& first = Connect("login.example", 443);
  ASSERT_EQ(first.Phase(), LinkPhase::kResolving);
  dns_setserver(0, nullptr);  // RFC 8106 §5.1: a lifetime of zero
  TcpStream& second = Connect("smtp.example", 587);
  EXPECT_EQ(second.Failure(), LinkFailure::kNoDns);
  for (int i = 0; i < 20; ++i) {
    clock.Advance(1000);
    Poll();
  }
  EXPECT_EQ(first.Failure(), LinkFailure::kNoDns);
}

TEST_F(LwipNetworkTest, TheSameConfigurationCostsNothing) {
  TcpStream& stream = Connect("10.0.0.9", 25);
  ASSERT_EQ(stream.Phase(), LinkPhase::kConnecting);
  ASSERT_EQ(Addresses(), 1U + 1U);  // and IPv6's of the link
  const ip_addr_t server = ToLwip(Ipv4(53));
  dns_setserver(0, &server);
  NetworkConfig renamed = Static();
  renamed.host_name.assign("printer");
  ASSERT_TRUE(Net().Configure(renamed));
  Poll();
  EXPECT_EQ(stream.Phase(), LinkPhase::kConnecting);
  EXPECT_EQ(Addresses(), 2U);
  EXPECT_TRUE(ip_addr_eq(&LearnedDnsServer(0), &server));
}

TEST_F(LwipNetworkTest, AnotherAddressIsTakenAtOnceAndLearnedServersAreForgotten) {
  const ip_addr_t server = ToLwip(Ipv4(53));
  dns_setserver(0, &server);
  NetworkConfig moved = Static();
  moved.address = Ipv4(3);
  ASSERT_TRUE(Net().Configure(moved));
  Poll();
  std::array<InterfaceInfo, kInterfacesMax> info;
  ASSERT_EQ(Net().Interfaces(info), 1U);
  EXPECT_EQ(info[0].addresses[0], Ipv4(3));
  EXPECT_TRUE(ip_addr_isany(&LearnedDnsServer(0)));
}

TEST_F(LwipNetworkTest, AFailedAttemptLeavesNothingToDo) {
  TcpStream& stream = Connect("10.0.0.9", 25);
  AnswerArp();
  ASSERT_FALSE(LastSyn().empty());
  const Frame syn = LastSyn();
  Unreachable(std::span(syn).subspan(kIpAt), 1);
  ASSERT_EQ(stream.Phase(), LinkPhase::kFailed);
  stream.Abort();
  clock.Advance(60'000);
  Poll(2);
  EXPECT_GT(Net().WakeBy(), clock.Now());
}

TEST_F(LwipNetworkTest, OnlyWhoSawTheSynCanEndIt) {
  TcpStream& stream = Connect("10.0.0.9", 25);
  AnswerArp();
  const Frame syn = LastSyn();
  ASSERT_FALSE(syn.empty());
  const Frame packet(syn.begin() + kIpAt, syn.end());
  for (const size_t at : {size_t{21}, size_t{27}}) {  // the device's port, the sequence number
    Frame guessed = packet;
    guessed[at] ^= 1U;
    Unreachable(guessed, 1);
    EXPECT_EQ(stream.Phase(), LinkPhase::kConnecting) << at;
  }
  constexpr uint8_t kFragmentationNeeded = 4;
  Unreachable(packet, kFragmentationNeeded);
  EXPECT_EQ(stream.Phase(), LinkPhase::kConnecting);
  Unreachable(packet, 1);
  EXPECT_EQ(stream.Phase(), LinkPhase::kFailed);
  EXPECT_EQ(stream.Failure(), LinkFailure::kUnreachable);
}

}  // namespace
}  // namespace tegami
