// SPDX-License-Identifier: MIT
// Bounded text: ETL strings, filled by functions that refuse instead of cutting.
#pragma once

#include <etl/string.h>

#include <string_view>

#include "tegami/base/status.h"

namespace tegami {

template <size_t N>
using Text = etl::string<N>;
using AnyText = etl::istring;

inline std::string_view View(const AnyText& text) { return {text.data(), text.size()}; }

//   kTooLong  does not fit; `text` is unchanged
[[nodiscard]] inline Status Append(AnyText& text, std::string_view more) {
  if (more.size() > text.available()) return Fail(Error::kTooLong);
  if (!more.empty()) text.append(more.data(), more.size());
  return {};
}

//   kTooLong  does not fit; `text` is unchanged
[[nodiscard]] inline Status Assign(AnyText& text, std::string_view value) {
  if (value.size() > text.max_size()) return Fail(Error::kTooLong);
  text.clear();
  if (!value.empty()) text.append(value.data(), value.size());
  return {};
}

// For display only: keeps what fits, ending on a whole UTF-8 character.
inline void AssignCut(AnyText& text, std::string_view value) {
  size_t count = value.size() < text.max_size() ? value.size() : text.max_size();
  while (count > 0 && count < value.size() && (static_cast<unsigned char>(value[count]) & 0xC0U) == 0x80U) --count;
  text.clear();
  if (count != 0) text.append(value.data(), count);
}

}  // namespace tegami
