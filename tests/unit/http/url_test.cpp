// SPDX-License-Identifier: MIT
// URLs are taken apart strictly: what is not plainly one host and one path is refused.
#include "http/url.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "tegami/config.h"

namespace tegami {
namespace {

Error ErrorOf(std::string_view text, UrlRule rule = UrlRule::kHttps) {
  const Result<Url> url = ParseUrl(text, rule);
  EXPECT_FALSE(url) << text;
  return url ? Error::kUnsupported : url.error();
}

TEST(Url, IsTakenApart) {
  const Result<Url> url =
      ParseUrl("https://login.microsoftonline.com/contoso.example/oauth2/v2.0/token", UrlRule::kHttps);
  ASSERT_TRUE(url);
  EXPECT_TRUE(url->https);
  EXPECT_EQ(url->host, "login.microsoftonline.com");
  EXPECT_EQ(url->port, 443);
  EXPECT_EQ(url->path, "/contoso.example/oauth2/v2.0/token");
  EXPECT_EQ(url->query, "");
}

TEST(Url, HasPortPathAndQueryOrNot) {
  struct Row {
    const char* text;
    const char* host;
    uint16_t port;
    const char* path;
    const char* query;
    bool ipv6;
  };
  for (const Row& row :
       {Row{"https://a", "a", 443, "", "", false}, Row{"HTTPS://A.b:8443", "A.b", 8443, "", "", false},
        Row{"https://a?x", "a", 443, "", "x", false}, Row{"https://a/?x?y", "a", 443, "/", "x?y", false},
        Row{"https://a:1/b", "a", 1, "/b", "", false}, Row{"https://a:65535/%20", "a", 65535, "/%20", "", false},
        Row{"https://192.0.2.1/", "192.0.2.1", 443, "/", "", false},
        Row{"https://[::1]:40001/x", "::1", 40001, "/x", "", true},
        Row{"https://[2001:db8::192.0.2.1]", "2001:db8::192.0.2.1", 443, "", "", true},
        Row{"https://a.example./b", "a.example.", 443, "/b", "", false}}) {
    SCOPED_TRACE(row.text);
    const Result<Url> url = ParseUrl(row.text, UrlRule::kHttps);
    ASSERT_TRUE(url);
    EXPECT_EQ(url->host, row.host);
    EXPECT_EQ(url->port, row.port);
    EXPECT_EQ(url->path, row.path);
    EXPECT_EQ(url->query, row.query);
    EXPECT_EQ(url->host_is_ipv6, row.ipv6);
  }
}

TEST(Url, OfAnEndpointIsHttps) {
  EXPECT_EQ(ErrorOf("http://login.example/token"), Error::kInvalidArgument);
  EXPECT_EQ(ErrorOf("ftp://login.example/"), Error::kInvalidArgument);
  EXPECT_EQ(ErrorOf("javascript:alert(1)", UrlRule::kLink), Error::kInvalidArgument);
  EXPECT_EQ(ErrorOf("//login.example/"), Error::kInvalidArgument);
  EXPECT_EQ(ErrorOf("login.example"), Error::kInvalidArgument);
  EXPECT_EQ(ErrorOf(""), Error::kInvalidArgument);
  EXPECT_EQ(ErrorOf("http://login.example/", UrlRule::kLink), Error::kInvalidArgument);
  const Result<Url> plain = ParseUrl("http://login.example/", UrlRule::kHttpAllowed);
  ASSERT_TRUE(plain);
  EXPECT_FALSE(plain->https);
  EXPECT_EQ(plain->port, 80);
}

TEST(Url, HidesNoOtherHost) {
  EXPECT_EQ(ErrorOf("https://login.example@evil.example/"), Error::kInvalidArgument);
  EXPECT_EQ(ErrorOf("https://user:password@evil.example/"), Error::kInvalidArgument);
  EXPECT_EQ(ErrorOf("https://@evil.example/"), Error::kInvalidArgument);
  EXPECT_EQ(ErrorOf("https://login.example\\@evil.example/"), Error::kInvalidArgument);
  EXPECT_EQ(ErrorOf("https://login.example\\.evil.example/"), Error::kInvalidCharacter);
  EXPECT_EQ(ErrorOf("https://login%2Eexample/"), Error::kInvalidCharacter);
  EXPECT_EQ(ErrorOf("https:///token"), Error::kInvalidArgument);
  EXPECT_EQ(ErrorOf("https://?x"), Error::kInvalidArgument);
  EXPECT_EQ(ErrorOf("https://:443/"), Error::kInvalidArgument);
}

TEST(Url, FragmentsAreForLinksOnly) {
  EXPECT_EQ(ErrorOf("https://login.example/#token"), Error::kInvalidArgument);
  const Result<Url> link = ParseUrl("https://login.example/a?b#c/d?e", UrlRule::kLink);
  ASSERT_TRUE(link);
  EXPECT_EQ(link->path, "/a");
  EXPECT_EQ(link->query, "b");
  EXPECT_EQ(ErrorOf("https://login.example/#a#b", UrlRule::kLink), Error::kInvalidCharacter);
}

TEST(Url, PortsAreOneTo65535) {
  for (const char* port : {"", "0", "65536", "99999", "123456", "+1", "-1", "1a", " 1", "443:443"}) {
    EXPECT_EQ(ErrorOf("https://login.example:" + std::string(port) + "/"), Error::kInvalidArgument) << port;
  }
}

TEST(Url, HostsAreNamesOrAddresses) {
  for (const char* host : {"a_b", "-a", "a-", "a..b", ".a", "a.-b",
                           "b\xc3\xbc"
                           "cher.example",
                           "a b", "a\tb", "a%41"}) {
    EXPECT_EQ(ErrorOf("https://" + std::string(host) + "/"), Error::kInvalidCharacter) << host;
  }
  for (const char* host :
       {"[", "[]", "[::1", "[::1]x", "[1.2.3.4]", "[::g]", "[:::::::::::::::::::::::::::::::::::::::::::::::]"}) {
    EXPECT_EQ(ErrorOf("https://" + std::string(host) + "/"), Error::kInvalidArgument) << host;
  }
}

TEST(Url, LengthsAreBounded) {
  const std::string label(63, 'a');
  EXPECT_TRUE(ParseUrl("https://" + label + ".example/", UrlRule::kHttps));
  EXPECT_EQ(ErrorOf("https://" + label + "a.example/"), Error::kInvalidCharacter);
  // The longest name there is, 253 octets, makes no URL of ours; one that leaves room for scheme and path does.
  const std::string host = label + "." + label + "." + label + "." + std::string(40, 'b');
  ASSERT_LT(host.size(), kHostNameMaxBytes);
  EXPECT_TRUE(ParseUrl("https://" + host + "/", UrlRule::kHttps));
  EXPECT_EQ(ErrorOf("https://" + host + std::string(kUrlMaxBytes - host.size(), 'b') + "/"), Error::kTooLong);
  std::string url = "https://a/" + std::string(kUrlMaxBytes - 10, 'x');
  ASSERT_EQ(url.size(), kUrlMaxBytes);
  EXPECT_TRUE(ParseUrl(url, UrlRule::kHttps));
  EXPECT_EQ(ErrorOf(url + "x"), Error::kTooLong);
}

TEST(Url, PathsAreCleanAscii) {
  for (const char* path :
       {"/a b", "/a\r\nX: y", "/\"", "/<script>", "/%", "/%4", "/%zz", "/\x7f", "/\xe6", "/{a}", "/a|b", "/^", "/`"}) {
    EXPECT_EQ(ErrorOf("https://login.example" + std::string(path)), Error::kInvalidCharacter) << path;
  }
  EXPECT_EQ(ErrorOf(std::string_view("https://login.example/\0x", 24)), Error::kInvalidCharacter);
}

// Whatever is accepted can be put together again from its parts, and to the same text.
TEST(Url, PartsAreTheWhole) {
  std::mt19937 random(8628);
  constexpr std::string_view kAlphabet = "ab1:/?.-@#%[]2F";
  size_t accepted = 0;
  for (int round = 0; round < 200000; ++round) {
    std::string text = "https://";
    for (size_t n = random() % 12; n > 0; --n) text += kAlphabet[random() % kAlphabet.size()];
    const Result<Url> url = ParseUrl(text, UrlRule::kHttps);
    if (!url) continue;
    ++accepted;
    std::string whole = url->host_is_ipv6 ? "[" + std::string(url->host) + "]" : std::string(url->host);
    const std::string rest = text.substr(8 + whole.size());
    std::string tail(url->path);
    if (!url->query.empty() || text.ends_with("?")) tail += "?" + std::string(url->query);
    EXPECT_EQ(text.substr(8, whole.size()), whole);
    EXPECT_TRUE(rest.ends_with(tail)) << text;
    const std::string port = rest.substr(0, rest.size() - tail.size());
    EXPECT_TRUE(port.empty() ? url->port == 443 : std::stoi(port.substr(1)) == url->port) << text;
  }
  EXPECT_GT(accepted, 1000U);
}

}  // namespace
}  // namespace tegami
