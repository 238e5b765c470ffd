// SPDX-License-Identifier: MIT
#include "posix/device_key.h"

#include <array>

namespace tegami {
namespace {

constexpr const char* kFileName = "device.key";

}  // namespace

Status PosixDeviceKey::Load() {
  std::array<uint8_t, kHkdfKeyBytes> octets;
  Status loaded;
  if (auto file = directory_.OpenFile(kFileName, StoreDirectory::Missing::kFail)) {
    loaded = file->ReadAt(0, octets);
  } else if (file.error() != Error::kNotFound) {
    return Fail(file.error());
  } else {
    loaded = entropy_.Fill(octets);
    if (loaded) loaded = directory_.CreateFile(kFileName, octets);
  }
  if (loaded) loaded = key_.Assign(octets);
  Wipe(octets);
  return loaded;
}

Status PosixDeviceKey::Derive(ConstBytes label, ConstBytes salt, std::span<uint8_t, kDerivedBytes> key) {
  if (key_.empty() && !Load()) return Fail(Error::kIo);
  HkdfSha256(key_.Reveal(), salt, label, key);
  return {};
}

}  // namespace tegami
