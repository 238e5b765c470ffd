// SPDX-License-Identifier: MIT
// An imitation of a device key in fuses. A product has it in fuses, a secure element or a PUF instead.
#pragma once

#include "tegami/hal/device_key.h"

namespace tegami::vexpress_a9 {

// QEMU's board has no fuses. toolchain/qemu puts 40 octets at kFuseBase before reset, "TEGAMIK1" and 32 random ones
// that it keeps beside the flash image: another chip than the flash, so that copied flash is useless elsewhere. The
// octets can be read there by any code, which fuses behind a key ladder would not allow: here nothing depends on it.
class FuseDeviceKey final : public DeviceKey {
 public:
  // Whether a key was burnt. Without one Derive() answers kIo.
  bool Present() const;

  Status Derive(ConstBytes label, ConstBytes salt, std::span<uint8_t, kDerivedBytes> key) override;
};

}  // namespace tegami::vexpress_a9
