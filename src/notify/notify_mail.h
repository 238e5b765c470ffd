// SPDX-License-Identifier: MIT
// The words of a notification mail.
#pragma once

#include "notify/tally.h"
#include "tegami/base/text.h"

namespace tegami {

// Every event with its longest sentence, a count and two times.
inline constexpr size_t kNotifyTextMaxBytes = 1536;

struct NotifyMail {
  Text<kMailAddressMaxBytes> to;
  Text<kDisplayNameMaxBytes + 96> subject;
  Text<kNotifyTextMaxBytes> text;
};

// Subject and text about those of `events` that `tally` has, in the device's language and time zone. `mail.to` is left.
void WriteNotifyMail(const EventTally& tally, uint16_t events, const DeviceSettings& device, NotifyMail& mail);

}  // namespace tegami
