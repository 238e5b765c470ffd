// SPDX-License-Identifier: MIT
#include "app/device_clock.h"

namespace tegami {

void DeviceClock::Start() {
  DeviceNotes notes;
  if (book_.LoadDeviceNotes(notes)) offset_seconds_ = notes.clock_offset_seconds;
}

std::optional<UtcTime> DeviceClock::WallClock() {
  const std::optional<UtcTime> told = board_.WallClock();
  return told ? std::optional(UtcTime{told->seconds + offset_seconds_}) : std::nullopt;
}

Status DeviceClock::SetWallClock(UtcTime now) {
  const Status set = board_.SetWallClock(now);
  if (set) return KeepOffset(0);
  const std::optional<UtcTime> told = board_.WallClock();
  if (set.error() != Error::kUnsupported || !told) return set;
  return KeepOffset(now.seconds - told->seconds);
}

Status DeviceClock::KeepOffset(int64_t seconds) {
  if (seconds == offset_seconds_) return {};
  DeviceNotes notes;
  TEGAMI_TRY(book_.LoadDeviceNotes(notes));
  notes.clock_offset_seconds = seconds;
  TEGAMI_TRY(book_.SaveDeviceNotes(notes));
  offset_seconds_ = seconds;
  return {};
}

}  // namespace tegami
