// SPDX-License-Identifier: MIT
#include "shared/registers.h"
#include "vexpress_a9/image.h"
#include "vexpress_a9/memory_map.h"

namespace tegami::vexpress_a9 {

// A printer comes back by itself: the motherboard's configuration bus restarts the board (ARM DUI 0447 §4.3.7).
void EndRun(int) {
  constexpr uintptr_t kConfigurationControl = kSystemRegistersBase + 0xa4;
  constexpr uint32_t kStartWriteReboot = (1U << 31) | (1U << 30) | (9U << 20);
  WriteRegister(kConfigurationControl, kStartWriteReboot);
  for (;;) {
    asm volatile("wfi");
  }
}

}  // namespace tegami::vexpress_a9
