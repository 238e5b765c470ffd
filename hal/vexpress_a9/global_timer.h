// SPDX-License-Identifier: MIT
// The 64-bit timer that Cortex-A9 cores share (ARM DDI 0407 §4.4): time, and an interrupt at a time.
#pragma once

#include <cstdint>

#include "vexpress_a9/memory_map.h"

namespace tegami::vexpress_a9 {

inline constexpr uint32_t kTicksPerMs = kPeripheralClockHz / 1000;

// From 0.
void StartGlobalTimer();

uint64_t GlobalTimerTicks();

// Raises kGlobalTimerInterrupt when the timer reaches `ticks`; at once where it has. One at a time.
void InterruptAt(uint64_t ticks);

// Takes the interrupt back, raised or not.
void CancelInterruptAt();

}  // namespace tegami::vexpress_a9
