// SPDX-License-Identifier: MIT
#include "posix/print_engine.h"

#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <iterator>

#include "unit/hal_posix/temporary_directory.h"

namespace tegami {
namespace {

std::string ReadAll(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string Hex(const std::string& octets) {
  std::string text;
  for (const char octet : octets) {
    constexpr char kDigits[] = "0123456789abcdef";
    text += kDigits[static_cast<uint8_t>(octet) >> 4U];
    text += kDigits[static_cast<uint8_t>(octet) & 15U];
  }
  return text;
}

// The expected octets were read back with zlib: three rows of two octets, the second half and the third row white.
TEST(PngWriter, WritesTheOctetsOfASmallPicture) {
  TemporaryDirectory temporary;
  PngWriter png;
  ASSERT_TRUE(png.Begin(temporary.path("a.png").c_str(), {.width_dots = 16, .height_rows = 3, .dots_per_inch = 300}));
  constexpr std::array<uint8_t, 2> kRow{0xA5, 0x01};
  png.AddRow(kRow);
  png.AddRow(ConstBytes(kRow).first(1));
  ASSERT_TRUE(png.End());
  EXPECT_EQ(Hex(ReadAll(temporary.path("a.png"))),
            "89504e470d0a1a0a0000000d4948445200000010000000030100000000b2cab2f9"
            "000000097048597300002e2300002e230178a53f76"
            "00000002494441547801ec1a7ed2"
            "0000000849444154000300fcff005afe96309672"
            "0000000849444154000300fcff005affe137a6e4"
            "0000000849444154000300fcff00ffff3247ee48"
            "0000000949444154010000ffff128604b0284e47fe"
            "0000000049454e44ae426082");
}

TEST(PngWriter, DropsRowsBeyondThePicture) {
  TemporaryDirectory temporary;
  PngWriter png;
  const PageFormat format{.width_dots = 8, .height_rows = 1, .dots_per_inch = 72};
  const std::array<uint8_t, 1> row{0};
  ASSERT_TRUE(png.Begin(temporary.path("a.png").c_str(), format));
  png.AddRow(row);
  ASSERT_TRUE(png.End());
  ASSERT_TRUE(png.Begin(temporary.path("b.png").c_str(), format));
  for (int i = 0; i < 5; ++i) png.AddRow(row);
  ASSERT_TRUE(png.End());
  EXPECT_EQ(ReadAll(temporary.path("a.png")), ReadAll(temporary.path("b.png")));
  EXPECT_EQ(png.End().error(), Error::kBadState);
}

TEST(PosixPrintEngine, ReplacesTheFileWhenThePageIsComplete) {
  TemporaryDirectory temporary;
  const std::string path = temporary.path("sheet.png");
  std::ofstream(path) << "old";
  PosixPrintEngine engine;
  engine.SetOutput(path.c_str());
  ASSERT_TRUE(engine.BeginPage());
  EXPECT_EQ(engine.BeginPage().error(), Error::kBadState);
  EXPECT_EQ(ReadAll(path), "old");
  EXPECT_TRUE(engine.EndPage());
  EXPECT_EQ(ReadAll(path).rfind("\x89PNG", 0), 0U);
  EXPECT_EQ(engine.EndPage().error(), Error::kBadState);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(temporary.path()), {}), 1);
}

TEST(PosixPrintEngine, LeavesNothingBehindWhereItIsNotComplete) {
  TemporaryDirectory temporary;
  const std::string path = temporary.path("sheet.png");
  {
    PosixPrintEngine engine;
    engine.SetOutput(path.c_str());
    ASSERT_TRUE(engine.BeginPage());
  }
  EXPECT_TRUE(std::filesystem::is_empty(temporary.path()));
}

TEST(PosixPrintEngine, FailsWhereNoFileCanBeMade) {
  PosixPrintEngine engine;
  engine.SetOutput("/dev/null/sheet.png");
  EXPECT_EQ(engine.BeginPage().error(), Error::kIo);
  EXPECT_EQ(engine.WriteRows({}), 0U);
}

}  // namespace
}  // namespace tegami
