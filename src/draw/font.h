// SPDX-License-Identifier: MIT
// Glyphs as they are baked: sorted by code point, four bits a pixel.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace tegami {

struct Glyph {
  uint32_t code;
  uint32_t offset;  // of its first row in the font's bits; rows are whole octets, the left pixel high
  uint8_t width;    // of the bitmap, in pixels
  uint8_t height;
  int8_t left;  // from the pen to the bitmap
  int8_t top;   // from the base line up to the bitmap's first row
  uint8_t advance;
};

struct Font {
  std::span<const Glyph> glyphs;
  std::span<const uint8_t> bits;
  int pixels;    // nominal size
  int ascender;  // from a line's top to its base line
  int line_height;
};

// Noto Sans CJK JP: what the sentences use, ASCII and Latin-1.
const Font& BodyFont();
// Bold, larger: what the labels use, ASCII and Latin-1.
const Font& HeadingFont();
// Bold, very large: ASCII alone.
const Font& CodeFont();

// Null: the font has no such glyph.
const Glyph* FindGlyph(const Font& font, uint32_t code);

}  // namespace tegami
