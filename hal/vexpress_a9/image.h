// SPDX-License-Identifier: MIT
// What the images of this board differ in. Each has its own sources: release/, demo/, tests/hal_contract/vexpress_a9.
#pragma once

#include "vexpress_a9/print_engine.h"

namespace tegami::vexpress_a9 {

// What the image is for; called once, after the constructors. Its value goes to EndRun().
int RunImage();

// The end: of a run under test (QEMU ends with this status), or by a fault. A release image restarts the board.
[[noreturn]] void EndRun(int status);

// Where the print engine's pages go.
PageChannel& ImagePageChannel();

// Status of a run that an exception ended.
inline constexpr int kFaultStatus = 99;

}  // namespace tegami::vexpress_a9
