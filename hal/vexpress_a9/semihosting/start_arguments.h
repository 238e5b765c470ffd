// SPDX-License-Identifier: MIT
// What the image was started with: words key=value, from -semihosting-config arg=... (toolchain/qemu --arg).
#pragma once

#include <optional>
#include <string_view>

namespace tegami::vexpress_a9 {

// The value of the first word with this key; "" where it has none. Views live for ever.
std::optional<std::string_view> StartArgument(std::string_view key);

// Walks through all words with one key: for (StartArguments words("resolve"); auto value = words.Next();)
class StartArguments {
 public:
  explicit StartArguments(std::string_view key);
  std::optional<std::string_view> Next();

 private:
  std::string_view key_;
  std::string_view rest_;
};

}  // namespace tegami::vexpress_a9
