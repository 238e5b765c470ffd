// SPDX-License-Identifier: MIT
// The three forms, read word by word.
#include "codec/http_date.h"

#include "codec/date.h"

namespace tegami {
namespace {

constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";

// Takes words and numbers off the front of a text; one failure makes all the rest fail.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool Skip(std::string_view expected) {
    if (!rest_.starts_with(expected)) return ok_ = false;
    rest_.remove_prefix(expected.size());
    return ok_;
  }

  // One to `most` digits.
  int Number(size_t least, size_t most) {
    int number = 0;
    size_t count = 0;
    while (count < most && count < rest_.size() && rest_[count] >= '0' && rest_[count] <= '9') {
      number = number * 10 + (rest_[count] - '0');
      ++count;
    }
    ok_ = ok_ && count >= least;
    rest_.remove_prefix(count);
    return number;
  }

  uint8_t Month() {
    for (uint8_t month = 1; month <= 12 && rest_.size() >= 3; ++month) {
      if (std::string_view(kMonths.data() + 3 * (month - 1), 3) != std::string_view(rest_.data(), 3)) continue;
      rest_.remove_prefix(3);
      return month;
    }
    ok_ = false;
    return 0;
  }

  bool ok() const { return ok_; }
  bool AtEnd() const { return rest_.empty(); }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

void ReadClock(Scanner& scanner, CivilTime& civil) {
  civil.hour = static_cast<uint8_t>(scanner.Number(2, 2));
  scanner.Skip(":");
  civil.minute = static_cast<uint8_t>(scanner.Number(2, 2));
  scanner.Skip(":");
  civil.second = static_cast<uint8_t>(scanner.Number(2, 2));
}

// "Sun, 06 Nov 1994 08:49:37 GMT" and "Sunday, 06-Nov-94 08:49:37 GMT", behind the comma.
void ReadFixdate(Scanner& scanner, CivilTime& civil, bool old_form) {
  const std::string_view separator = old_form ? "-" : " ";
  civil.day = static_cast<uint8_t>(scanner.Number(2, 2));
  scanner.Skip(separator);
  civil.month = scanner.Month();
  scanner.Skip(separator);
  civil.year = old_form ? scanner.Number(2, 2) : scanner.Number(4, 4);
  if (old_form) civil.year += civil.year < 70 ? 2000 : 1900;
  scanner.Skip(" ");
  ReadClock(scanner, civil);
  scanner.Skip(" GMT");
}

// "Sun Nov  6 08:49:37 1994", behind the day's name.
void ReadAsctime(Scanner& scanner, CivilTime& civil, bool one_digit) {
  civil.month = scanner.Month();
  scanner.Skip(one_digit ? "  " : " ");
  civil.day = static_cast<uint8_t>(scanner.Number(1, 2));
  scanner.Skip(" ");
  ReadClock(scanner, civil);
  scanner.Skip(" ");
  civil.year = scanner.Number(4, 4);
}

}  // namespace

std::optional<UtcTime> ParseHttpDate(std::string_view text) {
  const size_t name_end = text.find_first_of(", ");
  if (name_end == std::string_view::npos || name_end < 3) return std::nullopt;
  CivilTime civil;
  std::string_view rest = text;
  rest.remove_prefix(name_end);
  const bool has_comma = rest.starts_with(", ");
  rest.remove_prefix(has_comma ? 2 : 1);
  Scanner scanner(rest);
  if (has_comma) {
    ReadFixdate(scanner, civil, rest.size() > 2 && rest[2] == '-');
  } else {
    ReadAsctime(scanner, civil, rest.size() > 4 && rest[4] == ' ');
  }
  if (!scanner.ok() || !scanner.AtEnd()) return std::nullopt;
  return FromCivil(civil);
}

}  // namespace tegami
