// SPDX-License-Identifier: MIT
// UTF-8 by its table, and escapes.
#include "codec/escape.h"

namespace tegami {
namespace {

bool IsContinuation(unsigned char octet, unsigned char low = 0x80, unsigned char high = 0xBF) {
  return octet >= low && octet <= high;
}

constexpr char kHex[] = "0123456789ABCDEF";

}  // namespace

size_t Utf8Length(std::string_view text) {
  if (text.empty()) return 0;
  const auto at = [&](size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const auto c0 = static_cast<unsigned char>(at(0));
  const auto c1 = static_cast<unsigned char>(at(1));
  const auto c2 = static_cast<unsigned char>(at(2));
  const auto c3 = static_cast<unsigned char>(at(3));
  if (c0 < 0x80) return 1;
  if (c0 >= 0xC2 && c0 <= 0xDF) return IsContinuation(c1) ? 2 : 0;
  if (c0 >= 0xE0 && c0 <= 0xEF) {
    const unsigned char low = c0 == 0xE0 ? 0xA0 : 0x80;
    const unsigned char high = c0 == 0xED ? 0x9F : 0xBF;
    return IsContinuation(c1, low, high) && IsContinuation(c2) ? 3 : 0;
  }
  if (c0 >= 0xF0 && c0 <= 0xF4) {
    const unsigned char low = c0 == 0xF0 ? 0x90 : 0x80;
    const unsigned char high = c0 == 0xF4 ? 0x8F : 0xBF;
    return IsContinuation(c1, low, high) && IsContinuation(c2) && IsContinuation(c3) ? 4 : 0;
  }
  return 0;
}

bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    const size_t length = Utf8Length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

void EscapeForDisplay(std::string_view from, AnyText& into) {
  into.clear();
  while (!from.empty()) {
    const auto octet = static_cast<unsigned char>(from.front());
    const size_t length = Utf8Length(from);
    // C1 controls (U+0080 to U+009F) are controls too.
    const bool c1_control = length == 2 && octet == 0xC2 && static_cast<unsigned char>(from[1]) < 0xA0;
    char escape[4] = {'\\', 'x', kHex[octet >> 4U], kHex[octet & 0xFU]};
    std::string_view piece(from.data(), length);
    size_t used = length;
    if (length == 0 || octet < 0x20 || octet == 0x7F || c1_control) {
      piece = std::string_view(escape, 4);
      used = 1;
      if (octet == '\r' || octet == '\n' || octet == '\t') {
        escape[1] = octet == '\r' ? 'r' : octet == '\n' ? 'n' : 't';
        piece = std::string_view(escape, 2);
      }
    }
    if (!Append(into, piece)) return;
    from.remove_prefix(used);
  }
}

}  // namespace tegami
