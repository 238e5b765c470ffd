// SPDX-License-Identifier: MIT
#include "job/fax_number.h"

namespace tegami {
namespace {

constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }
constexpr bool IsMark(char c) { return c == ' ' || c == '-' || c == '.' || c == '/' || c == '(' || c == ')'; }
constexpr bool IsPause(char c) { return c == ',' || c == 'p' || c == 'P'; }

}  // namespace

Status NormalizeFaxNumber(std::string_view typed, FaxNumber& number) {
  number.clear();
  bool has_digit = false;
  for (const char c : typed) {
    if (IsMark(c)) continue;
    const bool leading_plus = c == '+' && number.empty();
    if (!IsDigit(c) && c != '*' && c != '#' && !IsPause(c) && !leading_plus) return Fail(Error::kInvalidCharacter);
    if (number.full()) return Fail(Error::kTooLong);
    number.push_back(IsPause(c) ? ',' : c);
    has_digit = has_digit || IsDigit(c);
  }
  return has_digit ? Status{} : Fail(Error::kInvalidArgument);
}

}  // namespace tegami
