// SPDX-License-Identifier: MIT
// How much of the stack was ever used.
#pragma once

#include <cstddef>

namespace tegami::vexpress_a9 {

size_t StackBytes();

// The deepest use since reset, by the paint that startup.S put there: 4 octets exact.
size_t StackPeakBytes();

}  // namespace tegami::vexpress_a9
