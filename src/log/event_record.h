// SPDX-License-Identifier: MIT
// A page of the event log as it lies on flash: the events of one record, in the order in which they happened.
#pragma once

#include "store/fields.h"
#include "tegami/event.h"

namespace tegami {

// What one event takes of a page at most: its field, the fixed part, a cause's identifier, the detail.
inline constexpr size_t kEventMaxBytes = 3 + 22 + 40 + kEventDetailMaxBytes;
// The value of one record. Each event writes its page anew: small pages wear the flash less, large ones need fewer
// places in the store's index.
inline constexpr size_t kEventPageBytes = 512;
static_assert(kEventMaxBytes <= kEventPageBytes);

// Appends `event` (not its number) to a page.
void WriteEvent(const Event& event, FieldWriter& page);

// Reads the event of the field at which `page` stands. False: of a later firmware's kind, or not an event.
[[nodiscard]] bool ReadEvent(const FieldReader& page, Event& event);

// Events of a page; all but readable ones count too, so that numbers stay.
uint32_t CountEvents(ConstBytes page);

}  // namespace tegami
