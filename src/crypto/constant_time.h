// SPDX-License-Identifier: MIT
// Comparing secrets without telling by the time it takes where they differ.
#pragma once

#include "tegami/base/bytes.h"

namespace tegami {

// The time depends on the sizes only. Different sizes are not equal.
[[nodiscard]] bool ConstantTimeEqual(ConstBytes a, ConstBytes b);

}  // namespace tegami
