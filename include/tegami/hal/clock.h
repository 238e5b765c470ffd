// SPDX-License-Identifier: MIT
// The board's clocks.
#pragma once

#include <optional>

#include "tegami/base/status.h"
#include "tegami/base/time.h"

namespace tegami {

class Clock {
 public:
  // Monotonic. Starts anywhere at 0 or above, never goes back, resolution 10 ms or better. Legal from an interrupt.
  virtual Instant Now() = 0;

  // The time of day, or nothing while the board does not know it (no RTC, battery flat, not yet set).
  // A value that is not plausible (plausible_time.h) is taken for "not known" by the callers.
  virtual std::optional<UtcTime> WallClock() = 0;

  // Sets the time of day, and the RTC where there is one. Called after SNTP and by the administrator.
  // Where it cannot be set and WallClock() runs all the same, across restarts too, Tegami keeps the difference in its
  // store: nothing is to be done here.
  //   kUnsupported  this board cannot be set
  [[nodiscard]] virtual Status SetWallClock(UtcTime now) = 0;

 protected:
  ~Clock() = default;
};

}  // namespace tegami
