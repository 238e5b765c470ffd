// SPDX-License-Identifier: MIT
// Decimal numbers without a heap, for boards: newlib's strtod takes 10 KiB of flash and allocates.
#pragma once

namespace tegami {

// As strtod() of ISO C for decimal numbers, without blanks in front, hexadecimal numbers, infinities and NaN. Exact for
// integers up to 2^53, which is what JSON has here (seconds and counts); others to within a few units in the last
// place.
double ParseDecimal(const char* text, char** end);

}  // namespace tegami
