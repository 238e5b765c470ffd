// SPDX-License-Identifier: MIT
// The machine's network interfaces as Tegami shows them.
#pragma once

#include <span>

#include "tegami/hal/network_types.h"

namespace tegami {

// The first interface that is up and has an address counts as the standard one (loopback only where there is no
// other); the one named `additional`, if any, as additional. Returns how many were put into `into`.
size_t ReadInterfaces(const char* additional, std::span<InterfaceInfo> into);

}  // namespace tegami
