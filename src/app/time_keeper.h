// SPDX-License-Identifier: MIT
// Keeps the device's time right by the time server of the settings, where there is one.
#pragma once

#include "app/device_clock.h"
#include "log/event_log.h"
#include "tegami/hal/network.h"

namespace tegami {

// Without a plausible time nothing can be verified: asked again soon. Also where no server is known, or no link yet.
inline constexpr int64_t kTimeRetryMs = 15 * kMsPerSecond;
// A clock that looks right: an answer that did not come is asked for again after this.
inline constexpr int64_t kTimeMissedMs = 15 * kMsPerMinute;
// A cheap crystal is some seconds off after a day.
inline constexpr int64_t kTimeRenewMs = 24LL * 60 * kMsPerMinute;
// Questions that dates of certificates raise, one after the other: a server whose certificate has expired really is not
// a time server asked at every job.
inline constexpr int64_t kTimeDoubtMs = 5 * kMsPerMinute;
// An answer is waited for so long.
inline constexpr int64_t kTimeAnswerMs = 5 * kMsPerSecond;
// The log tells of a clock that was off by more than this; a job is tried once more with one that was off by more than
// that.
inline constexpr int64_t kTimeNoticedSeconds = 5;
inline constexpr int64_t kTimeWrongSeconds = 60;

// Whether the cause is that a certificate is not valid at the time that the device believes it is.
constexpr bool IsOfDates(Cause cause) {
  return cause == Cause::kCertificateExpired || cause == Cause::kCertificateNotYetValid;
}

// Drive: Poll() each loop. Asks at the start, then once a day, and when dates are doubted. SNTP (RFC 4330) is not
// authenticated: docs/security.md says what that means.
class TimeKeeper {
 public:
  TimeKeeper(Network& network, DeviceClock& clock) : network_(network), clock_(clock) {}

  void SetEvents(EventLog* events) { events_ = events; }
  // Asks at the next Poll(): there may be another server.
  void AskAnew() { next_ = {}; }

  // Takes an answer; asks when it is time to. True: the clock was set.
  bool Poll(Instant now);

  // A certificate was refused for its dates, and perhaps the clock is wrong. True: an answer may come within
  // kTimeAnswerMs.
  bool DoubtDates(Instant now);

  // An answer may still come. corrections() is another number once one has shown that the clock was wrong.
  bool asking(Instant now) const { return now < answer_until_; }
  uint32_t corrections() const { return corrections_; }
  Instant answer_until() const { return answer_until_; }

 private:
  bool Ask(Instant now);
  bool Take(UtcTime answer, Instant now);

  Network& network_;
  DeviceClock& clock_;
  EventLog* events_ = nullptr;
  Instant next_;
  Instant next_doubt_;
  Instant answer_until_;
  uint32_t corrections_ = 0;
};

}  // namespace tegami
