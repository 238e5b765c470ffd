// SPDX-License-Identifier: MIT
#include "vexpress_a9/console.h"

#include <algorithm>
#include <cstdarg>
#include <cstdio>

#include "vexpress_a9/memory_map.h"
#include "vexpress_a9/pl011.h"

namespace tegami::vexpress_a9 {
namespace {

constexpr size_t kLineMaxBytes = 200;
constexpr Pl011 kUart(kUart0Base);

}  // namespace

void StartConsole() { kUart.Start(); }

void Print(std::string_view text) { kUart.Write(AsBytes(text)); }

void PrintLine(const char* format, ...) {
  char line[kLineMaxBytes + 1];
  va_list arguments;
  va_start(arguments, format);
  const int length = vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  Print({line, std::min(static_cast<size_t>(std::max(length, 0)), kLineMaxBytes)});
  Print("\n");
}

void PrintHex(std::string_view label, unsigned value) {
  constexpr char kDigits[] = "0123456789abcdef";
  char text[8];
  for (int digit = 7; digit >= 0; --digit, value >>= 4) text[digit] = kDigits[value & 0xf];
  Print(label);
  Print(" 0x");
  Print({text, sizeof text});
}

}  // namespace tegami::vexpress_a9
