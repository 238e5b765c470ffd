// SPDX-License-Identifier: MIT
// Keys of the operator panel: a PS/2 keyboard behind a PL050, polled.
#pragma once

#include <optional>

#include "tegami/hal/panel.h"

namespace tegami::vexpress_a9 {

// Arrows, Enter (OK), Escape and Backspace (back), F1 to F4 (soft keys), letters, digits and what a mail address needs,
// on a US layout.
class Keyboard {
 public:
  void Start();

  // The next key that went down; nothing where none did.
  std::optional<PanelInput> Take();

 private:
  std::optional<PanelInput> OnCode(uint8_t code);

  bool released_ = false;  // the prefix of a key that goes up
  bool extended_ = false;  // the prefix of arrows and their like
  bool shift_ = false;
};

}  // namespace tegami::vexpress_a9
