// SPDX-License-Identifier: MIT
// Monotonic: the cores' global timer, 64 bits wide. Wall clock: the PL031 RTC.
#pragma once

#include "tegami/hal/clock.h"

namespace tegami::vexpress_a9 {

class VexpressClock final : public Clock {
 public:
  // Starts the timer at 0.
  void Start();

  Instant Now() override;
  std::optional<UtcTime> WallClock() override;
  Status SetWallClock(UtcTime now) override;
};

}  // namespace tegami::vexpress_a9
