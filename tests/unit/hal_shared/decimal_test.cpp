// SPDX-License-Identifier: MIT
#include "shared/decimal.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <random>
#include <string>

namespace tegami {
namespace {

struct Parsed {
  double value = 0;
  size_t length = 0;
};

Parsed Parse(const std::string& text) {
  char* end = nullptr;
  Parsed parsed;
  parsed.value = ParseDecimal(text.c_str(), &end);
  parsed.length = static_cast<size_t>(end - text.c_str());
  return parsed;
}

TEST(Decimal, IsExactForIntegers) {
  for (const char* text : {"0", "-0", "1", "899", "3600", "-5", "+7", "2147483648", "9007199254740992", "1e3", "12E2",
                           "1e22", "1000000000000", "0.5", "2.25", "1.5e1", "-12.75"}) {
    const Parsed parsed = Parse(text);
    EXPECT_EQ(parsed.value, std::strtod(text, nullptr)) << text;
    EXPECT_EQ(parsed.length, std::string(text).size()) << text;
  }
}

TEST(Decimal, EndsWhereStrtodEnds) {
  for (const char* text : {"", "-", "+", ".", "e5", "-e5", ".5", "5.", "5.e", "5e", "5e+", "5e-x", "1.2.3", "12x",
                           "--1", "1e5e5", "00012"}) {
    char* end = nullptr;
    std::strtod(text, &end);
    EXPECT_EQ(Parse(text).length, static_cast<size_t>(end - text)) << text;
  }
}

TEST(Decimal, IsNearForOthers) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 20000; ++round) {
    const std::string text = std::to_string(random()) + "." + std::to_string(random()) + "e" +
                             std::to_string(static_cast<int>(random() % 500) - 250);
    const double expected = std::strtod(text.c_str(), nullptr);
    const double value = Parse(text).value;
    EXPECT_TRUE(value == expected || std::fabs(value - expected) <= std::fabs(expected) * 1e-14) << text;
  }
}

TEST(Decimal, SurvivesNumbersOutsideEveryRange) {
  EXPECT_TRUE(std::isinf(Parse("1e999999999999").value));
  EXPECT_TRUE(std::isinf(Parse("-" + std::string(5000, '9')).value));
  EXPECT_EQ(Parse("1e-999999999999").value, 0.0);
  EXPECT_EQ(Parse("0." + std::string(5000, '0') + "1").value, 0.0);
  EXPECT_EQ(Parse("0e999999").value, 0.0);
}

}  // namespace
}  // namespace tegami
