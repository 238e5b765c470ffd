// SPDX-License-Identifier: MIT
// The services of this board, started, as the Platform that Tegami wants.
#pragma once

#include "shared/lwip/lwip_network.h"
#include "tegami/hal/platform.h"
#include "vexpress_a9/image.h"

namespace tegami::vexpress_a9 {

struct Board {
  Platform platform;
  LwipNetwork& network;  // platform.network as it really is
};

// Starts everything, once, and says on the console what is missing: that service then fails as its contract has it.
Board& StartBoard();

}  // namespace tegami::vexpress_a9
