// SPDX-License-Identifier: MIT
// Which servers are believed, and what is said of the others.
#include <gtest/gtest.h>

#include "unit/tls/session.h"

namespace tegami {
namespace {

// Misuse that mbedTLS's server does not even try is in openssl_test.cpp.
struct Case {
  const char* name;
  std::vector<std::string> chain;
  const char* key = "leaf_ec";
  const char* server_name = "mail.example.com";
  TlsFailure failure = TlsFailure::kNone;
  int depth = 0;
};

using Chain = std::vector<std::string>;

const Case kCases[] = {
    {"GoodEc", {"good_ec", "inter_ec"}},
    {"GoodRsa", {"good_rsa", "inter_rsa"}, "leaf_rsa"},
    {"RootSentToo", {"good_ec", "inter_ec", "root_ec"}},
    {"ChainOutOfOrder", {"good_ec", "root_ec", "inter_ec"}},
    {"StrangersInTheChain", {"good_ec", "root_unknown", "inter_rsa", "inter_ec"}},
    {"Wildcard", {"good_ec", "inter_ec"}, "leaf_ec", "a.wild.example.com"},
    {"NameInCapitals", {"good_ec", "inter_ec"}, "leaf_ec", "MAIL.Example.COM."},
    {"Ipv4Address", {"good_ec", "inter_ec"}, "leaf_ec", "192.0.2.1"},
    {"Ipv6Address", {"good_ec", "inter_ec"}, "leaf_ec", "2001:db8:0::1"},
    {"AnyPurpose", {"any_eku", "inter_ec"}},
    {"NoPurposeGiven", {"no_eku", "inter_ec"}},

    {"WrongHost", {"other_host", "inter_ec"}, "leaf_ec", "mail.example.com", TlsFailure::kWrongName},
    {"WildcardTwoLabels", {"good_ec", "inter_ec"}, "leaf_ec", "a.b.wild.example.com", TlsFailure::kWrongName},
    {"WildcardNoLabel", {"good_ec", "inter_ec"}, "leaf_ec", "wild.example.com", TlsFailure::kWrongName},
    {"PartWildcard", {"part_wildcard", "inter_ec"}, "leaf_ec", "mail.example.com", TlsFailure::kWrongName},
    {"WrongAddress", {"good_ec", "inter_ec"}, "leaf_ec", "192.0.2.2", TlsFailure::kWrongName},
    {"AddressAsDnsName", {"address_as_name", "inter_ec"}, "leaf_ec", "192.0.2.1", TlsFailure::kWrongName},
    {"NulInName", {"nul_name", "inter_ec"}, "leaf_ec", "mail.example.com", TlsFailure::kWrongName},
    {"CommonNameOnly", {"cn_only", "inter_ec"}, "leaf_ec", "mail.example.com", TlsFailure::kNoSubjectAltName},
    {"OtherNamesOnly", {"email_only", "inter_ec"}, "leaf_ec", "mail.example.com", TlsFailure::kNoSubjectAltName},
    {"Expired", {"expired", "inter_ec"}, "leaf_ec", "mail.example.com", TlsFailure::kExpired},
    {"ExpiredIntermediate", {"under_expired", "inter_expired"}, "leaf_ec", "mail.example.com", TlsFailure::kExpired, 1},
    {"NotYetValid", {"not_yet", "inter_ec"}, "leaf_ec", "mail.example.com", TlsFailure::kNotYetValid},
    {"UnknownAuthority", {"unknown"}, "leaf_ec", "mail.example.com", TlsFailure::kUntrusted},
    {"UnknownAuthoritySent", {"unknown", "root_unknown"}, "leaf_ec", "mail.example.com", TlsFailure::kUntrusted, 1},
    {"MissingIntermediate", {"good_ec"}, "leaf_ec", "mail.example.com", TlsFailure::kUntrusted},
    {"WrongIntermediate", {"good_ec", "inter_rsa"}, "leaf_ec", "mail.example.com", TlsFailure::kUntrusted},
    {"SelfSigned", {"self_signed"}, "leaf_ec", "mail.example.com", TlsFailure::kUntrusted},
    {"SignedByNoAuthority", {"under_no_ca", "inter_no_ca"}, "leaf_ec", "mail.example.com", TlsFailure::kUntrusted},
    {"OtherKeyOfTheRoot", {"other_root"}, "leaf_ec", "mail.example.com", TlsFailure::kUntrusted},
    {"WeakKey", {"weak_key", "inter_ec"}, "weak", "mail.example.com", TlsFailure::kWeak},
    {"WeakIntermediate", {"under_weak", "inter_weak"}, "leaf_ec", "mail.example.com", TlsFailure::kWeak},
    {"Sha1Signature", {"sha1", "inter_ec"}, "leaf_ec", "mail.example.com", TlsFailure::kWeak},
    {"UnderClientAuthority",
     {"under_client", "inter_client"},
     "leaf_ec",
     "mail.example.com",
     TlsFailure::kWrongUsage,
     1},
    {"AllWrong", {"all_wrong", "root_unknown"}, "leaf_ec", "mail.example.com", TlsFailure::kUntrusted, 1},
    {"ExpiredAndWrongHost", {"expired_other_host", "inter_ec"}, "leaf_ec", "mail.example.com", TlsFailure::kExpired},
};

class ChainTest : public testing::TestWithParam<std::tuple<Case, mbedtls_ssl_protocol_version>> {
 protected:
  void SetUp() override { CryptoSetup::Get().Reset(); }
};

TEST_P(ChainTest, IsJudged) {
  const auto& [test, version] = GetParam();
  ServerOptions options;
  options.chain = test.chain;
  options.key = test.key;
  options.maximum = version;
  TestServer server(options);
  Session session(server);
  TlsClientConfig config = Session::Config();
  config.server_name = test.server_name;
  const TlsPhase phase = session.Run(config);
  EXPECT_EQ(Name(session.client.failure()), Name(test.failure));
  if (test.failure == TlsFailure::kNone) {
    EXPECT_EQ(phase, TlsPhase::kOpen);
    EXPECT_TRUE(session.server.open());
    EXPECT_FALSE(session.client.certificate().present);
    return;
  }
  EXPECT_EQ(phase, TlsPhase::kFailed);
  EXPECT_FALSE(session.server.open());
  // In TLS 1.3 mbedTLS says it in clear, which not every server reads: its own calls it INVALID_MAC.
  EXPECT_EQ(session.server.error(),
            version == MBEDTLS_SSL_VERSION_TLS1_2 ? MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE : MBEDTLS_ERR_SSL_INVALID_MAC);
  ASSERT_TRUE(session.client.certificate().present);
  EXPECT_EQ(session.client.certificate().depth, test.depth);
}

std::string CaseName(const testing::TestParamInfo<ChainTest::ParamType>& info) {
  return std::string(std::get<0>(info.param).name) +
         (std::get<1>(info.param) == MBEDTLS_SSL_VERSION_TLS1_3 ? "_Tls13" : "_Tls12");
}

INSTANTIATE_TEST_SUITE_P(All, ChainTest,
                         testing::Combine(testing::ValuesIn(kCases),
                                          testing::Values(MBEDTLS_SSL_VERSION_TLS1_2, MBEDTLS_SSL_VERSION_TLS1_3)),
                         CaseName);

class ChainFacts : public testing::Test {
 protected:
  void SetUp() override { CryptoSetup::Get().Reset(); }

