// SPDX-License-Identifier: MIT
// Views of octets and of text. Nothing here owns memory.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace tegami {

using ConstBytes = std::span<const uint8_t>;
using Bytes = std::span<uint8_t>;

// The octets of `text`; they live as long as it does.
inline ConstBytes AsBytes(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

// `bytes` read as text; no check that they are UTF-8.
inline std::string_view AsText(ConstBytes bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

// Copies as much of `from` as `into` holds; returns the octets copied. Either may be empty (and null).
inline size_t CopyBytes(Bytes into, ConstBytes from) {
  const size_t count = std::min(into.size(), from.size());
  if (count != 0) std::memcpy(into.data(), from.data(), count);
  return count;
}

}  // namespace tegami
