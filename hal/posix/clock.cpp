// SPDX-License-Identifier: MIT
#include "posix/clock.h"

#include <time.h>

#include <cmath>

#include "tegami/config.h"

namespace tegami {
namespace {

constexpr int64_t kNsPerMs = 1'000'000;

int64_t ReadNs(clockid_t which) {
  timespec time{};
  clock_gettime(which, &time);
  return int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

int64_t FloorDivide(int64_t value, int64_t by) { return value / by - (value % by < 0 ? 1 : 0); }

}  // namespace

PosixClock::PosixClock(const Options& options)
    : rate_(options.rate > 0 ? options.rate : 1.0), settable_(options.settable), start_ns_(ReadNs(CLOCK_MONOTONIC)) {
  if (options.start) {
    utc_start_ms_ = options.start->seconds * kMsPerSecond;
  } else if (options.rate != 1.0) {
    utc_start_ms_ = ReadNs(CLOCK_REALTIME) / kNsPerMs;
  }
}

Instant PosixClock::Now() {
  const int64_t elapsed_ns = ReadNs(CLOCK_MONOTONIC) - start_ns_;
  if (rate_ == 1.0) return Instant{elapsed_ns / kNsPerMs};
  return Instant{static_cast<int64_t>(static_cast<double>(elapsed_ns) * rate_ / static_cast<double>(kNsPerMs))};
}

int64_t PosixClock::UtcMs() {
  const int64_t base_ms = utc_start_ms_ ? *utc_start_ms_ + Now().ms : ReadNs(CLOCK_REALTIME) / kNsPerMs;
  return base_ms + utc_offset_ms_;
}

std::optional<UtcTime> PosixClock::WallClock() { return UtcTime{FloorDivide(UtcMs(), kMsPerSecond)}; }

Status PosixClock::SetWallClock(UtcTime now) {
  if (!settable_) return Fail(Error::kUnsupported);
  utc_offset_ms_ += now.seconds * kMsPerSecond - UtcMs();
  return {};
}

int64_t PosixClock::RealMsUntil(Instant then) {
  if (then == kNever) return INT64_MAX;
  const int64_t left_ms = MsBetween(Now(), then);
  if (left_ms <= 0) return 0;
  return static_cast<int64_t>(std::ceil(static_cast<double>(left_ms) / rate_));
}

Instant PosixClock::InRealMs(int64_t real_ms) {
  return After(Now(), static_cast<int64_t>(static_cast<double>(real_ms) * rate_));
}

}  // namespace tegami
