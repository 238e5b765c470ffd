// SPDX-License-Identifier: MIT
#include "vexpress_a9/stack_gauge.h"

#include <cstdint>

extern "C" {
extern const uint32_t __stack_bottom[];
extern const uint32_t __stack_top[];
}

namespace tegami::vexpress_a9 {
namespace {

constexpr uint32_t kPaint = 0x5ca1ab1e;  // as in startup.S

}  // namespace

size_t StackBytes() { return static_cast<size_t>(__stack_top - __stack_bottom) * sizeof(uint32_t); }

size_t StackPeakBytes() {
  const volatile uint32_t* word = __stack_bottom;
  while (word != __stack_top && *word == kPaint) ++word;
  return static_cast<size_t>(__stack_top - word) * sizeof(uint32_t);
}

}  // namespace tegami::vexpress_a9
