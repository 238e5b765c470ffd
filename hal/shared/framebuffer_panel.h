// SPDX-License-Identifier: MIT
// The operator panel of a board with a framebuffer: pages drawn by src/draw, keys and touches in the order they came.
#pragma once

#include <etl/circular_buffer.h>

#include <optional>

#include "draw/panel_page.h"
#include "tegami/hal/panel.h"

namespace tegami {

class FramebufferPanel final : public Panel {
 public:
  // The pixels live as long as the panel.
  explicit FramebufferPanel(const Surface& surface) : surface_(surface) {}

  void Show(const PanelPage& page) override;
  std::optional<PanelInput> TakeInput() override;

  // From the board's drivers. A key that comes while kInputsMax wait to be taken pushes the oldest out.
  void OnKey(PanelInput input) { inputs_.push(input); }

  // A finger went down there, in pixels of the surface. What lies there decides what it means: an item, a soft key, or
  // nothing.
  void OnTouch(int x, int y);

 private:
  static constexpr size_t kInputsMax = 16;

  const Surface surface_;
  HitMap hits_;
  std::optional<uint32_t> shown_revision_;
  etl::circular_buffer<PanelInput, kInputsMax> inputs_;
};

}  // namespace tegami
