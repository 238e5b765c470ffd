// SPDX-License-Identifier: MIT
#include "shared/dns_message.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "unit/hex.h"

namespace tegami {
namespace {

const DnsQuestion kQuestion{.name = "smtp.Office365.com", .record = DnsRecord::kA, .id = 0x1234};
// The question's section, in lower case: servers may change the case.
constexpr const char* kSection = "04736d7470 096f6666696365333635 03636f6d 00 0001 0001";

std::vector<uint8_t> Answer(const std::string& head, const std::string& records) {
  return Hex(head + kSection + records);
}

DnsVerdict Read(const std::vector<uint8_t>& message, PeerAddresses& addresses) {
  return ReadDnsAnswer(message, kQuestion, addresses);
}

DnsVerdict Read(const std::vector<uint8_t>& message) {
  PeerAddresses addresses;
  return Read(message, addresses);
}

TEST(DnsMessage, WritesAQuery) {
  std::array<uint8_t, kDnsQueryMaxBytes> octets;
  const auto size = WriteDnsQuery({.name = "a.bc.", .record = DnsRecord::kAaaa, .id = 0xbeef}, octets);
  ASSERT_TRUE(size);
  EXPECT_EQ(std::vector<uint8_t>(octets.begin(), octets.begin() + *size),
            Hex("beef 0100 0001 0000 0000 0000 0161 026263 00 001c 0001"));
}

TEST(DnsMessage, RefusesNamesThatAreNone) {
  std::array<uint8_t, kDnsQueryMaxBytes> octets;
  const std::string label(63, 'x');
  const std::string longest = label + "." + label + "." + label + "." + std::string(61, 'y');
  EXPECT_TRUE(WriteDnsQuery({.name = longest}, octets));
  for (const std::string& name : {std::string(), std::string("."), std::string("a..b"), std::string(".a"),
                                  label + "x.com", longest + "y", std::string("a..")}) {
    EXPECT_FALSE(WriteDnsQuery({.name = name}, octets)) << name;
  }
}

TEST(DnsMessage, FindsAllAddressesBehindAliases) {
  PeerAddresses addresses;
  // A CNAME to "x.com" written out, then two A records whose names are pointers, and an AAAA that was not asked for.
  const auto message = Answer("1234 8180 0001 0004 0000 0000",
                              "c00c 0005 0001 0000003c 0007 0178 03636f6d 00"
                              "c030 0001 0001 0000003c 0004 0a000001"
                              "c030 0001 0001 0000003c 0004 0a000002"
                              "c030 001c 0001 0000003c 0010 20010db8000000000000000000000001");
  EXPECT_EQ(Read(message, addresses), DnsVerdict::kAddresses);
  ASSERT_EQ(addresses.size(), 2U);
  EXPECT_EQ(addresses[0].family, IpAddress::Family::kIpv4);
  EXPECT_EQ(addresses[0].octets[3], 1);
  EXPECT_EQ(addresses[1].octets[3], 2);
}

TEST(DnsMessage, KeepsAsManyAddressesAsFit) {
  std::string records;
  for (size_t i = 0; i < kPeerAddressesMax + 5; ++i) records += "c00c 0001 0001 0000003c 0004 0a000001";
  PeerAddresses addresses;
  EXPECT_EQ(Read(Answer("1234 8180 0001 000d 0000 0000", records), addresses), DnsVerdict::kAddresses);
  EXPECT_TRUE(addresses.full());
}

TEST(DnsMessage, TellsNoNameFromNoAddressFromFailure) {
  EXPECT_EQ(Read(Answer("1234 8183 0001 0000 0000 0000", "")), DnsVerdict::kNoSuchName);
  EXPECT_EQ(Read(Answer("1234 8180 0001 0000 0000 0000", "")), DnsVerdict::kNoAddress);
  EXPECT_EQ(Read(Answer("1234 8182 0001 0000 0000 0000", "")), DnsVerdict::kServerFailed);
  EXPECT_EQ(Read(Answer("1234 8185 0001 0000 0000 0000", "")), DnsVerdict::kServerFailed);
  EXPECT_EQ(Read(Hex("1234 8181 0000 0000 0000 0000")), DnsVerdict::kServerFailed) << "FORMERR without the question";
  EXPECT_EQ(Read(Answer("1234 8380 0001 0000 0000 0000", "")), DnsVerdict::kTruncated);
}

TEST(DnsMessage, PassesOverWhatIsNoAnswerToIt) {
  EXPECT_EQ(Read(Answer("1235 8180 0001 0000 0000 0000", "")), DnsVerdict::kNotOurs) << "another id";
  EXPECT_EQ(Read(Answer("1234 0180 0001 0000 0000 0000", "")), DnsVerdict::kNotOurs) << "a query";
  EXPECT_EQ(Read(Hex("1234 8180 0001 0000 0000 0000 0161 00 0001 0001")), DnsVerdict::kNotOurs) << "another name";
  EXPECT_EQ(
      Read(Hex(std::string("1234 8180 0001 0000 0000 0000") + "04736d7470 096f6666696365333635 03636f6d 00 001c 0001")),
      DnsVerdict::kNotOurs)
      << "another type";
  EXPECT_EQ(Read(Hex("1234 8180 0000 0000 0000 0000")), DnsVerdict::kNotOurs) << "success without the question";
  EXPECT_EQ(Read({}), DnsVerdict::kNotOurs);
}

TEST(DnsMessage, SurvivesEveryCutAndAnyOctet) {
  const auto whole = Answer("1234 8180 0001 0002 0000 0000",
                            "c00c 0001 0001 0000003c 0004 0a000001 c00c 0001 0001 0000003c 0004 0a000002");
  for (size_t size = 0; size < whole.size(); ++size) {
    PeerAddresses addresses;
    const DnsVerdict verdict = Read(std::vector<uint8_t>(whole.begin(), whole.begin() + size), addresses);
    EXPECT_EQ(verdict == DnsVerdict::kAddresses, !addresses.empty());
    EXPECT_NE(verdict, DnsVerdict::kNoAddress) << "a cut answer says nothing";
  }
  std::mt19937 random(1);
  for (int round = 0; round < 20000; ++round) {
    auto message = whole;
    for (int change = 0; change < 3; ++change) message[random() % message.size()] = static_cast<uint8_t>(random());
    Read(message);
  }
}

}  // namespace
}  // namespace tegami
