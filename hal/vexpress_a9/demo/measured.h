// SPDX-License-Identifier: MIT
// What a run took of stack and arenas, on the console: "measured NAME OCTETS", as toolchain/size --measured reads it.
#pragma once

namespace tegami::vexpress_a9 {

void PrintMeasured();

}  // namespace tegami::vexpress_a9
