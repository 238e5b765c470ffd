// SPDX-License-Identifier: MIT
// Fax numbers as people type them.
#pragma once

#include <string_view>

#include "tegami/base/text.h"
#include "tegami/config.h"

namespace tegami {

using FaxNumber = Text<kFaxNumberMaxBytes>;

// What is dialled: digits, a leading '+', '*', '#', and ',' for a pause. "+81 (3) 1234-5678" becomes "+81312345678",
// "0p03.1234" becomes "0,031234".
//   kInvalidCharacter  something that is neither dialled nor a mark between digits; '+' in the middle
//   kInvalidArgument   no digit
//   kTooLong           more than kFaxNumberMaxBytes are dialled
[[nodiscard]] Status NormalizeFaxNumber(std::string_view typed, FaxNumber& number);

}  // namespace tegami
