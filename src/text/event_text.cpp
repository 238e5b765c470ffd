// SPDX-License-Identifier: MIT
// The sentences of events.def.
#include "text/event_text.h"

#include <array>

namespace tegami {
namespace {

struct Row {
  EventKind kind;
  std::array<std::string_view, 2> text;  // by Language: Japanese, English
};

constexpr auto kRows = std::to_array<Row>({
#define TEGAMI_EVENT_TEXT(kind, english, japanese) {EventKind::kind, {japanese, english}},
#include "text/events.def"
#undef TEGAMI_EVENT_TEXT
});

constexpr auto kKinds = std::to_array<EventKind>({
#define TEGAMI_EVENT(name, number, identifier, severity) EventKind::name,
#include "tegami/event_kinds.def"
#undef TEGAMI_EVENT
});

constexpr bool EveryKindHasItsRow() {
  if (kRows.size() != kKinds.size()) return false;
  for (size_t i = 0; i < kRows.size(); ++i) {
    if (kRows[i].kind != kKinds[i]) return false;
  }
  return true;
}
static_assert(EveryKindHasItsRow(), "events.def has the order of event_kinds.def, and every kind");

}  // namespace

std::string_view EventText(EventKind kind, Language language) {
  for (const Row& row : kRows) {
    if (row.kind == kind) return row.text[static_cast<size_t>(language)];
  }
  return {};
}

}  // namespace tegami
