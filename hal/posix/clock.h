// SPDX-License-Identifier: MIT
// The host's clocks, with a rate and a start of their own for tests of polling and expiry.
#pragma once

#include "tegami/hal/clock.h"

namespace tegami {

// Both clocks of Tegami, derived from the machine's, which it never sets.
//
// With a rate of N, N seconds pass here in one real second. Only waiting is affected: what happens on the wire keeps
// its real pace. With neither a rate nor a start, the time of day follows the machine's.
class PosixClock final : public Clock {
 public:
  struct Options {
    double rate = 1.0;             // above 0
    std::optional<UtcTime> start;  // the time of day at construction; nothing: the machine's
    bool settable = true;          // false: as a board whose RTC runs but cannot be set
  };

  PosixClock() : PosixClock(Options{}) {}
  explicit PosixClock(const Options& options);

  Instant Now() override;
  std::optional<UtcTime> WallClock() override;
  Status SetWallClock(UtcTime now) override;  // an offset of this object: gone with the process

  // Real milliseconds from now until `then`, rounded up; 0 where it has passed. For sleeping.
  int64_t RealMsUntil(Instant then);

  // When `real_ms` real milliseconds will have passed.
  Instant InRealMs(int64_t real_ms);

 private:
  int64_t UtcMs();

  double rate_;
  bool settable_;
  int64_t start_ns_;                     // CLOCK_MONOTONIC at construction
  std::optional<int64_t> utc_start_ms_;  // nothing: the machine's clock is followed
  int64_t utc_offset_ms_ = 0;
};

}  // namespace tegami
