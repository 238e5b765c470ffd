// SPDX-License-Identifier: MIT
// ARM PrimeCell UART PL011, for sending, polled (ARM DDI 0183).
#pragma once

#include <cstdint>

#include "tegami/base/bytes.h"

namespace tegami::vexpress_a9 {

class Pl011 {
 public:
  explicit constexpr Pl011(uintptr_t base) : base_(base) {}

  // 115200 baud at a reference clock of 24 MHz, 8 bits, no parity, FIFOs on.
  void Start() const;

  // Waits for room in the FIFO, octet by octet.
  void Write(ConstBytes octets) const;

 private:
  uintptr_t base_;
};

}  // namespace tegami::vexpress_a9
