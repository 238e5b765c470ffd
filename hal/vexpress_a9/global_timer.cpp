// SPDX-License-Identifier: MIT
#include "vexpress_a9/global_timer.h"

#include "shared/registers.h"

namespace tegami::vexpress_a9 {
namespace {

constexpr uintptr_t kCounterLow = kGlobalTimerBase + 0x00;
constexpr uintptr_t kCounterHigh = kGlobalTimerBase + 0x04;
constexpr uintptr_t kControl = kGlobalTimerBase + 0x08;
constexpr uintptr_t kInterruptStatus = kGlobalTimerBase + 0x0c;
constexpr uintptr_t kComparatorLow = kGlobalTimerBase + 0x10;
constexpr uintptr_t kComparatorHigh = kGlobalTimerBase + 0x14;

constexpr uint32_t kRun = 1U << 0;
constexpr uint32_t kCompareAndInterrupt = (1U << 1) | (1U << 2);

}  // namespace

void StartGlobalTimer() {
  WriteRegister(kControl, 0);
  WriteRegister(kCounterLow, 0);
  WriteRegister(kCounterHigh, 0);
  WriteRegister(kControl, kRun);
}

uint64_t GlobalTimerTicks() {
  uint32_t high = ReadRegister(kCounterHigh);
  for (;;) {
    const uint32_t low = ReadRegister(kCounterLow);
    const uint32_t again = ReadRegister(kCounterHigh);
    if (high == again) return (uint64_t{high} << 32) | low;
    high = again;
  }
}

void InterruptAt(uint64_t ticks) {
  CancelInterruptAt();
  WriteRegister(kComparatorLow, static_cast<uint32_t>(ticks));
  WriteRegister(kComparatorHigh, static_cast<uint32_t>(ticks >> 32));
  WriteRegister(kControl, kRun | kCompareAndInterrupt);
}

void CancelInterruptAt() {
  WriteRegister(kControl, kRun);
  WriteRegister(kInterruptStatus, 1);
}

}  // namespace tegami::vexpress_a9
