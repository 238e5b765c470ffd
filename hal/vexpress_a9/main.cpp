// SPDX-License-Identifier: MIT
#include "vexpress_a9/console.h"
#include "vexpress_a9/stack_gauge.h"

int main() {
  tegami::vexpress_a9::PrintLine("tegami: hello, stack %u", static_cast<unsigned>(tegami::vexpress_a9::StackPeakBytes()));
  return 0;
}
