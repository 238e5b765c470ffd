// SPDX-License-Identifier: MIT
// What binds a sealed record to its name, its place and its device.
#pragma once

#include <array>

#include "crypto/aead.h"
#include "store/record.h"
#include "tegami/base/status.h"

namespace tegami {

// Nonce and associated data of one record.
struct RecordSealing {
  std::array<uint8_t, kAeadNonceBytes> nonce{};
  std::array<uint8_t, 16> associated{};

  static RecordSealing Of(uint32_t sequence, uint32_t offset, const RecordHeader& header);
};

// The key of the records of one opening of a segment.
[[nodiscard]] Status DeriveSegmentKey(ConstBytes key, const SegmentHeader& header,
                                      std::span<uint8_t, kAeadKeyBytes> segment_key);

// Eight octets over the header without its check: tells another device's flash from this one's.
[[nodiscard]] Status DeriveHeaderCheck(ConstBytes key, const SegmentHeader& header,
                                       std::span<uint8_t, SegmentHeader::kCheckBytes> check);

}  // namespace tegami
