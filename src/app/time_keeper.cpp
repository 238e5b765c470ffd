// SPDX-License-Identifier: MIT
#include "app/time_keeper.h"

#include <cstdlib>

#include "tegami/plausible_time.h"

namespace tegami {

bool TimeKeeper::Poll(Instant now) {
  bool set = false;
  if (const std::optional<UtcTime> answer = network_.TimeAnswer()) set = Take(*answer, now);
  if (next_ <= now) static_cast<void>(Ask(now));
  return set;
}

bool TimeKeeper::DoubtDates(Instant now) {
  if (asking(now)) return true;
  if (now < next_doubt_) return false;
  next_doubt_ = After(now, kTimeDoubtMs);
  return Ask(now);
}

bool TimeKeeper::Ask(Instant now) {
  const Status asked = network_.RequestTime();
  if (!asked) {
    next_ = After(now, asked.error() == Error::kUnsupported ? kTimeRenewMs : kTimeRetryMs);
    return false;
  }
  answer_until_ = After(now, kTimeAnswerMs);
  next_ = After(now, IsPlausible(clock_.WallClock()) ? kTimeMissedMs : kTimeRetryMs);
  return true;
}

// An answer that nobody can mean is none.
bool TimeKeeper::Take(UtcTime answer, Instant now) {
  if (!IsPlausible(answer)) return false;
  answer_until_ = now;
  next_ = After(now, kTimeRenewMs);
  const std::optional<UtcTime> before = clock_.WallClock();
  if (before == answer || !clock_.SetWallClock(answer)) return false;
  const int64_t moved = before ? std::abs(answer.seconds - before->seconds) : INT64_MAX;
  if (moved > kTimeNoticedSeconds && events_ != nullptr) {
    events_->Add({.kind = EventKind::kTimeChanged, .detail = "time server"});
  }
  if (moved > kTimeWrongSeconds) ++corrections_;
  return true;
}

}  // namespace tegami
