// SPDX-License-Identifier: MIT
// Looks for words in what servers say.
#pragma once

#include <algorithm>
#include <string_view>

namespace tegami {

// Whether `text` has `words` (lower case) somewhere, in any case. Empty words are everywhere.
inline bool ContainsWords(std::string_view text, std::string_view words) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  const auto found = std::search(text.begin(), text.end(), words.begin(), words.end(),
                                 [lower](char t, char w) { return lower(t) == w; });
  return words.empty() || found != text.end();
}

}  // namespace tegami
