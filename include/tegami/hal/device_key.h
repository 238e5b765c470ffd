// SPDX-License-Identifier: MIT
// The key that only this device has: fuses, a secure element or a PUF. It never leaves.
#pragma once

#include "tegami/base/bytes.h"
#include "tegami/base/status.h"

namespace tegami {

class DeviceKey {
 public:
  // Octets that Derive() gives.
  static constexpr size_t kDerivedBytes = 32;

  // Derives a key for `label` and `salt` from the device's own key, by HKDF-SHA-256 or a PRF as strong. The same
  // label and salt give the same key for as long as the device lives, in every firmware version; no other device
  // gives it. The caller wipes `key`.
  //   kIo  the key store did not answer
  [[nodiscard]] virtual Status Derive(ConstBytes label, ConstBytes salt, std::span<uint8_t, kDerivedBytes> key) = 0;

 protected:
  ~DeviceKey() = default;
};

}  // namespace tegami
