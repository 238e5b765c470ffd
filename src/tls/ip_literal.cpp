// SPDX-License-Identifier: MIT
// IPv4 in four decimal numbers, IPv6 in eight groups with one gap.
#include "tls/ip_literal.h"

#include <algorithm>
#include <charconv>

namespace tegami {
namespace {

// Takes a number from the front; nothing where there is none, or one of more digits than `digits_max`.
std::optional<uint16_t> TakeNumber(std::string_view& text, int base, size_t digits_max) {
  uint32_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value, base);
  const auto digits = static_cast<size_t>(stop - text.data());
  if (error != std::errc{} || digits > digits_max) return std::nullopt;
  if (base == 10 && digits > 1 && text.front() == '0') return std::nullopt;  // some read 010 as 8
  text.remove_prefix(digits);
  return static_cast<uint16_t>(value);
}

bool TakeChar(std::string_view& text, char wanted) {
  if (text.empty() || text.front() != wanted) return false;
  text.remove_prefix(1);
  return true;
}

bool ParseIpv4(std::string_view text, Bytes into) {
  for (size_t i = 0; i < 4; ++i) {
    if (i > 0 && !TakeChar(text, '.')) return false;
    const auto number = TakeNumber(text, 10, 3);
    if (!number || *number > 255) return false;
    into[i] = static_cast<uint8_t>(*number);
  }
  return text.empty();
}

bool ParseIpv6(std::string_view text, Bytes into) {
  size_t filled = 0;
  std::optional<size_t> gap;  // where "::" stands
  if (TakeChar(text, ':')) {
    if (!TakeChar(text, ':')) return false;
    gap = 0;
  }
  while (!text.empty()) {
    if (filled <= 12 && text.find(':') == text.npos && text.find('.') != text.npos) {
      if (!ParseIpv4(text, into.subspan(filled, 4))) return false;
      filled += 4;
      break;
    }
    const auto group = TakeNumber(text, 16, 4);
    if (!group || filled == 16) return false;
    into[filled] = static_cast<uint8_t>(*group >> 8);
    into[filled + 1] = static_cast<uint8_t>(*group & 0xFF);
    filled += 2;
    if (text.empty()) break;
    if (!TakeChar(text, ':') || text.empty()) return false;
    if (TakeChar(text, ':')) {
      if (gap) return false;
      gap = filled;
    }
  }
  if (!gap) return filled == 16;
  if (filled == 16) return false;  // RFC 5952 §4.2.2: "::" stands for one group at least
  std::rotate(into.begin() + static_cast<ptrdiff_t>(*gap), into.begin() + static_cast<ptrdiff_t>(filled), into.end());
  return true;
}

}  // namespace

std::optional<IpLiteral> ParseIpLiteral(std::string_view text) {
  IpLiteral address;
  if (ParseIpv4(text, address.octets)) {
    address.bytes = 4;
    return address;
  }
  address.octets = {};
  if (!ParseIpv6(text, address.octets)) return std::nullopt;
  address.bytes = 16;
  return address;
}

}  // namespace tegami
