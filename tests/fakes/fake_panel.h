// SPDX-License-Identifier: MIT
// A panel that remembers its page, and whose keys the test presses.
#pragma once

#include <deque>

#include "tegami/hal/panel.h"

namespace tegami {

class FakePanel final : public Panel {
 public:
  void Show(const PanelPage& page) override {
    ++shows_;
    if (drawings_ != 0 && page.revision == page_.revision) return;
    ++drawings_;
    page_ = page;
  }

  std::optional<PanelInput> TakeInput() override {
    if (pressed_.empty()) return std::nullopt;
    const PanelInput oldest = pressed_.front();
    pressed_.pop_front();
    return oldest;
  }

  void Press(PanelKey key, uint8_t value = 0) { pressed_.push_back({.key = key, .value = value}); }
  void Type(std::string_view characters) {
    for (const char character : characters) Press(PanelKey::kCharacter, static_cast<uint8_t>(character));
  }

  const PanelPage& page() const { return page_; }
  uint32_t shows() const { return shows_; }        // calls
  uint32_t drawings() const { return drawings_; }  // calls with another revision than the last
  bool HasInput() const { return !pressed_.empty(); }

  // The first row of that kind; null: none.
  const PanelRow* Find(PanelRowKind kind) const {
    for (size_t i = 0; i < page_.row_count; ++i) {
      if (page_.rows[i].kind == kind) return &page_.rows[i];
    }
    return nullptr;
  }

 private:
  PanelPage page_;
  std::deque<PanelInput> pressed_;
  uint32_t shows_ = 0;
  uint32_t drawings_ = 0;
};

}  // namespace tegami
