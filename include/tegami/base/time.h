// SPDX-License-Identifier: MIT
// Two kinds of time that must never be mixed: Instant runs (monotonic), UtcTime is what is stored.
#pragma once

#include <compare>
#include <cstdint>

namespace tegami {

inline constexpr int64_t kMsPerSecond = 1000;
inline constexpr int64_t kMsPerMinute = 60 * kMsPerSecond;

// A point of the monotonic clock: milliseconds since start. Never jumps, means nothing after a reboot.
struct Instant {
  int64_t ms = 0;
  constexpr auto operator<=>(const Instant&) const = default;
};

// "No deadline": later than every Instant.
inline constexpr Instant kNever{INT64_MAX};

// Saturates at kNever; `ms` is 0 or more.
constexpr Instant After(Instant from, int64_t ms) { return ms >= INT64_MAX - from.ms ? kNever : Instant{from.ms + ms}; }

constexpr int64_t MsBetween(Instant from, Instant to) { return to.ms - from.ms; }

constexpr Instant Earlier(Instant a, Instant b) { return a < b ? a : b; }

// Seconds since 1970-01-01T00:00:00Z, leap seconds not counted. Can jump: somebody may set the clock.
struct UtcTime {
  int64_t seconds = 0;
  constexpr auto operator<=>(const UtcTime&) const = default;
};

}  // namespace tegami
