// SPDX-License-Identifier: MIT
#include "vexpress_a9/display.h"

#include "shared/registers.h"
#include "vexpress_a9/memory_map.h"

namespace tegami::vexpress_a9 {
namespace {

constexpr uintptr_t kTiming0 = kDisplayBase + 0x00;
constexpr uintptr_t kTiming1 = kDisplayBase + 0x04;
constexpr uintptr_t kUpperPanelBase = kDisplayBase + 0x10;
constexpr uintptr_t kControl = kDisplayBase + 0x18;

constexpr uint32_t kEnable = 1U << 0;
constexpr uint32_t kBits565 = 6U << 1;
constexpr uint32_t kTft = 1U << 5;
constexpr uint32_t kSwapRedAndBlue = 1U << 8;  // red comes highest
constexpr uint32_t kPower = 1U << 11;

[[gnu::section(".framebuffer")]] Rgb565 framebuffer[kDisplayWidth * kDisplayHeight];

}  // namespace

void StartDisplay() {
  for (Rgb565& pixel : framebuffer) pixel = 0;
  WriteRegister(kTiming0, (kDisplayWidth / 16 - 1) << 2);
  WriteRegister(kTiming1, kDisplayHeight - 1);
  WriteRegister(kUpperPanelBase, static_cast<uint32_t>(reinterpret_cast<uintptr_t>(framebuffer)));
  WriteRegister(kControl, kEnable | kBits565 | kTft | kSwapRedAndBlue | kPower);
}

Surface DisplaySurface() {
  return {.pixels = framebuffer, .width = kDisplayWidth, .height = kDisplayHeight, .stride = kDisplayWidth};
}

}  // namespace tegami::vexpress_a9
