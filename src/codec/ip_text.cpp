// SPDX-License-Identifier: MIT
// Addresses as text.
#include "codec/ip_text.h"

#include <charconv>

namespace tegami {
namespace {

void AppendNumber(unsigned number, int base, AnyText& into) {
  std::array<char, 8> digits{};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), number, base);
  static_cast<void>(Append(into, {digits.data(), static_cast<size_t>(end - digits.data())}));
}

// RFC 5952 §4.2: the longest run of two or more zero groups becomes "::", the first of several.
void AppendIpv6(const IpAddress& address, AnyText& into) {
  std::array<unsigned, 8> groups{};
  for (size_t i = 0; i < 8; ++i) groups[i] = address.octets[2 * i] * 256U + address.octets[2 * i + 1];
  size_t run_begin = 8;
  size_t run_size = 1;
  for (size_t i = 0; i < 8; ++i) {
    size_t size = 0;
    while (i + size < 8 && groups[i + size] == 0) ++size;
    if (size > run_size) {
      run_begin = i;
      run_size = size;
    }
  }
  for (size_t i = 0; i < 8; ++i) {
    if (i == run_begin) {
      static_cast<void>(Append(into, "::"));
      i += run_size - 1;
      continue;
    }
    if (i != 0 && i != run_begin + run_size) static_cast<void>(Append(into, ":"));
    AppendNumber(groups[i], 16, into);
  }
}

}  // namespace

void AppendIpAddress(const IpAddress& address, AnyText& into) {
  if (address.family == IpAddress::Family::kIpv6) {
    AppendIpv6(address, into);
    return;
  }
  for (size_t i = 0; i < 4; ++i) {
    if (i != 0) static_cast<void>(Append(into, "."));
    AppendNumber(address.octets[i], 10, into);
  }
}

void FormatAddressLiteral(const IpAddress& address, AnyText& into) {
  static_cast<void>(Append(into, address.family == IpAddress::Family::kIpv6 ? "[IPv6:" : "["));
  AppendIpAddress(address, into);
  static_cast<void>(Append(into, "]"));
}

}  // namespace tegami
