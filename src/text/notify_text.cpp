// SPDX-License-Identifier: MIT
// The sentences of notify.def.
#include "text/notify_text.h"

#include <array>

namespace tegami {
namespace {

using Both = std::array<std::string_view, 2>;  // by Language: Japanese, English

struct EventRow {
  DeviceEvent event;
  Both text;
};

constexpr auto kEvents = std::to_array<EventRow>({
#define TEGAMI_NOTIFY_EVENT(event, english, japanese) {DeviceEvent::event, {japanese, english}},
#include "text/notify.def"
#undef TEGAMI_NOTIFY_EVENT
});

constexpr auto kWords = std::to_array<Both>({
#define TEGAMI_NOTIFY_WORD(key, english, japanese) {japanese, english},
#include "text/notify.def"
#undef TEGAMI_NOTIFY_WORD
});

constexpr bool EveryEventHasItsRow() {
  if (kEvents.size() != kDeviceEventCount) return false;
  for (size_t i = 0; i < kEvents.size(); ++i) {
    if (static_cast<size_t>(kEvents[i].event) != i) return false;
  }
  return true;
}
static_assert(EveryEventHasItsRow(), "notify.def has the order of DeviceEvent, and every event");

}  // namespace

std::string_view NotifyEventText(DeviceEvent event, Language language) {
  return kEvents[static_cast<size_t>(event)].text[static_cast<size_t>(language)];
}

std::string_view NotifyWordText(NotifyWord word, Language language) {
  return kWords[static_cast<size_t>(word)][static_cast<size_t>(language)];
}

}  // namespace tegami
