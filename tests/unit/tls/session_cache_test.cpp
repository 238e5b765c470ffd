// SPDX-License-Identifier: MIT
#include "tls/session_cache.h"

#include <gtest/gtest.h>

#include <string>

#include "fakes/crypto_setup.h"

namespace tegami {
namespace {

constexpr UtcTime kNow{1000};
constexpr UtcTime kLater{2000};

TlsClientConfig Server(std::string_view name, uint16_t port = 465,
                       TlsVerification verification = TlsVerification::kFull) {
  TlsClientConfig config;
  config.server_name = name;
  config.port = port;
  config.verification = verification;
  return config;
}

class SessionCache : public testing::Test {
 protected:
  void SetUp() override { CryptoSetup::Get().Reset(); }

  std::string Take(const TlsClientConfig& config, UtcTime now = kNow) {
    end_ = {};
    return std::string(AsText(cache_.Take(config, now, end_)));
  }

  TlsSessionCache cache_;
  UtcTime end_;
};

TEST_F(SessionCache, HandsASessionOutOnce) {
  cache_.Put(Server("a"), kLater, AsBytes("session"));
  EXPECT_EQ(cache_.size(), 1U);
  EXPECT_EQ(Take(Server("a")), "session");
  EXPECT_EQ(end_, kLater);
  EXPECT_EQ(cache_.size(), 0U);
  EXPECT_EQ(Take(Server("a")), "");
}

TEST_F(SessionCache, KeepsWhatDiffersApart) {
  cache_.Put(Server("a"), kLater, AsBytes("one"));
  EXPECT_EQ(Take(Server("b")), "");
  EXPECT_EQ(Take(Server("a", 587)), "");
  EXPECT_EQ(Take(Server("a", 465, TlsVerification::kNone)), "") << "what was not verified must not pass as verified";
  TlsClientConfig older = Server("a");
  older.maximum = TlsVersion::kTls12;
  EXPECT_EQ(Take(older), "");
  EXPECT_EQ(Take(Server("a")), "one");
}

TEST_F(SessionCache, ReplacesTheSameAndThenTheOldest) {
  cache_.Put(Server("a"), kLater, AsBytes("a1"));
  cache_.Put(Server("a"), kLater, AsBytes("a2"));
  EXPECT_EQ(cache_.size(), 1U);
  for (const char* name : {"b", "c", "d", "e"}) cache_.Put(Server(name), kLater, AsBytes(name));
  EXPECT_EQ(cache_.size(), TlsSessionCache::kSessionsMax);
  EXPECT_EQ(Take(Server("a")), "");
  EXPECT_EQ(Take(Server("b")), "b");
  EXPECT_EQ(Take(Server("e")), "e");
}

TEST_F(SessionCache, DropsASessionWhoseCertificateHasExpired) {
  cache_.Put(Server("a"), kLater, AsBytes("a"));
  EXPECT_EQ(Take(Server("a"), UtcTime{kLater.seconds + 1}), "");
  EXPECT_EQ(cache_.size(), 0U);
}

TEST_F(SessionCache, KeepsNothingTooLong) {
  const std::string longest(TlsSessionCache::kSessionMaxBytes, 'x');
  cache_.Put(Server("a"), kLater, AsBytes(longest));
  EXPECT_EQ(Take(Server("a")), longest);
  cache_.Put(Server("a"), kLater, AsBytes(longest + "x"));
  cache_.Put(Server("a"), kLater, {});
  EXPECT_EQ(cache_.size(), 0U);
}

TEST_F(SessionCache, ForgetsAllWhenTrustChanges) {
  cache_.Put(Server("a"), kLater, AsBytes("a"));
  cache_.Clear();
  EXPECT_EQ(cache_.size(), 0U);
  EXPECT_EQ(Take(Server("a")), "");
}

}  // namespace
}  // namespace tegami
