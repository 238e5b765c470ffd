// SPDX-License-Identifier: MIT
#include "vexpress_a9/pl011.h"

#include "shared/registers.h"

namespace tegami::vexpress_a9 {
namespace {

constexpr uintptr_t kData = 0x00;
constexpr uintptr_t kFlags = 0x18;
constexpr uintptr_t kIntegerBaud = 0x24;
constexpr uintptr_t kFractionalBaud = 0x28;
constexpr uintptr_t kLineControl = 0x2c;
constexpr uintptr_t kControl = 0x30;
constexpr uint32_t kTransmitFull = 1U << 5;
constexpr uint32_t kEightBitsWithFifo = 0x70;
constexpr uint32_t kEnableTransmit = 0x101;

}  // namespace

void Pl011::Start() const {
  // 24 MHz / (16 * 115200) = 13 + 1/64.
  WriteRegister(base_ + kControl, 0);
  WriteRegister(base_ + kIntegerBaud, 13);
  WriteRegister(base_ + kFractionalBaud, 1);
  WriteRegister(base_ + kLineControl, kEightBitsWithFifo);
  WriteRegister(base_ + kControl, kEnableTransmit);
}

void Pl011::Write(ConstBytes octets) const {
  for (const uint8_t octet : octets) {
    while ((ReadRegister(base_ + kFlags) & kTransmitFull) != 0) {
    }
    WriteRegister(base_ + kData, octet);
  }
}

}  // namespace tegami::vexpress_a9
