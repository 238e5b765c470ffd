// SPDX-License-Identifier: MIT
// Pages as pixels: nothing is cut off, nothing leaves the surface, what can be touched lies where it is drawn.
// TEGAMI_PICTURES=DIR writes every page there, as <language>_<page>.ppm.
#include "draw/panel_page.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

#include "draw/font.h"
#include "draw/qr_code.h"
#include "draw/text_layout.h"
#include "unit/panel/panel_pages.h"

namespace tegami {
namespace {

constexpr int kWidth = 800;
constexpr int kHeight = 480;

// A surface with a margin around it that must stay as it was.
class Canvas {
 public:
  Canvas() : pixels_(static_cast<size_t>((kWidth + 2 * kMargin) * (kHeight + 2 * kMargin)), kUntouched) {}
  Surface surface() { return {&pixels_[At(0, 0)], kWidth, kHeight, kStride}; }
  Rgb565 Pixel(int x, int y) const { return pixels_[At(x, y)]; }
  bool MarginIsUntouched() const {
    for (int y = -kMargin; y < kHeight + kMargin; ++y) {
      for (int x = -kMargin; x < kWidth + kMargin; ++x) {
        const bool inside = x >= 0 && x < kWidth && y >= 0 && y < kHeight;
        if (!inside && Pixel(x, y) != kUntouched) return false;
      }
    }
    return true;
  }
  bool operator==(const Canvas&) const = default;

