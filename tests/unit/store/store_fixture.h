// SPDX-License-Identifier: MIT
// A store on a fake chip, with small helpers for values.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>

#include "fakes/crypto_setup.h"
#include "fakes/fake_device_key.h"
#include "fakes/fake_flash.h"
#include "store/store.h"

namespace tegami {

inline constexpr RecordId kFirst{RecordKind::kSignIn, 0};
inline constexpr RecordId kSecond{RecordKind::kSignIn, 1};

// The value of a record; its length follows from `seed` too.
inline std::string ValueOf(unsigned seed, size_t size) {
  std::string value(size, '\0');
  for (size_t i = 0; i < size; ++i) value[i] = static_cast<char>(seed * 131 + i * 7 + i / 251);
  return value;
}

// One device: the chip and the entropy go on across reboots, the store does not.
class Device {
 public:
  explicit Device(const FlashGeometry& geometry, uint8_t serial = 1) : flash(geometry), key(serial) {}

  Status Boot() {
    flash.Reboot();
    store = std::make_unique<Store>(flash, key, CryptoSetup::Get().entropy);
    return store->Mount();
  }
  Status Put(RecordId id, const std::string& value) { return store->Put(id, AsBytes(value)); }
  // Nothing: not stored. "!": it no longer opens.
  std::optional<std::string> Get(RecordId id) {
    const Result<ConstBytes> value = store->Open(id);
    if (value) return std::string(AsText(*value));
    if (value.error() == Error::kNotFound) return std::nullopt;
    return "!";
  }

  FakeFlash flash;
  FakeDeviceKey key;
  std::unique_ptr<Store> store;
};

class StoreTest : public testing::TestWithParam<FlashGeometry> {
 protected:
  void SetUp() override { CryptoSetup::Get().Reset(); }
};

// Sectors of 4, 64 and 256 KiB, program units of 1 to 256 octets.
inline const FlashGeometry kGeometries[] = {
    {.sector_bytes = 4096, .sector_count = 64, .program_unit_bytes = 1},
    {.sector_bytes = 4096, .sector_count = 64, .program_unit_bytes = 256},
    {.sector_bytes = 65536, .sector_count = 4, .program_unit_bytes = 4},
    {.sector_bytes = 262144, .sector_count = 4, .program_unit_bytes = 256},
};

}  // namespace tegami
