// SPDX-License-Identifier: MIT
// Waits with wfi. Interrupts wake the core and are never taken: the devices are polled.
#pragma once

#include "shared/sleeper.h"

namespace tegami::vexpress_a9 {

class VexpressSleeper final : public Sleeper {
 public:
  // Lets the interrupts of network, input and timer through to the core.
  void Start();

  void SleepUntil(Instant until) override;
};

}  // namespace tegami::vexpress_a9
