// SPDX-License-Identifier: MIT
// DeviceKey: the same key for the same label and salt, for ever; another one for any other.
#include <gtest/gtest.h>

#include <array>

#include "fixture.h"

namespace tegami::contract {
namespace {

using Key = std::array<uint8_t, DeviceKey::kDerivedBytes>;

Key Derive(std::string_view label, std::string_view salt) {
  Key key{};
  EXPECT_TRUE(ContractPlatform().device_key.Derive(AsBytes(label), AsBytes(salt), key));
  return key;
}

constexpr std::string_view kSalt = "0123456789abcdefghijklmnopqrstuv";

TEST(DeviceKey, IsTheSameEachTime) { EXPECT_EQ(Derive("store", kSalt), Derive("store", kSalt)); }

TEST(DeviceKey, IsNotZero) { EXPECT_NE(Derive("store", kSalt), Key{}); }

TEST(DeviceKey, DiffersByLabel) { EXPECT_NE(Derive("store", kSalt), Derive("other", kSalt)); }

TEST(DeviceKey, DiffersBySalt) {
  EXPECT_NE(Derive("store", kSalt), Derive("store", "0123456789abcdefghijklmnopqrstuw"));
}

TEST(DeviceKey, TellsLabelAndSaltApart) {
  EXPECT_NE(Derive("ab", "c"), Derive("a", "bc"));
  EXPECT_NE(Derive("ab", "c"), Derive("c", "ab"));
  EXPECT_NE(Derive("abc", ""), Derive("", "abc"));
}

TEST(DeviceKey, TakesAnEmptyLabelAndAnEmptySalt) {
  EXPECT_EQ(Derive("", ""), Derive("", ""));
  EXPECT_NE(Derive("", ""), Derive("store", ""));
  EXPECT_NE(Derive("", ""), Derive("", kSalt));
}

TEST(DeviceKey, UsesEveryOctetOfALongLabelAndSalt) {
  Text<100> text;
  text.append(100, 'x');
  const Key all_x = Derive(View(text), View(text));
  text.back() = 'y';
  const Key other = Derive(View(text), View(text));
  EXPECT_NE(all_x, other);
  text.back() = 'x';
  text.front() = 'y';
  EXPECT_NE(Derive(View(text), View(text)), all_x);
  EXPECT_NE(Derive(View(text), View(text)), other);
}

TEST(DeviceKey, SurvivesAReboot) {
  const Key before = Derive("store", kSalt);
  if (!ContractReboot()) GTEST_SKIP() << "this port cannot reboot while the suite runs";
  EXPECT_EQ(Derive("store", kSalt), before);
}

}  // namespace
}  // namespace tegami::contract
