// SPDX-License-Identifier: MIT
// Octets written as hexadecimal digits, for test vectors.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tegami {

// Blanks may stand between octets.
inline std::vector<uint8_t> Hex(std::string_view digits) {
  std::string clean;
  for (const char c : digits) {
    if (c != ' ') clean.push_back(c);
  }
  std::vector<uint8_t> octets;
  for (size_t i = 0; i + 1 < clean.size(); i += 2) {
    octets.push_back(static_cast<uint8_t>(std::stoul(clean.substr(i, 2), nullptr, 16)));
  }
  return octets;
}

}  // namespace tegami
