// SPDX-License-Identifier: MIT
#include "vexpress_a9/touch.h"

namespace tegami::vexpress_a9 {
namespace {

// linux/input-event-codes.h
constexpr uint16_t kReport = 0;    // EV_SYN
constexpr uint16_t kKey = 1;       // EV_KEY
constexpr uint16_t kAbsolute = 3;  // EV_ABS
constexpr uint16_t kAbsoluteX = 0;
constexpr uint16_t kAbsoluteY = 1;
constexpr uint16_t kLeftButton = 0x110;
constexpr uint16_t kFinger = 0x14a;

}  // namespace

Status Touch::Start() {
  TEGAMI_TRY(queue_.Start(VirtioDevice::kInput));
  for (uint16_t slot = 0; slot < VirtioQueue::kSlots; ++slot) {
    queue_.Lend(slot, {reinterpret_cast<uint8_t*>(&events_[slot]), sizeof(Event)});
  }
  return {};
}

std::optional<TouchPoint> Touch::Take() {
  while (const auto returned = queue_.Take()) {
    if (returned->slot >= events_.size()) continue;
    const Event event = events_[returned->slot];
    queue_.Lend(returned->slot, {reinterpret_cast<uint8_t*>(&events_[returned->slot]), sizeof(Event)});
    if (OnEvent(event)) return at_;
  }
  return std::nullopt;
}

// A report ends a group of events: only then the position belongs to the finger.
bool Touch::OnEvent(const Event& event) {
  if (event.type == kAbsolute && event.code == kAbsoluteX) at_.x = event.value;
  if (event.type == kAbsolute && event.code == kAbsoluteY) at_.y = event.value;
  if (event.type == kKey && (event.code == kLeftButton || event.code == kFinger)) down_ = event.value != 0;
  if (event.type != kReport || !down_) return false;
  down_ = false;
  return true;
}

}  // namespace tegami::vexpress_a9
