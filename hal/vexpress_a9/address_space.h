// SPDX-License-Identifier: MIT
// The MMU: code cannot be written, data cannot be executed, what nobody owns cannot be touched.
#pragma once

namespace tegami::vexpress_a9 {

// Switches on MMU, caches and branch prediction. Call first, once.
void EnableAddressSpace();

}  // namespace tegami::vexpress_a9
