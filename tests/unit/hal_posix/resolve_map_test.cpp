// SPDX-License-Identifier: MIT
#include "posix/resolve_map.h"

#include <gtest/gtest.h>

#include "tegami/base/status.h"

namespace tegami {
namespace {

using Peers = etl::vector<TcpPeer, kPeerAddressesMax>;

Peers Find(const ResolveMap& map, const char* host, uint16_t port) {
  Endpoint endpoint;
  endpoint.host = host;
  endpoint.port = port;
  Peers peers;
  map.Find(endpoint, peers);
  return peers;
}

TEST(ResolveMap, MapsANameAndPort) {
  ResolveMap map;
  ASSERT_TRUE(map.Add("smtp.office365.com:587:127.0.0.1:2587"));
  const Peers peers = Find(map, "SMTP.Office365.com", 587);
  ASSERT_EQ(peers.size(), 1U);
  EXPECT_EQ(peers[0].address, ParseIpAddress("127.0.0.1"));
  EXPECT_EQ(peers[0].port, 2587);
  EXPECT_TRUE(Find(map, "smtp.office365.com", 25).empty());
  EXPECT_TRUE(Find(map, "office365.com", 587).empty());
}

TEST(ResolveMap, TakesIpv6InBrackets) {
  ResolveMap map;
  ASSERT_TRUE(map.Add("login.example.com:443:[::1]:8443"));
  ASSERT_TRUE(map.Add("[2001:db8::25]:25:127.0.0.1:2525"));
  ASSERT_EQ(Find(map, "login.example.com", 443).size(), 1U);
  EXPECT_EQ(Find(map, "login.example.com", 443)[0].address, ParseIpAddress("::1"));
  EXPECT_EQ(Find(map, "2001:db8::25", 25).size(), 1U);
}

TEST(ResolveMap, KeepsSeveralAddressesInTheirOrder) {
  ResolveMap map;
  ASSERT_TRUE(map.Add("mail.example.com:25:127.0.0.9:1"));
  ASSERT_TRUE(map.Add("mail.example.com:25:[::1]:2"));
  const Peers peers = Find(map, "mail.example.com", 25);
  ASSERT_EQ(peers.size(), 2U);
  EXPECT_EQ(peers[0].port, 1);
  EXPECT_EQ(peers[1].port, 2);
}

TEST(ResolveMap, RefusesWhatIsNotOfTheForm) {
  ResolveMap map;
  for (const char* entry : {"",
                            ":",
                            "name",
                            "name:25",
                            "name:25:127.0.0.1",
                            "name:25:127.0.0.1:",
                            "name:0:127.0.0.1:25",
                            "name:25:127.0.0.1:0",
                            "name:25:127.0.0.1:65536",
                            "name:65536:127.0.0.1:25",
                            "name:25:localhost:25",
                            "name:25:::1:25",
                            "name:25:[::1]:25:",
                            "name:25:[::1]:25:x",
                            "name:25:[::1:25",
                            ":25:127.0.0.1:25",
                            "name:25x:127.0.0.1:25",
                            "name:-1:127.0.0.1:25",
                            "name: 25:127.0.0.1:25",
                            "[]:25:127.0.0.1:25",
                            "name:25:127.0.0.1:25 "}) {
    EXPECT_EQ(map.Add(entry).error(), Error::kInvalidArgument) << "'" << entry << "'";
  }
}

TEST(ResolveMap, HasRoomForItsLimit) {
  ResolveMap map;
  for (size_t i = 0; i < ResolveMap::kEntriesMax; ++i) ASSERT_TRUE(map.Add("name:25:127.0.0.1:25"));
  EXPECT_EQ(map.Add("name:25:127.0.0.1:25").error(), Error::kNoSpace);
  EXPECT_EQ(Find(map, "name", 25).size(), kPeerAddressesMax);
}

}  // namespace
}  // namespace tegami
