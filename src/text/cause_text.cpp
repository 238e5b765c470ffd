// SPDX-License-Identifier: MIT
// The sentences of causes.def.
#include "text/cause_text.h"

#include <array>

namespace tegami {
namespace {

struct Row {
  Cause cause;
  std::array<std::string_view, 2> text;  // by Language: Japanese, English
  std::array<std::string_view, 2> remedy;
};

constexpr auto kRows = std::to_array<Row>({
#define TEGAMI_CAUSE_TEXT(name, text, remedy, japanese_text, japanese_remedy) \
  {Cause::name, {japanese_text, text}, {japanese_remedy, remedy}},
#include "text/causes.def"
#undef TEGAMI_CAUSE_TEXT
});

// Row i tells of cause i + 1: kNone has none.
constexpr bool RowsAreInOrder() {
  for (size_t i = 0; i < kRows.size(); ++i) {
    if (static_cast<size_t>(kRows[i].cause) != i + 1) return false;
  }
  return static_cast<size_t>(Cause::kCancelled) == kRows.size();
}
static_assert(RowsAreInOrder(), "causes.def has the order of error_codes.def, and every cause");

}  // namespace

std::string_view CauseText(Cause cause, Language language) {
  if (cause == Cause::kNone) return {};
  return kRows[static_cast<size_t>(cause) - 1].text[static_cast<size_t>(language)];
}

std::string_view CauseRemedy(Cause cause, Language language) {
  if (cause == Cause::kNone) return {};
  return kRows[static_cast<size_t>(cause) - 1].remedy[static_cast<size_t>(language)];
}

}  // namespace tegami
