// SPDX-License-Identifier: MIT
#include "draw/panel_page.h"

#include <algorithm>

namespace tegami {
namespace {

constexpr Rgb565 kPaper = ColourOf(0xf7, 0xf7, 0xf5);
constexpr Rgb565 kTitleBar = ColourOf(0x1f, 0x3a, 0x5f);

void Fill(const Surface& surface, int first_row, int last_row, Rgb565 colour) {
  for (int y = first_row; y < last_row; ++y) std::fill_n(surface.Row(y), surface.width, colour);
}

}  // namespace

void DrawPanelPage(const PanelPage&, const Surface& surface, HitMap& hits) {
  const int title_height = surface.height / 10;
  Fill(surface, 0, title_height, kTitleBar);
  Fill(surface, title_height, surface.height, kPaper);
  hits = {};
}

}  // namespace tegami
