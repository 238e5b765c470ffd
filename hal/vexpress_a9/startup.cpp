// SPDX-License-Identifier: MIT
// From startup.S to RunImage(): MMU, console, constructors.
#include <cstdint>

#include "vexpress_a9/address_space.h"
#include "vexpress_a9/console.h"
#include "vexpress_a9/image.h"

using Constructor = void (*)();

extern "C" {
// Bounds of the table of constructors, from the linker script.
extern const Constructor __init_array_start[];
extern const Constructor __init_array_end[];

[[noreturn]] void StartImage() {
  tegami::vexpress_a9::EnableAddressSpace();
  tegami::vexpress_a9::StartConsole();
  for (const Constructor* constructor = __init_array_start; constructor != __init_array_end; ++constructor) {
    (*constructor)();
  }
  tegami::vexpress_a9::EndRun(tegami::vexpress_a9::RunImage());
}
}
