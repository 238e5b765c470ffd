// SPDX-License-Identifier: MIT
// Days since 1970 by eras of 400 years, and the formats.
#include "codec/date.h"

#include <array>
#include <cstdlib>

namespace tegami {
namespace {

constexpr int64_t kSecondsPerDay = 86400;
constexpr std::string_view kWeekdays = "SunMonTueWedThuFriSat";
constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";

void PutDigits(AnyText& text, int64_t number, int digits) {
  int64_t unit = 1;
  for (int i = 1; i < digits; ++i) unit *= 10;
  for (; unit > 0; unit /= 10) text.push_back(static_cast<char>('0' + number / unit % 10));
}

int64_t DaysFromCivil(int64_t year, unsigned month, unsigned day) {
  year -= month <= 2 ? 1 : 0;
  const int64_t era = (year >= 0 ? year : year - 399) / 400;
  const int64_t year_of_era = year - era * 400;
  const int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

unsigned DaysOfMonth(int64_t year, unsigned month) {
  constexpr std::array<uint8_t, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return kDays[month - 1] + (month == 2 && leap ? 1U : 0U);
}

// Reads exactly `digits` digits; -1: they are none.
int Digits(std::string_view text, size_t at, size_t digits) {
  int number = 0;
  for (size_t i = at; i < at + digits; ++i) {
    if (i >= text.size() || text[i] < '0' || text[i] > '9') return -1;
    number = number * 10 + (text[i] - '0');
  }
  return number;
}

}  // namespace

CivilTime ToCivil(UtcTime time) {
  int64_t days = time.seconds / kSecondsPerDay;
  int64_t second = time.seconds % kSecondsPerDay;
  if (second < 0) {
    second += kSecondsPerDay;
    --days;
  }
  const int64_t shifted = days + 719468;
  const int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
  const int64_t day_of_era = shifted - era * 146097;
  const int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int64_t shifted_month = (5 * day_of_year + 2) / 153;
  CivilTime civil;
  civil.day = static_cast<uint8_t>(day_of_year - (153 * shifted_month + 2) / 5 + 1);
  civil.month = static_cast<uint8_t>(shifted_month < 10 ? shifted_month + 3 : shifted_month - 9);
  civil.year = static_cast<int32_t>(year_of_era + era * 400 + (civil.month <= 2 ? 1 : 0));
  civil.hour = static_cast<uint8_t>(second / 3600);
  civil.minute = static_cast<uint8_t>(second / 60 % 60);
  civil.second = static_cast<uint8_t>(second % 60);
  civil.weekday = static_cast<uint8_t>(((days % 7) + 11) % 7);
  return civil;
}

std::optional<UtcTime> FromCivil(const CivilTime& civil) {
  if (civil.month < 1 || civil.month > 12 || civil.day < 1 || civil.day > DaysOfMonth(civil.year, civil.month)) {
    return std::nullopt;
  }
  if (civil.hour > 23 || civil.minute > 59 || civil.second > 60) return std::nullopt;
  const int64_t days = DaysFromCivil(civil.year, civil.month, civil.day);
  return UtcTime{days * kSecondsPerDay + civil.hour * 3600 + civil.minute * 60 + civil.second};
}

MailDate FormatMailDate(UtcTime time, int16_t utc_offset_minutes) {
  const CivilTime civil = ToCivil(UtcTime{time.seconds + int64_t{utc_offset_minutes} * 60});
  MailDate text;
  text.append(kWeekdays.data() + 3 * civil.weekday, 3);
  text.append(", ");
  PutDigits(text, civil.day, civil.day < 10 ? 1 : 2);
  text.push_back(' ');
  text.append(kMonths.data() + 3 * (civil.month - 1), 3);
  text.push_back(' ');
  PutDigits(text, civil.year, 4);
  text.push_back(' ');
  PutDigits(text, civil.hour, 2);
  text.push_back(':');
  PutDigits(text, civil.minute, 2);
  text.push_back(':');
  PutDigits(text, civil.second, 2);
  text.append(utc_offset_minutes < 0 ? " -" : " +");
  const int offset = std::abs(int{utc_offset_minutes});
  PutDigits(text, offset / 60, 2);
  PutDigits(text, offset % 60, 2);
  return text;
}

Text<24> FormatRfc3339(UtcTime time) {
  const CivilTime civil = ToCivil(time);
  Text<24> text;
  PutDigits(text, civil.year, 4);
  text.push_back('-');
  PutDigits(text, civil.month, 2);
  text.push_back('-');
  PutDigits(text, civil.day, 2);
  text.push_back('T');
  PutDigits(text, civil.hour, 2);
  text.push_back(':');
  PutDigits(text, civil.minute, 2);
  text.push_back(':');
  PutDigits(text, civil.second, 2);
  text.push_back('Z');
  return text;
}

std::optional<UtcTime> ParseRfc3339(std::string_view text) {
  constexpr std::string_view kShape = "0000-00-00T00:00:00Z";
  if (text.size() != kShape.size()) return std::nullopt;
  for (size_t i = 0; i < kShape.size(); ++i) {
    if (kShape[i] != '0' && text[i] != kShape[i]) return std::nullopt;
  }
  const std::array<int, 6> parts = {Digits(text, 0, 4),  Digits(text, 5, 2),  Digits(text, 8, 2),
                                    Digits(text, 11, 2), Digits(text, 14, 2), Digits(text, 17, 2)};
  for (const int part : parts) {
    if (part < 0) return std::nullopt;
  }
  CivilTime civil;
  civil.year = parts[0];
  civil.month = static_cast<uint8_t>(parts[1]);
  civil.day = static_cast<uint8_t>(parts[2]);
  civil.hour = static_cast<uint8_t>(parts[3]);
  civil.minute = static_cast<uint8_t>(parts[4]);
  civil.second = static_cast<uint8_t>(parts[5]);
  return FromCivil(civil);
}

}  // namespace tegami
