// SPDX-License-Identifier: MIT
// The fuses of one device among many.
#pragma once

#include <array>

#include "fakes/nth_call.h"
#include "shared/hkdf.h"
#include "tegami/hal/device_key.h"

namespace tegami {

class FakeDeviceKey final : public DeviceKey {
 public:
  // Two devices with different serial numbers have different keys.
  explicit FakeDeviceKey(uint8_t serial = 1) { fuses_.fill(serial); }

  Status Derive(ConstBytes label, ConstBytes salt, std::span<uint8_t, kDerivedBytes> key) override {
    if (failing.IsNow()) return Fail(Error::kIo);
    HkdfSha256(fuses_, salt, label, key);
    return {};
  }

  NthCall failing;

 private:
  std::array<uint8_t, kHkdfKeyBytes> fuses_{};
};

}  // namespace tegami
