// SPDX-License-Identifier: MIT
#include "vexpress_a9/panel.h"

#include "vexpress_a9/console.h"

namespace tegami::vexpress_a9 {

void VexpressPanel::Start() {
  StartDisplay();
  keyboard_.Start();
  if (!touch_.Start()) Print("panel: no touch\n");
}

std::optional<PanelInput> VexpressPanel::TakeInput() {
  while (const auto key = keyboard_.Take()) framebuffer_.OnKey(*key);
  while (const auto point = touch_.Take()) {
    framebuffer_.OnTouch(static_cast<int>(point->x * kDisplayWidth / kTouchUnits),
                         static_cast<int>(point->y * kDisplayHeight / kTouchUnits));
  }
  return framebuffer_.TakeInput();
}

}  // namespace tegami::vexpress_a9
