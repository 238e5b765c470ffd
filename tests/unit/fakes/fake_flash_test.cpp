// SPDX-License-Identifier: MIT
#include "fakes/fake_flash.h"

#include <gtest/gtest.h>

#include <array>

namespace tegami {
namespace {

constexpr FlashGeometry kSmall{.sector_bytes = 4096, .sector_count = 4, .program_unit_bytes = 8};
using Unit = std::array<uint8_t, 8>;
constexpr Unit kData{0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC, 0xDE, 0xF0};

Unit ReadUnit(FakeFlash& flash, uint32_t offset) {
  Unit unit{};
  EXPECT_TRUE(flash.Read(offset, unit));
  return unit;
}

constexpr Unit Erased() {
  Unit unit;
  unit.fill(0xFF);
  return unit;
}

// Eight units of kData, with a cut as given; the flash is rebooted.
void CutProgram(FakeFlash& flash, PowerCut cut) {
  std::array<uint8_t, 64> data;
  for (size_t i = 0; i < data.size(); ++i) data[i] = kData[i % kData.size()];
  cut.operation = 1;
  flash.SetPowerCut(cut);
  EXPECT_EQ(flash.Program(0, data).error(), Error::kIo);
  EXPECT_TRUE(flash.PowerIsOff());
  flash.Reboot();
}

TEST(FakeFlash, StartsErased) {
  FakeFlash flash(kSmall);
  for (const uint8_t octet : flash.image()) ASSERT_EQ(octet, 0xFF);
  EXPECT_EQ(flash.operations(), 0U);
}

TEST(FakeFlash, RefusesASecondProgramOfAUnitEvenOfOnes) {
  FakeFlash flash(kSmall);
  ASSERT_TRUE(flash.Program(0, Erased()));
  EXPECT_EQ(flash.Program(0, kData).error(), Error::kInvalidArgument);
  EXPECT_EQ(flash.refused(), 1U);
  ASSERT_TRUE(flash.Erase(0));
  EXPECT_TRUE(flash.Program(0, kData));
}

TEST(FakeFlash, CountsWearBySector) {
  FakeFlash flash(kSmall);
  ASSERT_TRUE(flash.Erase(2));
  ASSERT_TRUE(flash.Erase(2));
  ASSERT_TRUE(flash.Erase(1));
  EXPECT_EQ(flash.Wear(0), 0U);
  EXPECT_EQ(flash.Wear(1), 1U);
  EXPECT_EQ(flash.Wear(2), 2U);
  EXPECT_EQ(flash.MaxWear(), 2U);
  EXPECT_EQ(flash.operations(), 3U);
}

TEST(FakeFlash, CutsTheNthOperationAndAnswersNothingUntilTheReboot) {
  FakeFlash flash(kSmall);
  flash.SetPowerCut({.operation = 3});
  EXPECT_TRUE(flash.Program(0, kData));
  EXPECT_TRUE(flash.Program(8, kData));
  EXPECT_EQ(flash.Program(16, kData).error(), Error::kIo);
  EXPECT_EQ(flash.Program(24, kData).error(), Error::kIo);
  EXPECT_EQ(flash.Erase(1).error(), Error::kIo);
  Unit unit{};
  EXPECT_EQ(flash.Read(0, unit).error(), Error::kIo);
  flash.Reboot();
  EXPECT_EQ(ReadUnit(flash, 8), kData);
  EXPECT_EQ(ReadUnit(flash, 16), Erased());
  EXPECT_EQ(flash.operations(), 3U);
  EXPECT_TRUE(flash.Program(16, kData)) << "the unit was never touched";
}

TEST(FakeFlash, CleanCutLeavesWholeUnits) {
  FakeFlash flash(kSmall);
  CutProgram(flash, {.octets = 3 * 8 + 5, .style = CutStyle::kClean});
  for (uint32_t i = 0; i < 8; ++i) EXPECT_EQ(ReadUnit(flash, i * 8), i < 3 ? kData : Erased()) << i;
}

TEST(FakeFlash, TornCutLeavesOneUnitBetweenOldAndNew) {
  int torn = 0;
  for (uint64_t seed = 0; seed < 50; ++seed) {
    FakeFlash flash(kSmall);
    CutProgram(flash, {.octets = 3 * 8, .style = CutStyle::kTorn, .seed = seed});
    const Unit unit = ReadUnit(flash, 3 * 8);
    for (size_t i = 0; i < unit.size(); ++i)
      ASSERT_EQ(unit[i] & kData[i], kData[i]) << "a bit went beyond the new value";
    torn += unit != kData && unit != Erased() ? 1 : 0;
    EXPECT_EQ(ReadUnit(flash, 2 * 8), kData);
    EXPECT_EQ(ReadUnit(flash, 4 * 8), Erased());
    EXPECT_EQ(flash.Program(3 * 8, kData).has_value(), unit == Erased());
  }
  EXPECT_GT(torn, 40);
}

TEST(FakeFlash, ScatteredCutLeavesEachUnitToItself) {
  std::array<int, 3> fates{};  // untouched, done, between
  for (uint64_t seed = 0; seed < 50; ++seed) {
    FakeFlash flash(kSmall);
    CutProgram(flash, {.style = CutStyle::kScattered, .seed = seed});
    for (uint32_t i = 0; i < 8; ++i) {
      const Unit unit = ReadUnit(flash, i * 8);
      ++fates[unit == Erased() ? 0 : unit == kData ? 1 : 2];
    }
  }
  for (const int fate : fates) EXPECT_GT(fate, 80);
}

TEST(FakeFlash, CutEraseLeavesAHalf) {
  for (const CutStyle style : {CutStyle::kClean, CutStyle::kTorn}) {
    FakeFlash flash(kSmall);
    for (uint32_t offset = 0; offset < 4096; offset += 8) ASSERT_TRUE(flash.Program(offset, kData));
    ASSERT_TRUE(flash.Program(4096, kData));
    flash.SetPowerCut({.operation = 1, .octets = 2048, .style = style, .seed = 7});
    EXPECT_EQ(flash.Erase(0).error(), Error::kIo);
    flash.Reboot();
    EXPECT_EQ(ReadUnit(flash, 2040), Erased());
    EXPECT_EQ(ReadUnit(flash, 2048) == kData, style == CutStyle::kClean);
    EXPECT_EQ(ReadUnit(flash, 4088), kData);
    EXPECT_EQ(ReadUnit(flash, 4096), kData) << "another sector";
    EXPECT_EQ(flash.Wear(0), 1U);
    EXPECT_TRUE(flash.Program(0, kData));
    EXPECT_FALSE(flash.Program(2048, kData));
  }
}

TEST(FakeFlash, CutEraseCanLeaveGarbage) {
  FakeFlash flash(kSmall);
  for (uint32_t offset = 0; offset < 4096; offset += 8) ASSERT_TRUE(flash.Program(offset, kData));
  flash.SetPowerCut({.operation = 1, .style = CutStyle::kScattered, .seed = 3});
  EXPECT_FALSE(flash.Erase(0));
  flash.Reboot();
  EXPECT_NE(ReadUnit(flash, 0), kData);
  EXPECT_NE(ReadUnit(flash, 4088), kData);
  EXPECT_NE(ReadUnit(flash, 4088), Erased());
}

TEST(FakeFlash, RepeatsItselfForTheSameSeed) {
  FakeFlash first(kSmall);
  FakeFlash second(kSmall);
  FakeFlash other(kSmall);
  CutProgram(first, {.style = CutStyle::kScattered, .seed = 5});
  CutProgram(second, {.style = CutStyle::kScattered, .seed = 5});
  CutProgram(other, {.style = CutStyle::kScattered, .seed = 6});
  EXPECT_TRUE(std::equal(first.image().begin(), first.image().end(), second.image().begin()));
  EXPECT_FALSE(std::equal(first.image().begin(), first.image().end(), other.image().begin()));
}

TEST(FakeFlash, FailsTheNthCallAndLeavesTheMediumAlone) {
  FakeFlash flash(kSmall);
  flash.failing_programs.Set(2);
  EXPECT_TRUE(flash.Program(0, kData));
  EXPECT_EQ(flash.Program(8, kData).error(), Error::kIo);
  EXPECT_EQ(ReadUnit(flash, 8), Erased());
  EXPECT_TRUE(flash.Program(8, kData));
  flash.failing_erases.Set(1, 2);
  EXPECT_EQ(flash.Erase(0).error(), Error::kIo);
  EXPECT_EQ(flash.Erase(0).error(), Error::kIo);
  EXPECT_EQ(ReadUnit(flash, 0), kData);
  EXPECT_TRUE(flash.Erase(0));
  EXPECT_EQ(flash.Wear(0), 1U);
  flash.failing_reads.Set(1);
  Unit unit{};
  EXPECT_EQ(flash.Read(0, unit).error(), Error::kIo);
  EXPECT_TRUE(flash.Read(0, unit));
  EXPECT_EQ(flash.refused(), 0U);
}

TEST(FakeFlash, CopiesAChipWithItsHistory) {
  FakeFlash first(kSmall);
  FakeFlash second(kSmall);
  ASSERT_TRUE(first.Program(0, kData));
  second.CopyFrom(first);
  EXPECT_EQ(ReadUnit(second, 0), kData);
  EXPECT_FALSE(second.Program(0, kData));
  EXPECT_TRUE(second.Program(8, kData));
  EXPECT_EQ(ReadUnit(first, 8), Erased());
}

}  // namespace
}  // namespace tegami
