// SPDX-License-Identifier: MIT
// Memory-mapped registers of 32 bits.
#pragma once

#include <cstdint>

namespace tegami {

inline uint32_t ReadRegister(uintptr_t address) { return *reinterpret_cast<const volatile uint32_t*>(address); }

inline void WriteRegister(uintptr_t address, uint32_t value) { *reinterpret_cast<volatile uint32_t*>(address) = value; }

}  // namespace tegami
