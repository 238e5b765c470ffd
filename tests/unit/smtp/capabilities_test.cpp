// SPDX-License-Identifier: MIT
#include "smtp/capabilities.h"

#include <gtest/gtest.h>

namespace tegami {
namespace {

SmtpCapabilities Of(std::string_view line) {
  SmtpCapabilities offered;
  offered.OnLine(line);
  return offered;
}

TEST(SmtpCapabilities, KnowsEachKeywordInAnyCase) {
  EXPECT_TRUE(Of("PIPELINING").pipelining);
  EXPECT_TRUE(Of("pipelining").pipelining);
  EXPECT_TRUE(Of("8bitMime").eight_bit_mime);
  EXPECT_TRUE(Of("BINARYMIME").binary_mime);
  EXPECT_TRUE(Of("CHUNKING").chunking);
  EXPECT_TRUE(Of("SMTPUTF8").smtp_utf8);
  EXPECT_TRUE(Of("STARTTLS").start_tls);
  EXPECT_TRUE(Of("ENHANCEDSTATUSCODES").enhanced_status_codes);
  EXPECT_TRUE(Of("SIZE").size);
}

TEST(SmtpCapabilities, IgnoresWhatItDoesNotKnow) {
  for (const char* line : {"", " ", "PIPELININGX", "XPIPELINING", "X PIPELINING", "PIPE LINING", "STARTTLSX"}) {
    const SmtpCapabilities offered = Of(line);
    EXPECT_FALSE(offered.pipelining || offered.start_tls || offered.auth) << line;
  }
}

TEST(SmtpCapabilities, ReadsTheSizeLimit) {
  EXPECT_EQ(Of("SIZE 157286400").size_limit, 157286400U);
  EXPECT_EQ(Of("SIZE  35 ").size_limit, 35U);
  EXPECT_EQ(Of("SIZE").size_limit, 0U);
  EXPECT_EQ(Of("SIZE 0").size_limit, 0U);
  EXPECT_EQ(Of("SIZE -1").size_limit, 0U);
  EXPECT_EQ(Of("SIZE 18446744073709551615").size_limit, UINT64_MAX);
  EXPECT_EQ(Of("SIZE 18446744073709551616").size_limit, 0U);
}

TEST(SmtpCapabilities, ReadsTheAuthMethods) {
  const SmtpCapabilities exchange = Of("AUTH LOGIN XOAUTH2");
  EXPECT_TRUE(exchange.auth && exchange.auth_login && exchange.auth_xoauth2);
  EXPECT_FALSE(exchange.auth_plain || exchange.auth_oauth_bearer);
  const SmtpCapabilities old_form = Of("AUTH=PLAIN LOGIN");
  EXPECT_TRUE(old_form.auth_plain && old_form.auth_login);
  const SmtpCapabilities near_misses = Of("AUTH PLAIN-CLIENTTOKEN XOAUTH XOAUTH22 LOGIN1");
  EXPECT_TRUE(near_misses.auth);
  EXPECT_FALSE(near_misses.auth_plain || near_misses.auth_xoauth2 || near_misses.auth_login);
}

TEST(SmtpCapabilities, AddsUpOverLines) {
  SmtpCapabilities offered;
  offered.OnLine("AUTH LOGIN");
  offered.OnLine("AUTH=PLAIN");
  EXPECT_TRUE(offered.auth_login && offered.auth_plain);
}

}  // namespace
}  // namespace tegami
