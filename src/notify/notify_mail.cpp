// SPDX-License-Identifier: MIT
#include "notify/notify_mail.h"

#include <bit>
#include <charconv>
#include <cstdlib>

#include "codec/date.h"
#include "text/notify_text.h"

namespace tegami {
namespace {

// What does not fit is left out: the buffer was measured for the longest mail.
void Add(AnyText& text, std::string_view more) { static_cast<void>(Append(text, more)); }

void AddNumber(AnyText& text, int32_t number, int width) {
  std::array<char, 12> digits;
  const char* end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  const auto count = static_cast<int>(end - digits.data());
  for (int i = count; i < width; ++i) Add(text, "0");
  Add(text, {digits.data(), static_cast<size_t>(count)});
}

// "2026-11-24 13:05", local.
void AddTime(AnyText& text, UtcTime time, int16_t utc_offset_minutes) {
  const CivilTime local = ToCivil({time.seconds + int64_t{utc_offset_minutes} * 60});
  AddNumber(text, local.year, 4);
  Add(text, "-");
  AddNumber(text, local.month, 2);
  Add(text, "-");
  AddNumber(text, local.day, 2);
  Add(text, " ");
  AddNumber(text, local.hour, 2);
  Add(text, ":");
  AddNumber(text, local.minute, 2);
}

void AddRow(AnyText& text, const EventTally::Row& row, const DeviceSettings& device) {
  const auto word = [&](NotifyWord which) { Add(text, NotifyWordText(which, device.language)); };
  Add(text, "  ");
  if (row.count > 1) {
    AddNumber(text, row.count, 1);
    word(NotifyWord::kTimes);
  }
  if (!row.first || !row.last) {
    word(NotifyWord::kNoTime);
  } else {
    AddTime(text, *row.first, device.utc_offset_minutes);
    if (row.count > 1) {
      word(NotifyWord::kTo);
      AddTime(text, *row.last, device.utc_offset_minutes);
    }
    Add(text, " (UTC");
    const int offset = device.utc_offset_minutes;
    Add(text, offset < 0 ? "-" : "+");
    AddNumber(text, std::abs(offset) / 60, 2);
    Add(text, ":");
    AddNumber(text, std::abs(offset) % 60, 2);
    Add(text, ")");
  }
  Add(text, "\n");
}

}  // namespace

void WriteNotifyMail(const EventTally& tally, uint16_t events, const DeviceSettings& device, NotifyMail& mail) {
  const uint16_t told = events & tally.events();
  const Language language = device.language;
  const std::string_view name =
      device.device_name.empty() ? NotifyWordText(NotifyWord::kPrinter, language) : View(device.device_name);
  mail.subject.clear();
  mail.text.clear();
  Add(mail.subject, name);
  Add(mail.subject, ": ");
  const bool one = std::popcount(told) == 1;
  const auto first = static_cast<DeviceEvent>(std::countr_zero(told));
  Add(mail.subject, one ? NotifyEventText(first, language) : NotifyWordText(NotifyWord::kSeveral, language));
  Add(mail.text, NotifyWordText(NotifyWord::kDevice, language));
  Add(mail.text, name);
  Add(mail.text, "\n");
  for (uint8_t i = 0; i < kDeviceEventCount; ++i) {
    const auto event = static_cast<DeviceEvent>(i);
    if ((told & EventBit(event)) == 0) continue;
    Add(mail.text, "\n");
    Add(mail.text, NotifyEventText(event, language));
    Add(mail.text, "\n");
    AddRow(mail.text, tally.Of(event), device);
  }
}

}  // namespace tegami
