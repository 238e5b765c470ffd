// SPDX-License-Identifier: MIT
// Causes as records keep them: by identifier, which outlives the table's order.
#pragma once

#include <string_view>

#include "tegami/error_codes.h"

namespace tegami {

// kServerProtocol where no cause is called so any more, kNone for "".
Cause CauseNamed(std::string_view identifier);

}  // namespace tegami