  static std::string Text(const AnyText& text) { return {text.data(), text.size()}; }
};

TEST_F(ChainFacts, NameTheCertificateToBlame) {
  TestServer server({.chain = {"other_host", "inter_ec"}});
  Session session(server);
  session.Run(Session::Config());
  const TlsCertificateFacts& facts = session.client.certificate();
  EXPECT_EQ(Text(facts.subject), "CN=mail.example.com");
  EXPECT_EQ(Text(facts.issuer), "CN=Test Intermediate EC, O=Tegami Test");
  EXPECT_EQ(Text(facts.names), "other.example.com, 192.0.2.9");
  EXPECT_EQ(facts.not_before.seconds, 1735689600);  // 2025-01-01
  EXPECT_EQ(facts.not_after.seconds, 1893456000);   // 2030-01-01
  session.client.Reset();
  EXPECT_FALSE(session.client.certificate().present);
}

TEST_F(ChainFacts, KeepOctetsOfHostileNames) {
  TestServer server({.chain = {"nul_name", "inter_ec"}});
  Session session(server);
  session.Run(Session::Config());
  EXPECT_EQ(Text(session.client.certificate().names), std::string("mail.example.com\0.evil.test", 27));
}

TEST_F(ChainFacts, AreThoseOfTheCertificateThatLacksItsIssuer) {
  TestServer server({.chain = {"good_ec"}});
  Session session(server);
  session.Run(Session::Config());
  EXPECT_EQ(Text(session.client.certificate().issuer), "CN=Test Intermediate EC, O=Tegami Test");
}

class Trust : public ChainFacts {};

TEST_F(Trust, TakesTheRightOneOfTwoKeysWithOneName) {
  TestRoots roots{"root_ec_other", "root_ec"};
  RootStore store;
  ASSERT_TRUE(store.Add(roots));
  TlsClientConfig config = Session::Config();
  config.roots = &store;
  for (const Chain& chain : {Chain{"good_ec", "inter_ec"}, Chain{"other_root"}}) {
    TestServer server({.chain = chain});
    Session session(server);
    EXPECT_EQ(Name(session.Run(config)), "kOpen");
  }
}

TEST_F(Trust, BelievesAServersOwnCertificateThatWasImported) {
  TestRoots roots{"self_signed"};
  RootStore store;
  ASSERT_TRUE(store.Add(roots));
  TlsClientConfig config = Session::Config();
  config.roots = &store;
  TestServer server({.chain = {"self_signed"}});
  {
    Session session(server);
    EXPECT_EQ(Name(session.Run(config)), "kOpen");
  }
  config.server_name = "other.example.com";
  Session session(server);
  session.Run(config);
  EXPECT_EQ(Name(session.client.failure()), "kWrongName") << "imported, but for other names";
}

TEST_F(Trust, EndsWithTheClockOfTheDevice) {
  TestServer server;
  CryptoSetup::Get().clock.JumpWallClock(int64_t{5} * 365 * 86400);
  {
    Session session(server);
    session.Run(Session::Config());
    EXPECT_EQ(Name(session.client.failure()), "kExpired");
  }
  CryptoSetup::Get().clock.JumpWallClock(-int64_t{7} * 365 * 86400);
  Session session(server);
  session.Run(Session::Config());
  EXPECT_EQ(Name(session.client.failure()), "kClockNotSet") << "2024";
}

TEST_F(Trust, SendsNothingWithoutAClock) {
  TestServer server;
  Session session(server);
  CryptoSetup::Get().clock.ForgetTime();
  EXPECT_EQ(Name(session.Run(Session::Config())), "kFailed");
  EXPECT_EQ(Name(session.client.failure()), "kClockNotSet");
  EXPECT_EQ(session.pipe.client.sends, 0U);
}

TEST_F(Trust, AsksNothingOfTheCertificateWhereNoneIsChecked) {
  for (const auto version : {MBEDTLS_SSL_VERSION_TLS1_2, MBEDTLS_SSL_VERSION_TLS1_3}) {
    TestServer server({.chain = {"all_wrong", "root_unknown"}, .maximum = version});
    Session session(server);
    TlsClientConfig config = Session::Config();
    config.verification = TlsVerification::kNone;
    config.roots = nullptr;
    CryptoSetup::Get().clock.ForgetTime();
    EXPECT_EQ(Name(session.Run(config)), "kOpen") << TlsFailureName(session.client.failure());
  }
}

TEST_F(Trust, RefusesToStartWithoutRootsOrName) {
  TestServer server;
  Session session(server);
  TlsClientConfig config = Session::Config();
  config.roots = nullptr;
  EXPECT_EQ(session.client.Start(session.pipe.client, config, FakeClock::kStart).error(), Error::kInvalidArgument);
  config = Session::Config();
  config.server_name = "";
  EXPECT_EQ(session.client.Start(session.pipe.client, config, FakeClock::kStart).error(), Error::kInvalidArgument);
  EXPECT_EQ(session.client.phase(), TlsPhase::kIdle);
  EXPECT_TRUE(session.client.Start(session.pipe.client, Session::Config(), FakeClock::kStart));
  EXPECT_EQ(session.client.Start(session.pipe.client, Session::Config(), FakeClock::kStart).error(), Error::kBadState);
}

}  // namespace
}  // namespace tegami
