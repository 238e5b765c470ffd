// SPDX-License-Identifier: MIT
// Addresses as people write them, in octets as certificates have them.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "tegami/base/bytes.h"

namespace tegami {

struct IpLiteral {
  std::array<uint8_t, 16> octets{};  // network order
  uint8_t bytes = 0;                 // 4 or 16
  ConstBytes view() const { return {octets.data(), bytes}; }
};

// "192.0.2.1" or "2001:db8::1" (RFC 4291 §2.2, an IPv4 tail too); no brackets, no zone, no port.
std::optional<IpLiteral> ParseIpLiteral(std::string_view text);

}  // namespace tegami
