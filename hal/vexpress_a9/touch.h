// SPDX-License-Identifier: MIT
// The touch panel: QEMU's virtio tablet, which gives absolute positions.
#pragma once

#include <array>
#include <optional>

#include "vexpress_a9/virtio_mmio.h"

namespace tegami::vexpress_a9 {

// Where a finger went down, in units of 1/32768 of width and height.
struct TouchPoint {
  uint32_t x = 0;
  uint32_t y = 0;
};
inline constexpr uint32_t kTouchUnits = 32768;

class Touch {
 public:
  //   kNotFound, kUnsupported  no touch panel: nothing is ever touched
  [[nodiscard]] Status Start();

  // The next finger that went down; nothing where none did.
  std::optional<TouchPoint> Take();

 private:
  // virtio 1.1 §5.8.6, as Linux's input events.
  struct Event {
    uint16_t type;
    uint16_t code;
    uint32_t value;
  };

  bool OnEvent(const Event& event);

  VirtioQueue queue_;
  std::array<Event, VirtioQueue::kSlots> events_{};
  TouchPoint at_;
  bool down_ = false;  // since the last report
};

}  // namespace tegami::vexpress_a9
