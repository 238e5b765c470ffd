// SPDX-License-Identifier: MIT
// The PL111 display controller (ARM DDI 0293) with its framebuffer.
#pragma once

#include "draw/surface.h"

namespace tegami::vexpress_a9 {

inline constexpr int kDisplayWidth = 800;
inline constexpr int kDisplayHeight = 480;

// Clears the framebuffer and lights the display.
void StartDisplay();

Surface DisplaySurface();

}  // namespace tegami::vexpress_a9
