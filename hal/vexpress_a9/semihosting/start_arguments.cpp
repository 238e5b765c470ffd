// SPDX-License-Identifier: MIT
#include "vexpress_a9/semihosting/start_arguments.h"

#include <algorithm>

#include "vexpress_a9/semihosting/semihosting.h"

namespace tegami::vexpress_a9 {

StartArguments::StartArguments(std::string_view key) : key_(key) {
  static const std::string_view line = SemihostingArguments();
  rest_ = line;
}

std::optional<std::string_view> StartArguments::Next() {
  while (!rest_.empty()) {
    const std::string_view word(rest_.data(), std::min(rest_.find(' '), rest_.size()));
    rest_.remove_prefix(std::min(word.size() + 1, rest_.size()));
    if (word.starts_with(key_) && word.size() > key_.size() && word[key_.size()] == '=') {
      return std::string_view(word.data() + key_.size() + 1, word.size() - key_.size() - 1);
    }
  }
  return std::nullopt;
}

std::optional<std::string_view> StartArgument(std::string_view key) { return StartArguments(key).Next(); }

}  // namespace tegami::vexpress_a9
