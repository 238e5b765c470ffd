// SPDX-License-Identifier: MIT
// Limits and times of the OAuth machines alone; those that others share are in tegami/config.h.
#pragma once

#include <cstddef>
#include <cstdint>

#include "tegami/base/time.h"

namespace tegami {

// Parts of an error answer that are kept for people.
inline constexpr size_t kOauthErrorNameMaxBytes = 48;
inline constexpr size_t kOauthTraceIdMaxBytes = 48;
inline constexpr size_t kOauthTimestampMaxBytes = 32;
inline constexpr size_t kOauthSuberrorMaxBytes = 48;
// Microsoft's "message" for the user, cut for display.
inline constexpr size_t kOauthMessageMaxBytes = 256;
// oid and tid are GUIDs.
inline constexpr size_t kIdentityMaxBytes = 64;

// RFC 8628 §3.2: "If no value is provided, clients MUST use 5 as the default."
inline constexpr int64_t kPollIntervalMs = 5 * kMsPerSecond;
inline constexpr int64_t kPollIntervalMinMs = 1 * kMsPerSecond;
inline constexpr int64_t kPollIntervalMaxMs = 5 * kMsPerMinute;
// RFC 8628 §3.5: what slow_down adds.
inline constexpr int64_t kSlowDownStepMs = 5 * kMsPerSecond;
// A code whose life the server does not say, or says wrongly: shorter than any known; the server has the last word.
inline constexpr int64_t kDeviceCodeLifeMs = 5 * kMsPerMinute;
inline constexpr int64_t kDeviceCodeLifeMaxMs = 24 * 60 * kMsPerMinute;
// The last poll may come so long after the code's end, where the interval demands it; later there is none.
inline constexpr int64_t kLastPollGraceMs = 30 * kMsPerSecond;
// Requests for a device code before the user is told: somebody stands in front of the panel.
inline constexpr uint8_t kDeviceCodeTries = 4;

// Pauses after an outage: doubled from one to the next. RFC 8628 §3.5 demands it of polls.
inline constexpr int64_t kOutagePauseMs = 1 * kMsPerSecond;
inline constexpr int64_t kOutagePauseMaxMs = 60 * kMsPerSecond;
// AADSTS50196, "client request loop": the service wants to be left alone.
inline constexpr int64_t kRequestLoopPauseMs = 5 * kMsPerMinute;
// The longest Retry-After that is believed.
inline constexpr int64_t kRetryAfterMaxMs = 24 * 60 * kMsPerMinute;
// Refreshes and metadata requests in one go; afterwards the caller's schedule decides.
inline constexpr uint8_t kRefreshTries = 3;
inline constexpr uint8_t kDiscoveryTries = 3;
inline constexpr uint8_t kRevocationTries = 2;
// A refresh that shall wait longer than this fails now, with retry_at().
inline constexpr int64_t kRefreshPauseMaxMs = 60 * kMsPerSecond;

// RFC 6749 §5.1 only recommends expires_in. Unsaid: Microsoft's shortest configurable life (10 minutes).
inline constexpr int64_t kAccessTokenLifeMs = 10 * kMsPerMinute;
// 0 or negative: the token was issued this moment, so it is good for a minute; less would refresh in a loop.
inline constexpr int64_t kAccessTokenLifeMinMs = 1 * kMsPerMinute;
inline constexpr int64_t kAccessTokenLifeMaxMs = 365LL * 24 * 60 * kMsPerMinute;

}  // namespace tegami
