// SPDX-License-Identifier: MIT
// The machine's network interfaces as Tegami shows them.
#pragma once

#include <optional>
#include <span>

#include "tegami/hal/network_types.h"

namespace tegami {

// The first interface that is up and has an address counts as the standard one (loopback only where there is no
// other); the one named `additional`, if any, as additional. Returns how many were put into `into`.
size_t ReadInterfaces(const char* additional, std::span<InterfaceInfo> into);

// Of the interface that has `local`: additional is the one of that name alone.
std::optional<InterfaceKind> KindOfInterface(const char* additional, const IpAddress& local);

}  // namespace tegami
