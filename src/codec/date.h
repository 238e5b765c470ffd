// SPDX-License-Identifier: MIT
// Dates as the protocols write them, and the calendar under them.
#pragma once

#include <optional>
#include <string_view>

#include "tegami/base/text.h"
#include "tegami/base/time.h"

namespace tegami {

// Proleptic Gregorian, UTC or local as the caller means it.
struct CivilTime {
  int32_t year = 1970;
  uint8_t month = 1;  // 1 to 12
  uint8_t day = 1;    // 1 to 31
  uint8_t hour = 0;
  uint8_t minute = 0;
  uint8_t second = 0;   // 60 (a leap second) is read, and counts as the next minute's first
  uint8_t weekday = 4;  // 0 Sunday
};

CivilTime ToCivil(UtcTime time);
// Nothing for a day that does not exist.
std::optional<UtcTime> FromCivil(const CivilTime& civil);

// "Tue, 24 Nov 2026 13:05:00 +0900" (RFC 5322 §3.3).
using MailDate = Text<40>;
MailDate FormatMailDate(UtcTime time, int16_t utc_offset_minutes);

// "2026-11-24T04:05:00Z" (RFC 3339).
Text<24> FormatRfc3339(UtcTime time);
std::optional<UtcTime> ParseRfc3339(std::string_view text);

}  // namespace tegami
