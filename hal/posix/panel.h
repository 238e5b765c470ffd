// SPDX-License-Identifier: MIT
// The operator panel in a terminal.
#pragma once

#include <etl/circular_buffer.h>
#include <termios.h>

#include <optional>

#include "tegami/hal/panel.h"

namespace tegami {

// Draws the page as text with ANSI attributes, and reads keys: arrows, Enter, Escape or Backspace (back), F1 to F4
// (soft keys), anything printable. On what is not a terminal each page follows the last as plain text.
class PosixPanel final : public Panel {
 public:
  // Descriptors of keyboard and screen, which stay the caller's. A terminal is switched to single keys, and back by
  // the destructor.
  PosixPanel(int keyboard, int screen);
  ~PosixPanel();
  PosixPanel(const PosixPanel&) = delete;
  PosixPanel& operator=(const PosixPanel&) = delete;

  void Show(const PanelPage& page) override;
  std::optional<PanelInput> TakeInput() override;

  // A key press by other means than the keyboard. The oldest goes where nobody takes them.
  void Press(PanelInput input) { pressed_.push(input); }

  // Nothing will come from the keyboard any more: nobody need wait for it.
  bool KeyboardEnded() const { return keyboard_ended_; }

 private:
  static constexpr size_t kPressedMax = 32;

  void ReadKeyboard();
  size_t TakeKey(std::string_view keys);

  const int keyboard_;
  const int screen_;
  std::optional<termios> terminal_before_;
  bool screen_is_terminal_;
  bool keyboard_ended_ = false;
  std::optional<uint32_t> shown_revision_;
  etl::circular_buffer<PanelInput, kPressedMax> pressed_;
};

}  // namespace tegami
