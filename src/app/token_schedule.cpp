// SPDX-License-Identifier: MIT
// The arithmetic of token life.
#include "app/token_schedule.h"

#include <algorithm>

#include "app/token_limits.h"
#include "tegami/config.h"
#include "tegami/plausible_time.h"

namespace tegami {
namespace {

enum Salt : uint64_t { kMarginSalt = 1, kSlotSalt = 2, kPowerOnSalt = 3, kBackoffSalt = 4 };

// The finalizer of SplitMix64 (Steele, Lea and Flood): neighbouring numbers come out far apart.
uint64_t Mix(uint64_t mixed) {
  mixed += 0x9E3779B97F4A7C15U;
  mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9U;
  mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBU;
  return mixed ^ (mixed >> 31U);
}

uint64_t Of(uint64_t device, AccountId account) { return Mix(device ^ Mix(account)); }

}  // namespace

int64_t Spread(uint64_t number, uint64_t salt, int64_t below) {
  return static_cast<int64_t>(Mix(number ^ Mix(salt)) % static_cast<uint64_t>(below));
}

int64_t RefreshMarginSeconds(uint64_t device, AccountId account, UtcTime expires, int64_t life_seconds) {
  const uint64_t token = Of(device, account) ^ static_cast<uint64_t>(expires.seconds);
  const int64_t margin = kRefreshMarginSeconds + Spread(token, kMarginSalt, kRefreshJitterSeconds);
  return std::min(margin, std::max<int64_t>(life_seconds, 0) / 2);
}

UtcTime KeepAliveSlot(uint64_t device, AccountId account, uint16_t period_days, UtcTime now) {
  const int64_t period = period_days * kSecondsPerDay;
  const int64_t offset = Spread(Of(device, account), kSlotSalt, period);
  const int64_t since = (now.seconds - offset) % period;
  return {now.seconds - (since < 0 ? since + period : since)};
}

bool KeepAliveDue(uint64_t device, AccountId account, uint16_t period_days, UtcTime refreshed, UtcTime now) {
  if (period_days == 0) return false;
  if (refreshed.seconds > now.seconds + kSecondsPerDay) return true;
  return refreshed < KeepAliveSlot(device, account, period_days, now);
}

int64_t PowerOnPauseMs(uint64_t random) { return Spread(random, kPowerOnSalt, kPowerOnSpreadMs); }

int64_t KeepAliveBackoffMs(uint8_t failures, uint64_t random) {
  const int doublings = std::clamp<int>(failures - 1, 0, 16);
  const int64_t pause = std::min(kKeepAliveBackoffMs << doublings, kKeepAliveBackoffMaxMs);
  return pause / 2 + Spread(random, kBackoffSalt, pause / 2 + 1);
}

std::optional<int32_t> LapseDaysLeft(uint16_t idle_days, UtcTime refreshed, std::optional<UtcTime> now) {
  if (idle_days == 0 || !IsPlausible(now) || !IsPlausible(refreshed)) return std::nullopt;
  const int64_t left = idle_days - (now->seconds - refreshed.seconds) / kSecondsPerDay;
  return static_cast<int32_t>(std::clamp<int64_t>(left, 0, idle_days));
}

uint8_t LapseWarning(std::optional<int32_t> days_left) {
  uint8_t warning = 0;
  for (const uint8_t threshold : kLapseWarningDays) {
    if (days_left && *days_left <= threshold) warning = threshold;
  }
  return warning;
}

}  // namespace tegami
