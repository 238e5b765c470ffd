// SPDX-License-Identifier: MIT
// What binds a sealed record to its name and its place.
#pragma once

#include <array>

#include "store/record.h"
#include "tegami/base/status.h"

namespace tegami {

// Nonce and associated data of one record.
struct RecordSealing {
  std::array<uint8_t, 12> nonce{};
  std::array<uint8_t, 12> associated{};

  static RecordSealing Of(uint32_t sequence, uint32_t offset, const RecordHeader& header);
};

// Eight octets that tell whether a flash was sealed under `key`.
[[nodiscard]] Status DeriveKeyCheck(ConstBytes key, std::span<uint8_t, SegmentHeader::kKeyCheckBytes> check);

}  // namespace tegami
