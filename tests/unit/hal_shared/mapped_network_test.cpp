// SPDX-License-Identifier: MIT
#include "shared/mapped_network.h"

#include <gtest/gtest.h>

#include "fakes/fake_network.h"

namespace tegami {
namespace {

class MappedNetworkTest : public ::testing::Test {
 protected:
  // Connects; the place that the inner network saw, or why it failed.
  LinkFailure Connect(std::string_view host, uint16_t port) {
    TcpStream* stream = network_.AcquireStream();
    Endpoint peer;
    peer.host.assign(host.data(), host.size());
    peer.port = port;
    EXPECT_TRUE(stream->Connect(peer));
    for (int i = 0; i < 100 && stream->Phase() < LinkPhase::kOpen; ++i) {
      network_.Poll(clock_.Now());
      network_.WaitForEvent(network_.WakeBy());
    }
    const LinkFailure failure = stream->Phase() == LinkPhase::kOpen ? LinkFailure::kNone : stream->Failure();
    network_.ReleaseStream(*stream);
    return failure;
  }

  FakeClock clock_;
  FakeNetwork inner_{clock_};
  MappedNetwork network_{inner_};
};

TEST_F(MappedNetworkTest, SendsNamesElsewhere) {
  inner_.Faults("10.0.2.2", 4001).connect = LinkFailure::kRefused;
  inner_.Faults("fec0::2", 4002).connect = LinkFailure::kUnreachable;
  ASSERT_TRUE(network_.Add("smtp.office365.com:587:10.0.2.2:4001"));
  ASSERT_TRUE(network_.Add("login.microsoftonline.com:443:[fec0::2]:4002"));
  EXPECT_EQ(Connect("SMTP.office365.com", 587), LinkFailure::kRefused);
  EXPECT_EQ(Connect("login.microsoftonline.com", 443), LinkFailure::kUnreachable);
  EXPECT_EQ(Connect("smtp.office365.com", 25), LinkFailure::kNoSuchName) << "another port is another place";
}

TEST_F(MappedNetworkTest, RefusesEntriesOfAnotherForm) {
  for (const char* entry : {"", "a", "a:1", "a:1:b", "a:1:b:", "a:0:b:1", "a:1:b:70000", ":1:b:1", "a:x:b:1", "a:1::1",
                            "a:1:b:1:2", "[::1:1:b:1"}) {
    EXPECT_FALSE(network_.Add(entry)) << entry;
  }
  for (size_t i = 0; i < MappedNetwork::kEntriesMax; ++i) EXPECT_TRUE(network_.Add("a:1:b:2"));
  EXPECT_EQ(network_.Add("a:1:b:2").error(), Error::kNoSpace);
}

TEST_F(MappedNetworkTest, GivesItsOwnDnsServer) {
  NetworkConfig config;
  config.host_name.assign("printer");
  EXPECT_TRUE(network_.Configure(config));
  EXPECT_EQ(inner_.configured()->dns[0], IpAddress{});
  IpAddress server;
  server.octets = {10, 0, 2, 2};
  network_.SetDnsServer(server);
  EXPECT_TRUE(network_.Configure(config));
  EXPECT_EQ(inner_.configured()->dns[0], server);
  EXPECT_EQ(View(inner_.configured()->host_name), "printer");
}

TEST_F(MappedNetworkTest, LendsAsManyStreamsAsThereAre) {
  std::array<TcpStream*, kTcpStreamsMax> streams{};
  for (TcpStream*& stream : streams) stream = network_.AcquireStream();
  EXPECT_EQ(network_.AcquireStream(), nullptr);
  for (TcpStream* stream : streams) network_.ReleaseStream(*stream);
  EXPECT_EQ(inner_.acquired(), 0U);
  EXPECT_NE(network_.AcquireStream(), nullptr);
}

}  // namespace
}  // namespace tegami
