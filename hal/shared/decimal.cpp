// SPDX-License-Identifier: MIT
#include "shared/decimal.h"

#include <algorithm>
#include <cstdint>

namespace tegami {
namespace {

// What a double can hold lies between 1e-324 and 1e309; with 19 digits in front, further exponents change nothing.
constexpr int kExponentMax = 400;
// One more digit would still fit into 64 bits; then the rest only scales.
constexpr uint64_t kMantissaMax = (UINT64_MAX - 9) / 10;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

struct Digits {
  uint64_t mantissa = 0;
  int exponent = 0;  // of ten
  bool any = false;

  const char* Take(const char* text, bool fraction) {
    for (; IsDigit(*text); ++text) {
      any = true;
      const bool fits = mantissa <= kMantissaMax;
      if (fits) mantissa = mantissa * 10 + static_cast<uint64_t>(*text - '0');
      if (fits == fraction && exponent > -2 * kExponentMax && exponent < 2 * kExponentMax)
        exponent += fraction ? -1 : 1;
    }
    return text;
  }
};

// The exponent behind e or E; where no digit follows, the e does not belong to the number.
const char* TakeExponent(const char* text, int& exponent) {
  const char* at = text;
  if (*at != 'e' && *at != 'E') return text;
  ++at;
  const bool negative = *at == '-';
  if (*at == '-' || *at == '+') ++at;
  if (!IsDigit(*at)) return text;
  int value = 0;
  for (; IsDigit(*at); ++at) value = std::min(value * 10 + (*at - '0'), 4 * kExponentMax);
  exponent += negative ? -value : value;
  return at;
}

double Scale(double value, int exponent) {
  const bool up = exponent > 0;
  double power = 10;
  for (int rest = std::min(up ? exponent : -exponent, kExponentMax); rest != 0; rest >>= 1) {
    if ((rest & 1) != 0) value = up ? value * power : value / power;
    power *= power;
  }
  return value;
}

}  // namespace

double ParseDecimal(const char* text, char** end) {
  const bool negative = *text == '-';
  const char* at = negative || *text == '+' ? text + 1 : text;
  Digits digits;
  at = digits.Take(at, false);
  if (*at == '.' && (digits.any || IsDigit(at[1]))) at = digits.Take(at + 1, true);
  if (digits.any) at = TakeExponent(at, digits.exponent);
  if (end != nullptr) *end = const_cast<char*>(digits.any ? at : text);
  const double value = digits.mantissa == 0 ? 0.0 : Scale(static_cast<double>(digits.mantissa), digits.exponent);
  return negative ? -value : value;
}

}  // namespace tegami
