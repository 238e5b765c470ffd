// SPDX-License-Identifier: MIT
// A virtio device over MMIO with one queue (OASIS virtio 1.1 §4.2), polled: QEMU's entropy source and touch panel.
#pragma once

#include <cstdint>
#include <optional>

#include "tegami/base/bytes.h"
#include "tegami/base/status.h"

namespace tegami::vexpress_a9 {

enum class VirtioDevice : uint32_t { kEntropy = 4, kInput = 18 };

// The first queue of a device, all of whose buffers the device writes. There is no such device but in QEMU, which
// knows no caches: neither queue nor buffers need special memory.
class VirtioQueue {
 public:
  static constexpr size_t kSlots = 16;  // a power of two

  // Finds the device on one of the board's transports and starts it.
  //   kNotFound     the machine has none
  //   kUnsupported  an older version of virtio, or a queue of fewer slots
  [[nodiscard]] Status Start(VirtioDevice device);

  // Lends the device a buffer of slot `slot`, which is not lent already.
  void Lend(uint16_t slot, Bytes buffer);

  struct Returned {
    uint16_t slot = 0;
    uint32_t count = 0;  // octets written
  };

  // The oldest buffer that came back; nothing where none did. Takes the device's interrupt back.
  std::optional<Returned> Take();

 private:
  struct Descriptor {
    uint64_t address;
    uint32_t size;
    uint16_t flags;
    uint16_t next;
  };
  struct Available {
    uint16_t flags;
    uint16_t index;
    uint16_t ring[kSlots];
  };
  struct UsedElement {
    uint32_t slot;
    uint32_t count;
  };
  struct Used {
    uint16_t flags;
    uint16_t index;
    UsedElement ring[kSlots];
  };

  [[nodiscard]] Status StartAt(uintptr_t base);

  alignas(16) Descriptor descriptors_[kSlots] = {};
  alignas(4) volatile Available available_{};
  alignas(4) volatile Used used_{};
  uintptr_t base_ = 0;
  uint16_t next_available_ = 0;
  uint16_t next_used_ = 0;
};

}  // namespace tegami::vexpress_a9
