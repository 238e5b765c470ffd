// SPDX-License-Identifier: MIT
// A panel page as text.
#pragma once

#include "tegami/hal/panel.h"

namespace tegami {

// Every row at its longest, with its frame and attributes.
using PanelText = Text<8 * 1024>;

enum class PanelStyle : uint8_t {
  kTerminal,  // clears the screen first; bold, reverse and colours
  kPlain,     // characters only
};

// Control characters in the page become '?': server text must not drive a terminal.
void DrawPanelText(const PanelPage& page, PanelStyle style, PanelText& text);

}  // namespace tegami
