// SPDX-License-Identifier: MIT
// Starting the board anew, and why it was started. The motherboard's flags tell: a reset leaves them, a power cycle
// does not (SYS_NVFLAGS, ARM DUI 0447 §4.3.5).
#pragma once

#include <string_view>

namespace tegami::vexpress_a9 {

// For the event log: "power on"; "fault", behind NoteFault(); "reset", by whatever else. Ask once a start: from the
// next one on this one counts as a reset.
std::string_view TakeStartReason();

// A processor exception ends this run.
void NoteFault();

[[noreturn]] void RestartBoard();

}  // namespace tegami::vexpress_a9
