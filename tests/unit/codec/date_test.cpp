// SPDX-License-Identifier: MIT
// The calendar, and the dates of three protocols.
#include "codec/date.h"

#include <gtest/gtest.h>

#include <ctime>

#include "codec/http_date.h"

namespace tegami {
namespace {

constexpr int64_t kDay = 86400;

TEST(Calendar, AgreesWithTheLibraryOfC) {
  for (int64_t day = -80000; day < 80000; day += 7) {
    const std::time_t seconds = day * kDay + day % kDay;
    std::tm expected{};
    ASSERT_NE(gmtime_r(&seconds, &expected), nullptr);
    const CivilTime civil = ToCivil(UtcTime{seconds});
    ASSERT_EQ(civil.year, expected.tm_year + 1900) << seconds;
    ASSERT_EQ(civil.month, expected.tm_mon + 1) << seconds;
    ASSERT_EQ(civil.day, expected.tm_mday) << seconds;
    ASSERT_EQ(civil.hour, expected.tm_hour) << seconds;
    ASSERT_EQ(civil.weekday, expected.tm_wday) << seconds;
    ASSERT_EQ(FromCivil(civil)->seconds, seconds);
  }
}

TEST(Calendar, KnowsWhichDaysExist) {
  EXPECT_TRUE(FromCivil({.year = 2028, .month = 2, .day = 29}));
  EXPECT_TRUE(FromCivil({.year = 2000, .month = 2, .day = 29}));
  EXPECT_FALSE(FromCivil({.year = 2026, .month = 2, .day = 29}));
  EXPECT_FALSE(FromCivil({.year = 2100, .month = 2, .day = 29}));
  EXPECT_FALSE(FromCivil({.year = 2026, .month = 4, .day = 31}));
  EXPECT_FALSE(FromCivil({.year = 2026, .month = 13, .day = 1}));
  EXPECT_FALSE(FromCivil({.year = 2026, .month = 1, .day = 0}));
  EXPECT_FALSE(FromCivil({.year = 2026, .month = 1, .day = 1, .hour = 24}));
}

TEST(MailDate, IsLocalTimeWithItsOffset) {
  const UtcTime time{1795493100};  // 2026-11-24T04:05:00Z
  EXPECT_EQ(View(FormatMailDate(time, 540)), "Tue, 24 Nov 2026 13:05:00 +0900");
  EXPECT_EQ(View(FormatMailDate(time, 0)), "Tue, 24 Nov 2026 04:05:00 +0000");
  EXPECT_EQ(View(FormatMailDate(time, -270)), "Mon, 23 Nov 2026 23:35:00 -0430");
}

TEST(Rfc3339, ComesBack) {
  EXPECT_EQ(View(FormatRfc3339(UtcTime{1795493100})), "2026-11-24T04:05:00Z");
  EXPECT_EQ(ParseRfc3339("2026-11-24T04:05:00Z")->seconds, 1795493100);
  for (const char* bad : {"", "2026-11-24", "2026-11-24T04:05:00", "2026-11-31T04:05:00Z", "2026-11-24T04:05:00Zx",
                          "2026-11-24T25:05:00Z", "x026-11-24T04:05:00Z"})
    EXPECT_FALSE(ParseRfc3339(bad)) << bad;
}

// RFC 9110 §5.6.7: one time, written in three ways.
TEST(HttpDate, IsReadInAllThreeForms) {
  for (const char* text :
       {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"}) {
    const std::optional<UtcTime> time = ParseHttpDate(text);
    ASSERT_TRUE(time) << text;
    EXPECT_EQ(time->seconds, 784111777) << text;
  }
}

TEST(HttpDate, IsNothingElse) {
  for (const char* bad : {"", "120", "Sun, 06 Nov 1994 08:49:37", "Sun, 31 Feb 1994 08:49:37 GMT",
                          "Sun, 06 Nov 1994 08:49:37 JST", "Sun, 06 Nov 1994 08:49:37 GMT and more"})
    EXPECT_FALSE(ParseHttpDate(bad)) << bad;
}

}  // namespace
}  // namespace tegami
