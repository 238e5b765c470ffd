// SPDX-License-Identifier: MIT
// Pixels to draw on. The board owns them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tegami {

// 5 bits red, 6 green, 5 blue, red highest.
using Rgb565 = uint16_t;

constexpr Rgb565 ColourOf(uint8_t red, uint8_t green, uint8_t blue) {
  return static_cast<Rgb565>(((red & 0xf8) << 8) | ((green & 0xfc) << 3) | (blue >> 3));
}

struct Surface {
  Rgb565* pixels = nullptr;  // the left of the top row
  int width = 0;             // in pixels
  int height = 0;
  int stride = 0;  // pixels from one row to the next

  Rgb565* Row(int y) const { return pixels + static_cast<ptrdiff_t>(y) * stride; }
};

}  // namespace tegami
