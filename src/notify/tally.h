// SPDX-License-Identifier: MIT
// How often each event happened, and when first and last.
#pragma once

#include <array>
#include <optional>

#include "tegami/base/time.h"
#include "tegami/settings.h"

namespace tegami {

constexpr uint16_t EventBit(DeviceEvent event) { return static_cast<uint16_t>(1U << static_cast<unsigned>(event)); }

class EventTally {
 public:
  struct Row {
    uint16_t count = 0;  // stops at its largest value
    std::optional<UtcTime> first;
    std::optional<UtcTime> last;
  };

  void Add(DeviceEvent event, std::optional<UtcTime> time) {
    Row& row = rows_[static_cast<size_t>(event)];
    if (row.count == 0) row.first = time;
    if (row.count < UINT16_MAX) ++row.count;
    row.last = time;
  }

  const Row& Of(DeviceEvent event) const { return rows_[static_cast<size_t>(event)]; }

  // Bit n: DeviceEvent n happened.
  uint16_t events() const {
    uint16_t events = 0;
    for (size_t i = 0; i < rows_.size(); ++i) {
      if (rows_[i].count != 0) events = static_cast<uint16_t>(events | EventBit(static_cast<DeviceEvent>(i)));
    }
    return events;
  }

 private:
  std::array<Row, kDeviceEventCount> rows_;
};

}  // namespace tegami
