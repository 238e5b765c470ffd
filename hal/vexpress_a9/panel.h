// SPDX-License-Identifier: MIT
// The operator panel of this board: display, keys and touch.
#pragma once

#include "shared/framebuffer_panel.h"
#include "vexpress_a9/display.h"
#include "vexpress_a9/keyboard.h"
#include "vexpress_a9/touch.h"

namespace tegami::vexpress_a9 {

class VexpressPanel final : public Panel {
 public:
  // Lights the display. A panel without touch goes on with keys.
  void Start();

  void Show(const PanelPage& page) override { framebuffer_.Show(page); }
  std::optional<PanelInput> TakeInput() override;

 private:
  FramebufferPanel framebuffer_{DisplaySurface()};
  Keyboard keyboard_;
  Touch touch_;
};

}  // namespace tegami::vexpress_a9
