// SPDX-License-Identifier: MIT
// Draws a page of the operator panel on a surface, for boards that have a framebuffer.
#pragma once

#include <array>

#include "draw/surface.h"
#include "tegami/hal/panel.h"

namespace tegami {

// Where a page has what can be touched.
struct HitMap {
  struct Area {
    int16_t x = 0;
    int16_t y = 0;
    int16_t width = 0;  // 0: nothing there
    int16_t height = 0;
    constexpr bool Contains(int px, int py) const { return px >= x && px < x + width && py >= y && py < y + height; }
  };
  std::array<Area, kPanelRowsMax> rows;  // kItem rows only; the others stay empty
  std::array<Area, 4> soft_keys;
};

// Draws the whole page, background included, and says where its items and soft keys came to lie. Takes
// kPanelDrawMaxMs at most.
void DrawPanelPage(const PanelPage& page, const Surface& surface, HitMap& hits);

}  // namespace tegami
