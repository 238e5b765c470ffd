// SPDX-License-Identifier: MIT
// Entropy from QEMU's virtio-rng, which passes on the host's. A product puts its own generator here.
#pragma once

#include <array>

#include "tegami/hal/clock.h"
#include "tegami/hal/entropy.h"
#include "vexpress_a9/virtio_mmio.h"

namespace tegami::vexpress_a9 {

class VirtioEntropy final : public Entropy {
 public:
  explicit VirtioEntropy(Clock& clock) : clock_(clock) {}

  //   kNotFound, kUnsupported  no such device: Fill() fails from then on
  [[nodiscard]] Status Start();

  Status Fill(Bytes into) override;

 private:
  // Taken in such blocks, so that many small requests cost one turn of the device.
  static constexpr size_t kPoolBytes = 256;
  // NIST SP 800-90B §4.4 in its simplest form: a source that gives the same octets twice running is broken.
  static constexpr size_t kHealthBytes = 16;

  [[nodiscard]] Status Refill();

  Clock& clock_;
  VirtioQueue queue_;
  std::array<uint8_t, kPoolBytes> pool_{};
  size_t filled_ = 0;  // of a block that is being taken
  size_t left_ = 0;
  bool lent_ = false;  // the device has the rest of the pool, and has not answered yet
  bool healthy_ = false;
};

}  // namespace tegami::vexpress_a9
