// SPDX-License-Identifier: MIT
// What people read about a cause.
#pragma once

#include <string_view>

#include "tegami/error_codes.h"
#include "tegami/settings.h"

namespace tegami {

// UTF-8, static storage; empty for kNone.
std::string_view CauseText(Cause cause, Language language);
std::string_view CauseRemedy(Cause cause, Language language);

}  // namespace tegami
