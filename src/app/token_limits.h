// SPDX-License-Identifier: MIT
// Limits and times of token life.
#pragma once

#include <cstddef>
#include <cstdint>

#include "tegami/base/time.h"

namespace tegami {

inline constexpr int64_t kMsPerHour = 60 * kMsPerMinute;
inline constexpr int64_t kMsPerDay = 24 * kMsPerHour;
inline constexpr int64_t kSecondsPerDay = 86400;

// An access token with less life left than this is not handed out. Exchange's high-volume endpoint refuses tokens that
// are about to expire (501 5.5.127); servers have clocks of their own; a large scan takes minutes.
inline constexpr int64_t kRefreshMarginSeconds = 600;
// Added by device and token, so that devices that were refreshed together are not refreshed together again.
inline constexpr int64_t kRefreshJitterSeconds = 300;
// A stored token that was obtained this much later than the clock says was obtained by another clock.
inline constexpr int64_t kClockSlackSeconds = 300;

// A refresh that failed is not repeated for so long, whoever asks (MSAL does the same for definite answers). After an
// outage RefreshFlow::retry_at() counts.
inline constexpr int64_t kRefreshRepeatMs = 120 * kMsPerSecond;
// Accounts whose failed refresh is remembered. Beyond it the one that may be asked first is forgotten.
inline constexpr size_t kTokenHoldsMax = 8;

// How often the accounts are looked through for what is due. 500 users are 1,000 records to open.
inline constexpr int64_t kKeepAliveWalkMs = kMsPerHour;
// Accounts looked at in one Poll(): each opens one record.
inline constexpr int kKeepAliveLooks = 4;
// Between the keep-alive refreshes of two accounts: 500 users after a long outage are a trickle, not a flood.
inline constexpr int64_t kKeepAliveGapMs = 10 * kMsPerSecond;
// The first look after power-on comes within this, drawn anew each time: see docs/fleet.md for 10,000 devices.
inline constexpr int64_t kPowerOnSpreadMs = kMsPerHour;
// Keep-alive refreshes that fail are tried again after this, doubled up to the maximum.
inline constexpr int64_t kKeepAliveBackoffMs = kMsPerMinute;
inline constexpr int64_t kKeepAliveBackoffMaxMs = kMsPerHour;
// After a definite no that is not a verdict on the token (a policy, a registration) nobody is waiting for an answer:
// once a day tells early enough that it was put right.
inline constexpr int64_t kKeepAliveRefusedMs = kMsPerDay;

// A sign-in that was not applied is forgotten after so many days of operation: nobody remembers it then.
inline constexpr uint8_t kPendingSignInDays = 14;
// Days left of a token's idle life at which a warning is due: 60, 75 and 85 of Microsoft's 90 days without a refresh.
inline constexpr uint8_t kLapseWarningDays[] = {30, 15, 5};
// Events that wait for whoever tells people; the oldest is dropped.
inline constexpr size_t kTokenEventsMax = 8;

// Sign-out waits for nobody; the provider is told within this or not at all.
inline constexpr int64_t kRevocationMaxMs = 30 * kMsPerSecond;

// A rotated token that the flash did not take is offered again so often, with this pause: there is no other copy.
inline constexpr uint8_t kTokenStoreTries = 5;
inline constexpr int64_t kTokenStorePauseMs = 2 * kMsPerSecond;

}  // namespace tegami
