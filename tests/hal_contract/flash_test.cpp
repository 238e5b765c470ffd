// SPDX-License-Identifier: MIT
// Flash: NOR as the contract has it. Erases the first sectors of the platform's flash.
#include <gtest/gtest.h>

#include <array>
#include <bit>

#include "fixture.h"
#include "pattern.h"

namespace tegami::contract {
namespace {

constexpr size_t kBufferBytes = 1024;  // a multiple of every program unit

class FlashContract : public ::testing::Test {
 protected:
  FlashContract() : flash_(ContractPlatform().flash), geometry_(flash_.Geometry()) {}

  void SetUp() override {
    ASSERT_GE(geometry_.sector_count, 3U);
    ASSERT_LE(geometry_.program_unit_bytes, kBufferBytes);
  }

  uint32_t OffsetOf(uint32_t sector) const { return sector * geometry_.sector_bytes; }
  uint32_t unit() const { return geometry_.program_unit_bytes; }
  uint32_t flash_bytes() const { return geometry_.sector_bytes * geometry_.sector_count; }

  void Erase(uint32_t sector) { ASSERT_TRUE(flash_.Erase(sector)); }

  // Programs the pattern, in pieces of the buffer; `position` is that of the pattern at `offset`.
  void ProgramPattern(uint32_t offset, uint32_t size, size_t position = 0) {
    std::array<uint8_t, kBufferBytes> buffer;
    for (uint32_t done = 0; done < size;) {
      const Bytes piece = Bytes(buffer).first(std::min<size_t>(buffer.size(), size - done));
      FillPattern(piece, position + done);
      ASSERT_TRUE(flash_.Program(offset + done, piece)) << "at " << offset + done;
      done += static_cast<uint32_t>(piece.size());
    }
  }

  ::testing::AssertionResult HoldsPattern(uint32_t offset, uint32_t size, size_t position = 0) {
    return Holds(offset, size, [position](size_t i) { return PatternAt(position + i); });
  }
  ::testing::AssertionResult IsErased(uint32_t offset, uint32_t size) {
    return Holds(offset, size, [](size_t) -> uint8_t { return 0xFF; });
  }

  Error ProgramError(uint32_t offset, uint32_t size) {
    std::array<uint8_t, 2 * kBufferBytes> zeros{};
    const Status done = flash_.Program(offset, Bytes(zeros).first(size));
    EXPECT_FALSE(done) << "taken: " << size << " octets at " << offset;
    return done ? Error::kIo : done.error();
  }

  Flash& flash_;
  const FlashGeometry geometry_;

