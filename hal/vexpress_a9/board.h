// SPDX-License-Identifier: MIT
// The services of this board, started, as the Platform that Tegami wants.
#pragma once

#include "shared/lwip/lwip_network.h"
#include "tegami/hal/platform.h"
#include "vexpress_a9/flash.h"

namespace tegami::vexpress_a9 {

struct Board {
  Platform platform;
  LwipNetwork& network;  // as they really are
  NorFlash& flash;
};

// Starts everything at the first call, and says on the console what is missing: that service then fails as its contract
// has it.
Board& StartedBoard();

}  // namespace tegami::vexpress_a9
