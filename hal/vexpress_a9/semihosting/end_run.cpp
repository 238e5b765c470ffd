// SPDX-License-Identifier: MIT
#include "vexpress_a9/image.h"
#include "vexpress_a9/semihosting/semihosting.h"

namespace tegami::vexpress_a9 {

void EndRun(int status) { SemihostingExit(status); }

}  // namespace tegami::vexpress_a9
