// SPDX-License-Identifier: MIT
// The log of the board: text on UART0, polled. For engineers at a serial line; no octet of a secret ever goes here.
#pragma once

#include <string_view>

namespace tegami::vexpress_a9 {

void StartConsole();

// Waits until the UART took it. A line feed is sent as it is.
void Print(std::string_view text);

// Formats into a line of 200 octets (longer: cut) and prints it with a line feed. newlib-nano knows no %lld.
[[gnu::format(printf, 1, 2)]] void PrintLine(const char* format, ...);

// Text alone, for where printf must not be used (exceptions): "pc 0x60001234".
void PrintHex(std::string_view label, unsigned value);

}  // namespace tegami::vexpress_a9
