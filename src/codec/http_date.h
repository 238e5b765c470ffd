// SPDX-License-Identifier: MIT
// HTTP-date (RFC 9110 §5.6.7): IMF-fixdate, and the two obsolete forms that a recipient must read.
#pragma once

#include <optional>
#include <string_view>

#include "tegami/base/time.h"

namespace tegami {

// Nothing where it is none of the three forms. A two-digit year is of 1970 to 2069.
std::optional<UtcTime> ParseHttpDate(std::string_view text);

}  // namespace tegami
