// SPDX-License-Identifier: MIT
// What the test image does for tests/qemu, which looks at the board from outside.
#pragma once

#include <string_view>

#include "vexpress_a9/board.h"

namespace tegami::vexpress_a9 {

// fault=null|code|data|undefined|stack: each ends in the exception report, and the run with kFaultStatus.
void Misbehave(std::string_view kind);

// restart=fault|reset: says why the board was started ("started by REASON"), restarts it after power-on, by a fault or
// without one, and ends with 0 behind that. (toolchain/qemu run --reboot)
int Restart(std::string_view by);

// watch=on: shows a page, then says on the console what the operator and the network do: "input KEY VALUE",
// "link up|down", "address A.B.C.D". Ends with 0 at the back key. With static=A.B.C.D that address is taken instead of
// DHCP's; with time=A.B.C.D:PORT that server is asked once, and its answer told: "time SECONDS".
int WatchBoard(Board& board);

}  // namespace tegami::vexpress_a9
