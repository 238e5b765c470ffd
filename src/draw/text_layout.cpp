// SPDX-License-Identifier: MIT
// Glyphs onto pixels.
#include "draw/text_layout.h"

#include <algorithm>

namespace tegami {
namespace {

constexpr uint32_t kReplacement = 0xFFFD;

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

// JIS X 4051: may not stand at the beginning of a line.
bool MayNotBeginLine(uint32_t code) {
  constexpr uint32_t kForbidden[] = {0x3001, 0x3002, 0x300D, 0x300F, 0x3011, 0x30FC, 0xFF09, 0xFF0C, 0xFF0E,
                                     0xFF1A, 0xFF3D, 0x30FB, 0x3063, 0x3083, 0x3085, 0x3087, 0x30C3, 0x30E3,
                                     0x30E5, 0x30E7, 0x30A1, 0x30A3, 0x30A5, 0x30A7, 0x30A9};
  return std::find(std::begin(kForbidden), std::end(kForbidden), code) != std::end(kForbidden);
}

// May not stand at the end of one.
bool MayNotEndLine(uint32_t code) { return code == 0xFF3B || code == 0xFF08 || code == 0x300C || code == 0x300E; }

bool IsLatin(uint32_t code) { return code > 0x20 && code < 0x2000; }

int Advance(const Font& font, uint32_t code) {
  const Glyph* glyph = FindGlyph(font, code);
  return glyph != nullptr ? glyph->advance : font.pixels / 2;
}

Rgb565 Blend(Rgb565 under, Rgb565 over, unsigned alpha) {
  const auto mix = [&](unsigned shift, unsigned mask) {
    const unsigned a = under >> shift & mask;
    const unsigned b = over >> shift & mask;
    return (a * (15 - alpha) + b * alpha + 7) / 15 << shift;
  };
  return static_cast<Rgb565>(mix(11, 0x1F) | mix(5, 0x3F) | mix(0, 0x1F));
}

void DrawGlyph(const Surface& surface, const Font& font, const Glyph& glyph, int x, int y, Rgb565 colour) {
  const size_t row_bytes = (glyph.width + 1U) / 2;
  for (int row = 0; row < glyph.height; ++row) {
    const int py = y - glyph.top + row;
    if (py < 0 || py >= surface.height) continue;
    const uint8_t* bits = font.bits.data() + glyph.offset + row_bytes * static_cast<size_t>(row);
    Rgb565* pixels = surface.Row(py);
    for (int column = 0; column < glyph.width; ++column) {
      const int px = x + glyph.left + column;
      const unsigned pair = bits[column / 2];
      const unsigned alpha = column % 2 == 0 ? pair >> 4U : pair & 0xFU;
      if (alpha != 0 && px >= 0 && px < surface.width) pixels[px] = Blend(pixels[px], colour, alpha);
    }
  }
}

void DrawMissing(const Surface& surface, const Font& font, int x, int y, Rgb565 colour) {
  const int size = font.pixels / 2 - 2;
  FillRect(surface, x + 1, y - size, size, 1, colour);
  FillRect(surface, x + 1, y, size, 1, colour);
  FillRect(surface, x + 1, y - size, 1, size, colour);
  FillRect(surface, x + size, y - size, 1, size + 1, colour);
}

}  // namespace

const Glyph* FindGlyph(const Font& font, uint32_t code) {
  const auto found = std::lower_bound(font.glyphs.begin(), font.glyphs.end(), code,
                                      [](const Glyph& glyph, uint32_t wanted) { return glyph.code < wanted; });
  return found != font.glyphs.end() && found->code == code ? &*found : nullptr;
}

uint32_t TakeCharacter(std::string_view& text) {
  if (text.empty()) return 0;
  const auto first = static_cast<unsigned char>(text.front());
  const size_t length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 0;
  if (length == 0 || length > text.size()) {
    text.remove_prefix(1);
    return kReplacement;
  }
  uint32_t code = length == 1 ? first : first & (0xFFU >> (length + 1));
  for (size_t i = 1; i < length; ++i) {
    if (!IsContinuation(text[i])) {
      text.remove_prefix(i);
      return kReplacement;
    }
    code = code << 6U | (static_cast<unsigned char>(text[i]) & 0x3FU);
  }
  text.remove_prefix(length);
  return code == 0 ? kReplacement : code;
}

int TextWidth(const Font& font, std::string_view text, int letter_spacing) {
  int width = 0;
  while (!text.empty()) width += Advance(font, TakeCharacter(text)) + letter_spacing;
  return width;
}

size_t LineLength(const Font& font, std::string_view text, int width) {
  std::string_view rest = text;
  int pen = 0;
  size_t fits = 0;  // octets up to the last place where the line may end
  uint32_t before = 0;
  while (!rest.empty()) {
    const size_t at = text.size() - rest.size();
    const uint32_t code = TakeCharacter(rest);
    const bool breaks = before != 0 && before != ' ' && !(IsLatin(before) && IsLatin(code)) && !MayNotBeginLine(code) &&
                        !MayNotEndLine(before) && code != ' ';
    if (before == ' ' || breaks) fits = at;
    pen += Advance(font, code);
    if (pen > width && code != ' ') return fits != 0 ? fits : std::max<size_t>(at, text.size() - rest.size() - at);
    before = code;
  }
  return text.size();
}

int DrawText(const Surface& surface, const Font& font, int x, int y, std::string_view text, Rgb565 colour,
             int letter_spacing) {
  while (!text.empty()) {
    const uint32_t code = TakeCharacter(text);
    const Glyph* glyph = FindGlyph(font, code);
    if (glyph != nullptr) {
      DrawGlyph(surface, font, *glyph, x, y, colour);
    } else {
      DrawMissing(surface, font, x, y, colour);
    }
    x += Advance(font, code) + letter_spacing;
  }
  return x;
}

int DrawWrapped(const Surface* surface, const Font& font, int x, int top, int width, std::string_view text,
                Rgb565 colour) {
  int y = top;
  while (!text.empty()) {
    const size_t length = LineLength(font, text, width);
    if (surface != nullptr) DrawText(*surface, font, x, y + font.ascender, {text.data(), length}, colour);
    text.remove_prefix(length);
    y += font.line_height;
  }
  return y - top;
}

void FillRect(const Surface& surface, int x, int y, int width, int height, Rgb565 colour) {
  const int right = std::min(x + width, surface.width);
  const int bottom = std::min(y + height, surface.height);
  const int left = std::max(x, 0);
  for (int row = std::max(y, 0); row < bottom; ++row) {
    if (right > left) std::fill(surface.Row(row) + left, surface.Row(row) + right, colour);
  }
}

}  // namespace tegami