 private:
  static constexpr int kMargin = 8;
  static constexpr int kStride = kWidth + 2 * kMargin;
  static constexpr Rgb565 kUntouched = 0xF81F;
  static size_t At(int x, int y) { return static_cast<size_t>((y + kMargin) * kStride + x + kMargin); }
  std::vector<Rgb565> pixels_;
};

HitMap Draw(const PanelPage& page, Canvas& canvas) {
  HitMap hits;
  DrawPanelPage(page, canvas.surface(), hits);
  return hits;
}

void WritePicture(const std::string& path, const Canvas& canvas) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  ASSERT_NE(file, nullptr) << path;
  std::fprintf(file, "P6 %d %d 255\n", kWidth, kHeight);
  for (int y = 0; y < kHeight; ++y) {
    for (int x = 0; x < kWidth; ++x) {
      const Rgb565 pixel = canvas.Pixel(x, y);
      for (const int octet : {(pixel >> 11) * 255 / 31, (pixel >> 5 & 63) * 255 / 63, (pixel & 31) * 255 / 31})
        std::fputc(octet, file);
    }
  }
  std::fclose(file);
}

TEST(PanelPagePixels, EveryPageIsDrawnToItsLastRow) {
  const char* pictures = std::getenv("TEGAMI_PICTURES");
  for (const Language language : {Language::kEnglish, Language::kJapanese}) {
    for (NamedPage& shown : EveryPage(language)) {
      Canvas whole;
      Draw(shown.page, whole);
      EXPECT_TRUE(whole.MarginIsUntouched()) << shown.name;
      if (pictures != nullptr) {
        const char* prefix = language == Language::kEnglish ? "/en_" : "/ja_";
        WritePicture(std::string(pictures) + prefix + shown.name + ".ppm", whole);
      }
      // Without its last row it is another picture, so that one was not cut.
      --shown.page.row_count;
      Canvas cut;
      Draw(shown.page, cut);
      PanelPage marked = shown.page;
      marked.rows[marked.row_count++] = {PanelRowKind::kText, "x", {}, 0};
      Canvas other;
      Draw(marked, other);
      EXPECT_FALSE(whole == cut || whole == other) << shown.name;
    }
  }
}

TEST(PanelPagePixels, PageThatIsTooLongSaysThatMoreFollows) {
  PanelPage page;
  for (PanelRow& row : page.rows) row = {PanelRowKind::kText, std::string(200, 'w').c_str(), {}, 0};
  page.row_count = kPanelRowsMax;
  Canvas canvas;
  Draw(page, canvas);
  EXPECT_TRUE(canvas.MarginIsUntouched());
  page.row_count = 1;
  Canvas one;
  Draw(page, one);
  EXPECT_FALSE(canvas == one);
}

TEST(PanelPagePixels, ItemsAndKeysAreTouchedWhereTheyAreDrawn) {
  PanelPage page;
  page.rows[0] = {PanelRowKind::kText, "choose", {}, 0};
  page.rows[1] = {PanelRowKind::kItem, "first", "1", 0};
  page.rows[2] = {PanelRowKind::kItem, "second", "2", 0};
  page.row_count = 3;
  page.selected_row = 2;
  page.soft_keys[0] = "OK";
  page.soft_keys[3] = "Back";
  Canvas canvas;
  const HitMap hits = Draw(page, canvas);
  EXPECT_EQ(hits.rows[0].width, 0) << "a text cannot be touched";
  ASSERT_GT(hits.rows[1].width, 0);
  EXPECT_GE(hits.rows[2].y, hits.rows[1].y + hits.rows[1].height) << "one touch, one item";
  EXPECT_EQ(hits.soft_keys[1].width, 0);
  EXPECT_LT(hits.soft_keys[0].x, hits.soft_keys[3].x);
  const HitMap::Area& chosen = hits.rows[2];
  EXPECT_NE(canvas.Pixel(chosen.x + chosen.width / 2, chosen.y + 2), canvas.Pixel(hits.rows[1].x + 200, hits.rows[1].y))
      << "the chosen one stands out";
}

TEST(PanelPagePixels, LongCodesAndAddressesStayOnThePage) {
  PanelPage page;
  page.rows[0] = {PanelRowKind::kHeading, ("https://login.example/" + std::string(180, 'a')).c_str(), {}, 0};
  page.rows[1] = {PanelRowKind::kCode, std::string(kUserCodeMaxBytes, 'W').c_str(), {}, 0};
  page.rows[2] = {PanelRowKind::kQr, {}, "https://login.example/device", 0};
  page.row_count = 3;
  for (Text<kPanelKeyLabelMaxBytes>& key : page.soft_keys) key = "A label much too long for it";
  Canvas canvas;
  Draw(page, canvas);
  EXPECT_TRUE(canvas.MarginIsUntouched());
}

TEST(QrCodePixels, WhatIsTooLongToBeScannedIsNotDrawn) {
  Canvas canvas;
  const Canvas before = canvas;
  EXPECT_FALSE(DrawQrCode(canvas.surface(), 0, 0, 40, std::string(400, 'x').c_str()));
  EXPECT_TRUE(canvas == before);
  EXPECT_TRUE(DrawQrCode(canvas.surface(), 0, 0, 232, "https://microsoft.com/devicelogin"));
}

TEST(TextLayout, EveryCharacterOfASentenceHasAGlyph) {
  for (const Language language : {Language::kEnglish, Language::kJapanese}) {
    for (const NamedPage& shown : EveryPage(language)) {
      for (size_t i = 0; i < shown.page.row_count; ++i) {
        std::string_view text = View(shown.page.rows[i].label);
        while (const uint32_t code = TakeCharacter(text)) EXPECT_NE(FindGlyph(BodyFont(), code), nullptr) << code;
      }
    }
  }
}

TEST(TextLayout, BreaksLatinAtSpacesAndJapaneseBetweenCharacters) {
  const Font& font = BodyFont();
  const std::string_view latin = "one two three four five";
  const size_t length = LineLength(font, latin, TextWidth(font, "one two thr"));
  EXPECT_TRUE(latin.substr(0, length) == "one two" || latin.substr(0, length) == "one two ");
  const std::string_view japanese = "あいう。えお";
  const size_t three = LineLength(font, japanese, TextWidth(font, "あいう") + 2);
  EXPECT_LT(three, std::string_view("あいう").size()) << "a full stop must not begin a line";
  EXPECT_EQ(three % 3, 0U) << "whole characters";
}

TEST(TextLayout, TakesAtLeastOneCharacterHoweverNarrow) {
  EXPECT_EQ(LineLength(BodyFont(), "wide", 1), 1U);
  EXPECT_EQ(LineLength(BodyFont(), "\xE3\x81\x82x", 1), 3U);
}

TEST(TextLayout, ReadsWhatIsNotUtf8AsOneReplacementEach) {
  std::string_view text = "a\xFF\xE3\x81z";
  std::vector<uint32_t> codes;
  while (const uint32_t code = TakeCharacter(text)) codes.push_back(code);
  ASSERT_GE(codes.size(), 4U);
  EXPECT_EQ(codes.front(), 'a');
  EXPECT_EQ(codes[1], 0xFFFDU);
  EXPECT_EQ(codes.back(), 'z');
}

}  // namespace
}  // namespace tegami
