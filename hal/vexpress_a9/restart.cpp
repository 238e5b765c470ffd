// SPDX-License-Identifier: MIT
#include "vexpress_a9/restart.h"

#include <cstdint>

#include "shared/registers.h"
#include "vexpress_a9/memory_map.h"

namespace tegami::vexpress_a9 {
namespace {

constexpr uintptr_t kFlagsSet = kSystemRegistersBase + 0x38;  // reading gives the flags
constexpr uintptr_t kFlagsClear = kSystemRegistersBase + 0x3c;
constexpr uintptr_t kConfigurationControl = kSystemRegistersBase + 0xa4;

constexpr uint32_t kStarted = 1U << 0;
constexpr uint32_t kFaulted = 1U << 1;

}  // namespace

std::string_view TakeStartReason() {
  const uint32_t flags = ReadRegister(kFlagsSet);
  WriteRegister(kFlagsSet, kStarted);
  WriteRegister(kFlagsClear, kFaulted);
  if ((flags & kFaulted) != 0) return "fault";
  return (flags & kStarted) != 0 ? "reset" : "power on";
}

void NoteFault() { WriteRegister(kFlagsSet, kFaulted); }

// By the motherboard's configuration bus (ARM DUI 0447 §4.3.7).
void RestartBoard() {
  constexpr uint32_t kStartWriteReboot = (1U << 31) | (1U << 30) | (9U << 20);
  WriteRegister(kConfigurationControl, kStartWriteReboot);
  for (;;) {
    asm volatile("wfi");
  }
}

}  // namespace tegami::vexpress_a9
