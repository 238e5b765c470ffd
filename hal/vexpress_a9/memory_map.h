// SPDX-License-Identifier: MIT
// Where the Versatile Express with a Cortex-A9 keeps its devices, and which interrupt each raises (ARM DUI 0447, 0448).
#pragma once

#include <cstddef>
#include <cstdint>

namespace tegami::vexpress_a9 {

// Motherboard.
inline constexpr uintptr_t kSystemRegistersBase = 0x10000000;
inline constexpr uintptr_t kKeyboardBase = 0x10006000;  // PL050
inline constexpr uintptr_t kUart0Base = 0x10009000;     // PL011: the console
inline constexpr uintptr_t kUart1Base = 0x1000a000;     // PL011: the print engine of the release image
inline constexpr uintptr_t kVirtioBase = 0x10013000;    // QEMU's: transports one after another
inline constexpr size_t kVirtioTransports = 4;
inline constexpr size_t kVirtioTransportBytes = 0x200;
inline constexpr uintptr_t kRtcBase = 0x10017000;  // PL031
inline constexpr uintptr_t kNorFlash1Base = 0x44000000;
inline constexpr size_t kNorFlashBytes = 64 * 1024 * 1024;
inline constexpr uintptr_t kFuseBase = 0x48000000;  // static RAM, where toolchain/qemu imitates fuses (device_key.h)
inline constexpr uintptr_t kEthernetBase = 0x4e000000;  // LAN9118

// Daughterboard.
inline constexpr uintptr_t kDisplayBase = 0x10020000;       // PL111
inline constexpr uintptr_t kInterruptCpuBase = 0x1e000100;  // GIC: the CPU's interface
inline constexpr uintptr_t kGlobalTimerBase = 0x1e000200;   // 64 bit, shared by the cores
inline constexpr uintptr_t kInterruptDistributorBase = 0x1e001000;

// PERIPHCLK, which drives the global timer: 100 MHz in QEMU's model.
inline constexpr uint32_t kPeripheralClockHz = 100'000'000;

// Interrupt identifiers of the GIC.
inline constexpr uint32_t kGlobalTimerInterrupt = 27;
inline constexpr uint32_t kKeyboardInterrupt = 32 + 12;
inline constexpr uint32_t kEthernetInterrupt = 32 + 15;
inline constexpr uint32_t kVirtioInterrupt = 32 + 40;  // of the first transport

}  // namespace tegami::vexpress_a9
