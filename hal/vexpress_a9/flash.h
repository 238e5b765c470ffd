// SPDX-License-Identifier: MIT
// The board's second NOR flash: two Intel-style 16-bit chips side by side (CFI command set 0x0001), polled.
#pragma once

#include "tegami/hal/clock.h"
#include "tegami/hal/flash.h"

namespace tegami::vexpress_a9 {

// Tegami owns the first 16 MiB; the rest is the product's. Code never runs from this chip: while it programs or erases
// it gives status instead of content.
class NorFlash final : public Flash {
 public:
  static constexpr uint32_t kSectorBytes = 256 * 1024;
  static constexpr uint32_t kSectorCount = 64;
  // Two chips of 16 bits.
  static constexpr uint32_t kUnitBytes = 4;

  explicit NorFlash(Clock& clock) : clock_(clock) {}

  // Looks for the chips.
  //   kNotFound  they do not answer to the CFI query
  [[nodiscard]] Status Start();

  FlashGeometry Geometry() const override;
  Status Read(uint32_t offset, Bytes into) override;
  Status Program(uint32_t offset, ConstBytes data) override;
  Status Erase(uint32_t sector) override;

 private:
  [[nodiscard]] Status ProgramBuffer(uint32_t offset, ConstBytes data);
  [[nodiscard]] Status Unlock(uint32_t offset);
  [[nodiscard]] Status WaitReady(uint32_t offset, int64_t timeout_ms);
  bool WouldSetBits(uint32_t offset, ConstBytes data) const;

  Clock& clock_;
};

}  // namespace tegami::vexpress_a9
