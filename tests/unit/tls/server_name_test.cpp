// SPDX-License-Identifier: MIT
#include "tls/server_name.h"

#include <gtest/gtest.h>

#include <string>

#include "unit/hex.h"

namespace tegami {
namespace {

using namespace std::literals;

struct Row {
  const char* wanted;
  std::string_view presented;
  bool matches;
};

// RFC 9525 §6.3
const Row kDnsNames[] = {
    {"mail.example.com", "mail.example.com", true},
    {"MAIL.Example.COM", "mail.eXample.com", true},
    {"mail.example.com.", "mail.example.com", true},
    {"mail.example.com", "mail.example.com.", false},
    {"mail.example.com", "mail.example.org", false},
    {"mail.example.com", "example.com", false},
    {"mail.example.com", "a.mail.example.com", false},
    {"mail.example.com", "mail.example.co", false},
    {"mail.example.com", "mail.example.comm", false},
    {"mail.example.com", "", false},
    {"mail.example.com", ".", false},
    {"mail.example.com", "*.example.com", true},
    {"MAIL.EXAMPLE.COM", "*.Example.com", true},
    {"example.com", "*.example.com", false},
    {"a.mail.example.com", "*.example.com", false},
    {".example.com", "*.example.com", false},
    {"mail.example.com", "*.*.com", false},
    {"mail.example.com", "*.com", false},
    {"example.com", "*.com", false},
    {"mail.example.com", "*", false},
    {"localhost", "*", false},
    {"localhost", "localhost", true},
    {"mail.example.com", "*.", false},
    {"mail.example.com", "*mail.example.com", false},
    {"foo.example.com", "f*o.example.com", false},
    {"foo.example.com", "f*.example.com", false},
    {"foo.example.com", "*o.example.com", false},
    {"foo.example.com", "foo.*.com", false},
    {"mail.example.com", "mail.*.com", false},
    {"mail.example.com", "**.example.com", false},
    {"mail.example.com", "*.example.com.", false},
    {"xn--bcher-kva.example.com", "XN--bcher-KVA.example.com", true},
    {"xn--bcher-kva.example.com", "*.example.com", true},
    {"xn--bcher-kva.example.com", "xn--*.example.com", false},
    {"xn--bcher-kva.example.com",
     "b\xC3\xBC"
     "cher.example.com",
     false},
    {"mail.example.com", "mail.example.com\0.evil.test"sv, false},
    {"mail.example.com", "\0mail.example.com"sv, false},
    {"mail.example.com", "mail.example.com\0"sv, false},
    {"mail.example.com", " mail.example.com", false},
    {"mail.example.com", "mail.example.com\r\n", false},
    {"192.0.2.1", "192.0.2.1", false},
    {"192.0.2.1", "*.0.2.1", false},
    {"2001:db8::1", "2001:db8::1", false},
    {"_smtp.example.com", "_smtp.example.com", true},
};

TEST(ServerName, MatchesDnsNamesAsRfc9525) {
  for (const Row& row : kDnsNames) {
    ServerName name;
    if (!name.Assign(row.wanted)) {
      EXPECT_FALSE(row.matches);
      continue;
    }
    EXPECT_EQ(name.MatchesDnsName(row.presented), row.matches) << row.wanted << " / " << row.presented;
  }
}

TEST(ServerName, MatchesAddressesOctetForOctet) {
  ServerName name;
  ASSERT_TRUE(name.Assign("192.0.2.1"));
  EXPECT_TRUE(name.is_address());
  EXPECT_TRUE(name.MatchesAddress(Hex("c0000201")));
  EXPECT_FALSE(name.MatchesAddress(Hex("c0000202")));
  EXPECT_FALSE(name.MatchesAddress(Hex("00000000000000000000ffffc0000201")));
  EXPECT_FALSE(name.MatchesAddress({}));
  ASSERT_TRUE(name.Assign("2001:DB8::1"));
  EXPECT_TRUE(name.MatchesAddress(Hex("20010db8000000000000000000000001")));
  EXPECT_FALSE(name.MatchesAddress(Hex("20010db8")));
  ASSERT_TRUE(name.Assign("mail.example.com"));
  EXPECT_FALSE(name.is_address());
  EXPECT_FALSE(name.MatchesAddress({}));
}

TEST(ServerName, RefusesWhatIsNoName) {
  const std::string label(63, 'a');
  const std::string longest = label + "." + label + "." + label + "." + std::string(61, 'a');
  ServerName name;
  EXPECT_TRUE(name.Assign(longest));
  EXPECT_TRUE(name.Assign(longest + "."));
  for (const std::string& bad :
       {""s,          "."s,         ".."s,       "a..b"s,        ".a"s,           "a.."s,           "a b"s,
        "a\0b"s,      "b\xC3\xBC"s, "a/b"s,      "a:25"s,        "[::1]"s,        "*.example.com"s, "1.2.3"s,
        "1.2.3.4.5"s, "256.1.1.1"s, "01.2.3.4"s, "example.123"s, label + "a.com", longest + "a",    "a\r\nb"s}) {
    const Status assigned = name.Assign(bad);
    EXPECT_TRUE(!assigned && assigned.error() == Error::kInvalidArgument) << bad;
    EXPECT_FALSE(name.MatchesDnsName(bad));
  }
}

TEST(IpLiteral, ReadsAddresses) {
  const struct {
    const char* text;
    const char* octets;  // "" where it is none
  } kRows[] = {
      {"0.0.0.0", "00000000"},
      {"255.255.255.255", "ffffffff"},
      {"1.2.3.4", "01020304"},
      {"1.2.3.04", ""},
      {"1.2.3.", ""},
      {"1.2.3.4 ", ""},
      {"-1.2.3.4", ""},
      {"+1.2.3.4", ""},
      {"1.2.3.4.", ""},
      {"::", "00000000000000000000000000000000"},
      {"::1", "00000000000000000000000000000001"},
      {"1::", "00010000000000000000000000000000"},
      {"1:2:3:4:5:6:7:8", "00010002000300040005000600070008"},
      {"1:2:3:4:5:6:7::", "00010002000300040005000600070000"},
      {"::2:3:4:5:6:7:8", "00000002000300040005000600070008"},
      {"1::8", "00010000000000000000000000000008"},
      {"fe80::ABCD:ef01", "fe8000000000000000000000abcdef01"},
      {"::ffff:192.0.2.1", "00000000000000000000ffffc0000201"},
      {"64:ff9b::192.0.2.1", "0064ff9b0000000000000000c0000201"},
      {"1:2:3:4:5:6:1.2.3.4", "00010002000300040005000601020304"},
      {"1:2:3:4:5:6:7:1.2.3.4", ""},
      {"1:2:3:4:5:6:7", ""},
      {"1:2:3:4:5:6:7:8:9", ""},
      {"1:2:3:4:5:6:7:8::", ""},
      {"1::2::3", ""},
      {":::", ""},
      {":1", ""},
      {"1:", ""},
      {":", ""},
      {"12345::", ""},
      {"g::", ""},
      {"::1%eth0", ""},
      {"[::1]", ""},
      {"1.2.3.4::", ""},
      {"::1.2.3", ""},
      {"::-1", ""},
      {"", ""},
  };
  for (const auto& row : kRows) {
    const auto address = ParseIpLiteral(row.text);
    const auto wanted = Hex(row.octets);
    ASSERT_EQ(address.has_value(), !wanted.empty()) << row.text;
    if (!address) continue;
    EXPECT_EQ(std::vector(address->view().begin(), address->view().end()), wanted) << row.text;
  }
}

}  // namespace
}  // namespace tegami
