// SPDX-License-Identifier: MIT
// UTF-8, and text from outside made safe to show.
#pragma once

#include <string_view>

#include "tegami/base/text.h"

namespace tegami {

// Octets of the first character of `text`, 1 to 4; 0 where it is not well-formed UTF-8 (Unicode 3.9, table 3-7).
size_t Utf8Length(std::string_view text);

bool IsUtf8(std::string_view text);

// For logs, panels and pages: control characters become visible (\r, \n, \t, \x1B), what is not UTF-8 becomes \xNN.
// Keeps what fits, ending on a whole character or escape.
void EscapeForDisplay(std::string_view from, AnyText& into);

}  // namespace tegami
