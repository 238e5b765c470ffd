// SPDX-License-Identifier: MIT
// When tokens are refreshed: pure functions of times and random numbers. tests/bench/fleet drives 10,000 devices by
// them.
#pragma once

#include <cstdint>
#include <optional>

#include "tegami/base/time.h"
#include "tegami/mail_job.h"

namespace tegami {

// Spreads `number` over 0 to `below` - 1, the same for the same arguments.
int64_t Spread(uint64_t number, uint64_t salt, int64_t below);

// Seconds before its end from which an access token is no longer handed out: kRefreshMarginSeconds and a jitter that is
// the token's own; half its life where that is short, or it would be refreshed for every use.
int64_t RefreshMarginSeconds(uint64_t device, AccountId account, UtcTime expires, int64_t life_seconds);

// The latest keep-alive slot of this account at this device that is not after `now`. Slots are `period_days` apart;
// where they lie is the device's own, whenever it was signed in: a fleet that was rolled out in one morning does not
// come back every week at that hour.
UtcTime KeepAliveSlot(uint64_t device, AccountId account, uint16_t period_days, UtcTime now);

// Whether a token of this age is due: no refresh since the latest slot. One from the future is due too: it was stored
// under a clock that was wrong. `period_days` 0: never.
bool KeepAliveDue(uint64_t device, AccountId account, uint16_t period_days, UtcTime refreshed, UtcTime now);

// From power-on to the first look at what is due. `random` is drawn at every start.
int64_t PowerOnPauseMs(uint64_t random);

// After the `failures`-th keep-alive refresh in a row that failed, 1 and up; from half to all of the doubled pause.
int64_t KeepAliveBackoffMs(uint8_t failures, uint64_t random);

// Days until a token that was refreshed then dies unused; 0: any moment. Nothing where the provider does not say how
// long unused tokens live (`idle_days` 0), or a clock was not set.
std::optional<int32_t> LapseDaysLeft(uint16_t idle_days, UtcTime refreshed, std::optional<UtcTime> now);

// The warning that is due with so many days left: an element of kLapseWarningDays, or 0.
uint8_t LapseWarning(std::optional<int32_t> days_left);

}  // namespace tegami
