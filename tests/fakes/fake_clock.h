// SPDX-License-Identifier: MIT
// Virtual time: it passes when the test, or FakeNetwork::WaitForEvent(), says so.
#pragma once

#include "tegami/config.h"
#include "tegami/hal/clock.h"

namespace tegami {

class FakeClock final : public Clock {
 public:
  // 2026-03-01T09:00:00Z
  static constexpr UtcTime kStart{1'772'355'600};

  Instant Now() override { return now_; }
  std::optional<UtcTime> WallClock() override {
    if (!utc_offset_seconds_) return std::nullopt;
    return UtcTime{now_.ms / kMsPerSecond + *utc_offset_seconds_};
  }
  Status SetWallClock(UtcTime now) override {
    if (set_error_) return Fail(*set_error_);
    utc_offset_seconds_ = now.seconds - now_.ms / kMsPerSecond;
    return {};
  }

  // Both clocks run on.
  void Advance(int64_t ms) { now_ = After(now_, ms); }
  void AdvanceTo(Instant then) {
    if (now_ < then) now_ = then;
  }

  // --- Faults ---
  // The battery was flat, or nobody has set it yet.
  void ForgetTime() { utc_offset_seconds_.reset(); }
  // Somebody sets the clock, or summer time is mistaken for UTC.
  void JumpWallClock(int64_t seconds) {
    if (utc_offset_seconds_) *utc_offset_seconds_ += seconds;
  }
  // What SetWallClock() answers from now on; nothing: it works.
  void SetError(std::optional<Error> error) { set_error_ = error; }

 private:
  Instant now_{1000};
  std::optional<int64_t> utc_offset_seconds_ = kStart.seconds;
  std::optional<Error> set_error_;
};

}  // namespace tegami
