// SPDX-License-Identifier: MIT
// The device's own key, imitated by a file.
#pragma once

#include "posix/store_directory.h"
#include "shared/hkdf.h"
#include "tegami/base/secret.h"
#include "tegami/hal/device_key.h"
#include "tegami/hal/entropy.h"

namespace tegami {

// 32 random octets in the file device.key of the store directory, made at first use. An imitation of fuses: whoever
// reads the directory has the key, so a host's store is as safe as its file permissions (0600), and no safer.
class PosixDeviceKey final : public DeviceKey {
 public:
  // Both outlive this object.
  PosixDeviceKey(StoreDirectory& directory, Entropy& entropy) : directory_(directory), entropy_(entropy) {}

  Status Derive(ConstBytes label, ConstBytes salt, std::span<uint8_t, kDerivedBytes> key) override;

 private:
  Status Load();

  StoreDirectory& directory_;
  Entropy& entropy_;
  Secret<kHkdfKeyBytes> key_;
};

}  // namespace tegami
