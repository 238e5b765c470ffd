// SPDX-License-Identifier: MIT
// The device's time of day: the board's clock and, where that one runs but cannot be set, how far it is off.
#pragma once

#include "account/account_book.h"
#include "tegami/hal/clock.h"

namespace tegami {

// All of the app asks this clock. The difference is kept in the store, so that the time is right after a restart too.
class DeviceClock final : public Clock {
 public:
  DeviceClock(Clock& board, AccountBook& book) : board_(board), book_(book) {}

  // Once, when the store is mounted.
  void Start();

  Instant Now() override { return board_.Now(); }
  std::optional<UtcTime> WallClock() override;

  //   kUnsupported  the board cannot be set, and knows no time that could be corrected
  //   kIo, kNoSpace the store refused the difference; the time is as it was
  [[nodiscard]] Status SetWallClock(UtcTime now) override;

 private:
  Status KeepOffset(int64_t seconds);

  Clock& board_;
  AccountBook& book_;
  int64_t offset_seconds_ = 0;  // this clock's time less the board's
};

}  // namespace tegami
