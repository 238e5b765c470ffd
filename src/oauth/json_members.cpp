// SPDX-License-Identifier: MIT
// The leniency that real servers need, in one place.
#include "oauth/json_members.h"

namespace tegami {

std::string_view TextMember(const JsonValue& object, const char* name) {
  return object.Member(name).Text().value_or(std::string_view());
}

std::optional<int64_t> NumberMember(const JsonValue& object, const char* name) { return object.Member(name).Number(); }

std::optional<int64_t> FirstNumber(const JsonValue& object, const char* name) {
  const JsonValue array = object.Member(name);
  return array.IsArray() ? array.First().Number() : std::nullopt;
}

bool ListsText(const JsonValue& object, const char* name, std::string_view text) {
  for (JsonValue item = object.Member(name).First(); item.exists(); item = item.Next()) {
    if (item.Text() == text) return true;
  }
  return false;
}

}  // namespace tegami
