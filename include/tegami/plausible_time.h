// SPDX-License-Identifier: MIT
// Whether somebody has set the clock that says so.
#pragma once

#include <optional>

#include "tegami/base/time.h"
#include "tegami/config.h"

namespace tegami {

// A time that is not plausible counts as not known.
constexpr bool IsPlausible(UtcTime time) {
  return time.seconds >= kEarliestPlausibleUtcSeconds && time.seconds <= kLatestPlausibleUtcSeconds;
}
constexpr bool IsPlausible(std::optional<UtcTime> time) { return time && IsPlausible(*time); }

}  // namespace tegami