 private:
  template <typename Expected>
  ::testing::AssertionResult Holds(uint32_t offset, uint32_t size, Expected expected) {
    std::array<uint8_t, kBufferBytes> buffer;
    for (uint32_t done = 0; done < size;) {
      const Bytes piece = Bytes(buffer).first(std::min<size_t>(buffer.size(), size - done));
      if (!flash_.Read(offset + done, piece))
        return ::testing::AssertionFailure() << "Read() failed at " << offset + done;
      for (size_t i = 0; i < piece.size(); ++i) {
        if (piece[i] == expected(done + i)) continue;
        return ::testing::AssertionFailure() << "octet " << offset + done + i << " is " << int{piece[i]};
      }
      done += static_cast<uint32_t>(piece.size());
    }
    return ::testing::AssertionSuccess();
  }
};

TEST_F(FlashContract, HasAGeometryThatTheContractAllows) {
  EXPECT_TRUE(std::has_single_bit(geometry_.sector_bytes));
  EXPECT_GE(geometry_.sector_bytes, 4096U);
  EXPECT_LE(geometry_.sector_bytes, 256U * 1024);
  EXPECT_TRUE(std::has_single_bit(geometry_.program_unit_bytes));
  EXPECT_LE(geometry_.program_unit_bytes, 256U);
  EXPECT_LE(uint64_t{geometry_.sector_bytes} * geometry_.sector_count, UINT32_MAX);
}

TEST_F(FlashContract, ReadsOnesWhereErased) {
  Erase(0);
  EXPECT_TRUE(IsErased(0, geometry_.sector_bytes));
}

TEST_F(FlashContract, KeepsAWholeSector) {
  Erase(0);
  ProgramPattern(0, geometry_.sector_bytes);
  EXPECT_TRUE(HoldsPattern(0, geometry_.sector_bytes));
}

TEST_F(FlashContract, ProgramsOneUnitAndNoOctetMore) {
  Erase(0);
  ProgramPattern(3 * unit(), unit());
  EXPECT_TRUE(IsErased(0, 3 * unit()));
  EXPECT_TRUE(HoldsPattern(3 * unit(), unit()));
  EXPECT_TRUE(IsErased(4 * unit(), 4 * unit()));
}

TEST_F(FlashContract, ProgramsUnitAfterUnit) {
  Erase(0);
  for (uint32_t i = 0; i < 40; ++i) ProgramPattern(i * unit(), unit(), i * unit());
  EXPECT_TRUE(HoldsPattern(0, 40 * unit()));
}

TEST_F(FlashContract, ProgramsAnyLengthOfUnitsAtAnyUnit) {
  Erase(0);
  uint32_t offset = unit();
  for (uint32_t units = 1; units * unit() <= kBufferBytes && units <= 24; ++units) {
    ProgramPattern(offset, units * unit(), offset);
    offset += units * unit();
  }
  EXPECT_TRUE(IsErased(0, unit()));
  EXPECT_TRUE(HoldsPattern(unit(), offset - unit(), unit()));
}

TEST_F(FlashContract, ReadsAtAnyAlignment) {
  Erase(0);
  ProgramPattern(0, kBufferBytes);
  for (uint32_t offset = 0; offset < 9; ++offset) {
    for (uint32_t size = 0; size < 20; ++size) EXPECT_TRUE(HoldsPattern(offset, size, offset));
  }
}

TEST_F(FlashContract, ErasesOneSectorAlone) {
  for (uint32_t sector = 0; sector < 3; ++sector) Erase(sector);
  const uint32_t before = OffsetOf(1) - unit();
  const uint32_t after = OffsetOf(2);
  ProgramPattern(before, unit());
  ProgramPattern(OffsetOf(1), unit());
  ProgramPattern(OffsetOf(2) - unit(), unit());
  ProgramPattern(after, unit());
  Erase(1);
  EXPECT_TRUE(HoldsPattern(before, unit()));
  EXPECT_TRUE(IsErased(OffsetOf(1), geometry_.sector_bytes));
  EXPECT_TRUE(HoldsPattern(after, unit()));
}

TEST_F(FlashContract, ReachesTheLastSector) {
  const uint32_t last = geometry_.sector_count - 1;
  Erase(last);
  ProgramPattern(flash_bytes() - unit(), unit());
  EXPECT_TRUE(HoldsPattern(flash_bytes() - unit(), unit()));
  Erase(last);
  EXPECT_TRUE(IsErased(OffsetOf(last), geometry_.sector_bytes));
}

TEST_F(FlashContract, RefusesMisalignedPrograms) {
  if (unit() == 1) GTEST_SKIP() << "every offset and size is aligned to a unit of 1";
  Erase(0);
  EXPECT_EQ(ProgramError(1, unit()), Error::kInvalidArgument);
  EXPECT_EQ(ProgramError(unit() / 2, unit()), Error::kInvalidArgument);
  EXPECT_EQ(ProgramError(0, unit() - 1), Error::kInvalidArgument);
  EXPECT_EQ(ProgramError(0, unit() + 1), Error::kInvalidArgument);
  EXPECT_TRUE(IsErased(0, 4 * unit()));
}

TEST_F(FlashContract, RefusesAProgramAcrossSectors) {
  Erase(0);
  Erase(1);
  EXPECT_EQ(ProgramError(OffsetOf(1) - unit(), 2 * unit()), Error::kInvalidArgument);
  EXPECT_TRUE(IsErased(OffsetOf(1) - unit(), 2 * unit()));
}

TEST_F(FlashContract, RefusesWhatLiesOutside) {
  std::array<uint8_t, 16> octets{};
  EXPECT_EQ(ErrorOf(flash_.Read(flash_bytes(), octets)), Error::kInvalidArgument);
  EXPECT_EQ(ErrorOf(flash_.Read(flash_bytes() - 15, octets)), Error::kInvalidArgument);
  EXPECT_EQ(ErrorOf(flash_.Read(UINT32_MAX - 7, octets)), Error::kInvalidArgument);
  EXPECT_TRUE(flash_.Read(flash_bytes() - 16, octets));
  EXPECT_EQ(ProgramError(flash_bytes(), unit()), Error::kInvalidArgument);
  EXPECT_EQ(ProgramError(UINT32_MAX - unit() + 1, unit()), Error::kInvalidArgument);
  EXPECT_EQ(ErrorOf(flash_.Erase(geometry_.sector_count)), Error::kInvalidArgument);
  EXPECT_EQ(ErrorOf(flash_.Erase(UINT32_MAX)), Error::kInvalidArgument);
}

TEST_F(FlashContract, RefusesToTurnAZeroIntoAOne) {
  Erase(0);
  std::array<uint8_t, kBufferBytes> octets;
  octets.fill(0x0F);
  const Bytes one_unit = Bytes(octets).first(unit());
  ASSERT_TRUE(flash_.Program(0, one_unit));
  std::fill(one_unit.begin(), one_unit.end(), uint8_t{0xF0});
  EXPECT_EQ(ErrorOf(flash_.Program(0, one_unit)), Error::kInvalidArgument);
  ASSERT_TRUE(flash_.Read(0, one_unit));
  for (const uint8_t octet : one_unit) EXPECT_EQ(octet, 0x0F);
}

TEST_F(FlashContract, RefusesAWholeProgramForOneBadUnit) {
  Erase(0);
  std::array<uint8_t, kBufferBytes> octets{};
  ASSERT_TRUE(flash_.Program(2 * unit(), Bytes(octets).first(unit())));
  FillPattern(octets, 0);
  octets[2 * unit()] = 0xFF;
  EXPECT_EQ(ErrorOf(flash_.Program(0, Bytes(octets).first(4 * unit()))), Error::kInvalidArgument);
  EXPECT_TRUE(IsErased(0, 2 * unit()));
  EXPECT_TRUE(IsErased(3 * unit(), unit()));
}

TEST_F(FlashContract, SurvivesAReboot) {
  Erase(0);
  Erase(1);
  ProgramPattern(0, kBufferBytes);
  if (!ContractReboot()) GTEST_SKIP() << "this port cannot reboot while the suite runs";
  EXPECT_TRUE(HoldsPattern(0, kBufferBytes));
  EXPECT_TRUE(IsErased(OffsetOf(1), kBufferBytes));
  ProgramPattern(OffsetOf(1), unit());
  EXPECT_TRUE(HoldsPattern(OffsetOf(1), unit()));
}

}  // namespace
}  // namespace tegami::contract
