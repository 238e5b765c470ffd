// SPDX-License-Identifier: MIT
#include "smtp/session_config.h"

#include <gtest/gtest.h>

#include <string>

namespace tegami {
namespace {

SmtpConfig WithToken(std::string_view token) {
  return {.client_name = "printer.example.com",
          .host = "smtp.example.com",
          .port = 587,
          .user = "u@example.com",
          .token = token};
}

SmtpConfig WithPassword(std::string_view password) {
  SmtpConfig config = WithToken("");
  config.password = password;
  return config;
}

TEST(SmtpConfig, AcceptsTheUsual) {
  EXPECT_EQ(CheckSmtpConfig(WithToken("eyJ0.eyJh-_~+/==")), SmtpCause::kNone);
  EXPECT_EQ(CheckSmtpConfig(WithPassword("pa ss=\xC3\xB6")), SmtpCause::kNone);
}

TEST(SmtpConfig, RefusesATokenThatIsNoB64Token) {
  for (const std::string bad : {"=", "a b",
                                "a\x01"
                                "b",
                                "a\r\nb", "a=b", "\xC3\xB6", "a,b"}) {
    EXPECT_EQ(CheckSmtpConfig(WithToken(bad)), SmtpCause::kBadSecret) << bad;
  }
}

TEST(SmtpConfig, RefusesControlCharactersThatWouldEndAField) {
  SmtpConfig config = WithToken("abc");
  config.user =
      "u@example.com\x01"
      "auth=Bearer x";
  EXPECT_EQ(CheckSmtpConfig(config), SmtpCause::kBadSecret);
  EXPECT_EQ(CheckSmtpConfig(WithPassword(std::string_view("a\0b", 3))), SmtpCause::kBadSecret);
  config = WithToken("abc");
  config.host = "h\x01";
  EXPECT_EQ(CheckSmtpConfig(config), SmtpCause::kBadConfig);
}

TEST(SmtpConfig, RefusesClientNamesThatBreakTheLine) {
  for (const std::string bad : {"", "a b", "a\r\nQUIT", "a\n", "\xC3\xB6.example.com"}) {
    SmtpConfig config = WithToken("abc");
    config.client_name = bad;
    EXPECT_EQ(CheckSmtpConfig(config), SmtpCause::kBadConfig) << bad;
  }
}

TEST(SmtpConfig, RefusesSecretsThatDoNotFitTheMethod) {
  for (const SmtpAuth method : {SmtpAuth::kXoauth2, SmtpAuth::kOauthBearer}) {
    SmtpConfig config = WithPassword("x");
    config.auth = method;
    EXPECT_EQ(CheckSmtpConfig(config), SmtpCause::kBadConfig);
  }
  for (const SmtpAuth method : {SmtpAuth::kPlain, SmtpAuth::kLogin}) {
    SmtpConfig config = WithToken("x");
    config.auth = method;
    EXPECT_EQ(CheckSmtpConfig(config), SmtpCause::kBadConfig);
  }
  SmtpConfig both = WithToken("x");
  both.password = "y";
  EXPECT_EQ(CheckSmtpConfig(both), SmtpCause::kBadConfig);
  EXPECT_EQ(CheckSmtpConfig(WithToken("")), SmtpCause::kBadConfig);
  SmtpConfig nobody = WithToken("x");
  nobody.user = "";
  EXPECT_EQ(CheckSmtpConfig(nobody), SmtpCause::kBadConfig);
}

TEST(SmtpConfig, NeverLetsATokenGoWithoutTls) {
  for (const SmtpAuth method : {SmtpAuth::kAuto, SmtpAuth::kXoauth2, SmtpAuth::kOauthBearer}) {
    SmtpConfig config = WithToken("abc");
    config.auth = method;
    config.security = SmtpSecurity::kNone;
    config.allow_password_without_tls = true;
    EXPECT_EQ(CheckSmtpConfig(config), SmtpCause::kNoTlsForSecret);
  }
}

TEST(SmtpConfig, LetsAPasswordGoWithoutTlsOnlyWhereThatWasChosen) {
  SmtpConfig config = WithPassword("abc");
  config.security = SmtpSecurity::kNone;
  EXPECT_EQ(CheckSmtpConfig(config), SmtpCause::kNoTlsForSecret);
  config.allow_password_without_tls = true;
  EXPECT_EQ(CheckSmtpConfig(config), SmtpCause::kNone);
}

TEST(SmtpConfig, RefusesASecretLongerThanALineOfAuth) {
  EXPECT_EQ(CheckSmtpConfig(WithToken(std::string(8192, 'a'))), SmtpCause::kNone);
  EXPECT_EQ(CheckSmtpConfig(WithToken(std::string(9200, 'a'))), SmtpCause::kBadSecret);
}

}  // namespace
}  // namespace tegami
