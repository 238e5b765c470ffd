// SPDX-License-Identifier: MIT
#include "vexpress_a9/device_key.h"

#include "shared/hkdf.h"
#include "vexpress_a9/memory_map.h"

namespace tegami::vexpress_a9 {
namespace {

constexpr std::string_view kMark = "TEGAMIK1";
constexpr size_t kKeyBytes = 32;

ConstBytes Fuses() { return {reinterpret_cast<const uint8_t*>(kFuseBase), kMark.size() + kKeyBytes}; }

}  // namespace

bool FuseDeviceKey::Present() const { return AsText(Fuses().first(kMark.size())) == kMark; }

Status FuseDeviceKey::Derive(ConstBytes label, ConstBytes salt, std::span<uint8_t, kDerivedBytes> key) {
  if (!Present()) return Fail(Error::kIo);
  HkdfSha256(Fuses().subspan(kMark.size()), salt, label, key);
  return {};
}

}  // namespace tegami::vexpress_a9
