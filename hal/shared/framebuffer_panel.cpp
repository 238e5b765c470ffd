// SPDX-License-Identifier: MIT
#include "shared/framebuffer_panel.h"

namespace tegami {

void FramebufferPanel::Show(const PanelPage& page) {
  if (shown_revision_ == page.revision) return;
  shown_revision_ = page.revision;
  DrawPanelPage(page, surface_, hits_);
}

std::optional<PanelInput> FramebufferPanel::TakeInput() {
  if (inputs_.empty()) return std::nullopt;
  const PanelInput input = inputs_.front();
  inputs_.pop();
  return input;
}

void FramebufferPanel::OnTouch(int x, int y) {
  constexpr PanelKey kSoftKeys[] = {PanelKey::kSoft1, PanelKey::kSoft2, PanelKey::kSoft3, PanelKey::kSoft4};
  for (size_t i = 0; i < hits_.soft_keys.size(); ++i) {
    if (hits_.soft_keys[i].Contains(x, y)) return OnKey({.key = kSoftKeys[i]});
  }
  for (size_t i = 0; i < hits_.rows.size(); ++i) {
    if (hits_.rows[i].Contains(x, y)) return OnKey({.key = PanelKey::kRowTouched, .value = static_cast<uint8_t>(i)});
  }
}

}  // namespace tegami
