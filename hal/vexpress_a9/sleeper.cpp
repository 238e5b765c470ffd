// SPDX-License-Identifier: MIT
#include "vexpress_a9/sleeper.h"

#include <algorithm>

#include "shared/registers.h"
#include "vexpress_a9/global_timer.h"
#include "vexpress_a9/memory_map.h"

namespace tegami::vexpress_a9 {
namespace {

// Arm Generic Interrupt Controller, architecture 1 (ARM IHI 0048).
constexpr uintptr_t kDistributorControl = kInterruptDistributorBase + 0x000;
constexpr uintptr_t kSetEnable = kInterruptDistributorBase + 0x100;
constexpr uintptr_t kTargets = kInterruptDistributorBase + 0x800;
constexpr uintptr_t kCpuControl = kInterruptCpuBase + 0x00;
constexpr uintptr_t kPriorityMask = kInterruptCpuBase + 0x04;
constexpr uint32_t kFirstCore = 0x01010101;

// A wake-up now and then costs nothing and heals whatever was missed.
constexpr int64_t kLongestSleepMs = 60 * kMsPerSecond;

void Enable(uint32_t interrupt) {
  WriteRegister(kTargets + interrupt / 4 * 4, kFirstCore);
  WriteRegister(kSetEnable + interrupt / 32 * 4, 1U << (interrupt % 32));
}

}  // namespace

void VexpressSleeper::Start() {
  WriteRegister(kDistributorControl, 1);
  WriteRegister(kPriorityMask, 0xff);
  WriteRegister(kCpuControl, 1);
  Enable(kGlobalTimerInterrupt);
  Enable(kKeyboardInterrupt);
  Enable(kEthernetInterrupt);
  for (uint32_t transport = 0; transport < kVirtioTransports; ++transport) Enable(kVirtioInterrupt + transport);
}

void VexpressSleeper::SleepUntil(Instant until) {
  const uint64_t now = GlobalTimerTicks();
  const auto now_ms = static_cast<int64_t>(now / kTicksPerMs);
  if (until.ms <= now_ms) return;
  const int64_t wait_ms = std::min(until.ms - now_ms, kLongestSleepMs);
  InterruptAt(now + static_cast<uint64_t>(wait_ms) * kTicksPerMs);
  asm volatile("dsb\n\twfi" : : : "memory");
  CancelInterruptAt();
}

}  // namespace tegami::vexpress_a9
