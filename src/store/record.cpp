// SPDX-License-Identifier: MIT
// The headers of segments and records, octet by octet.
#include "store/record.h"

#include <algorithm>

namespace tegami {
namespace {

void Put16(uint8_t* into, uint32_t value) {
  into[0] = static_cast<uint8_t>(value);
  into[1] = static_cast<uint8_t>(value >> 8U);
}

void Put32(uint8_t* into, uint32_t value) {
  Put16(into, value);
  Put16(into + 2, value >> 16U);
}

// The word behind a segment's first number.
constexpr uint32_t kTornBit = 1;
constexpr uint32_t kCopiesBit = 2;
constexpr uint32_t kSkippedShift = 2;
constexpr uint32_t kSkippedMax = UINT32_MAX >> kSkippedShift;

uint32_t Get16(const uint8_t* from) { return from[0] | uint32_t{from[1]} << 8U; }
uint32_t Get32(const uint8_t* from) { return Get16(from) | Get16(from + 2) << 16U; }

constexpr std::array<uint32_t, 16> kCrcNibble = [] {
  std::array<uint32_t, 16> table{};
  for (uint32_t i = 0; i < table.size(); ++i) {
    uint32_t value = i;
    for (int bit = 0; bit < 4; ++bit) value = (value & 1U) != 0 ? value >> 1U ^ 0xEDB88320U : value >> 1U;
    table[i] = value;
  }
  return table;
}();

}  // namespace

uint32_t Crc32(uint32_t crc, ConstBytes data) {
  crc = ~crc;
  for (const uint8_t octet : data) {
    crc = crc >> 4U ^ kCrcNibble[(crc ^ octet) & 0xFU];
    crc = crc >> 4U ^ kCrcNibble[(crc ^ uint32_t{octet} >> 4U) & 0xFU];
  }
  return ~crc;
}

void RecordHeader::Write(std::span<uint8_t, kBytes> into) const {
  Put16(&into[0], kMagic);
  Put16(&into[2], going.bits());
  Put32(&into[4], key);
  Put32(&into[8], value_bytes);
  Put32(&into[12], nonce_random);
  Put32(&into[16], sealed_crc);
  Put32(&into[20], Crc32(0, into.first(20)));
}

bool RecordHeader::Read(std::span<const uint8_t, kBytes> from) {
  if (Get16(&from[0]) != kMagic) return false;
  if (Get32(&from[20]) != Crc32(0, from.first(20))) return false;
  going = GoingKinds(static_cast<uint16_t>(Get16(&from[2])));
  key = Get32(&from[4]);
  value_bytes = Get32(&from[8]);
  nonce_random = Get32(&from[12]);
  sealed_crc = Get32(&from[16]);
  return value_bytes == kRemoved || value_bytes <= kRecordValueMaxBytes;
}

void SegmentHeader::Write(std::span<uint8_t, kBytes> into) const {
  Put32(&into[0], kMagic);
  Put16(&into[4], kFormatVersion);
  Put16(&into[6], 0);
  Put32(&into[8], sequence);
  Put32(&into[12], first_sequence);
  Put32(&into[16], (previous_torn ? kTornBit : 0) | (for_copies ? kCopiesBit : 0) |
                       std::min(skipped, kSkippedMax) << kSkippedShift);
  CopyBytes(into.subspan(20), salt);
  CopyBytes(into.subspan(52), opening);
  CopyBytes(into.subspan(64), check);
  Put32(&into[72], 0);
  Put32(&into[76], Crc32(0, into.first(76)));
}

SegmentHeader::Found SegmentHeader::Read(std::span<const uint8_t, kBytes> from) {
  if (Get32(&from[0]) != kMagic || Get32(&from[76]) != Crc32(0, from.first(76))) return Found::kNone;
  if (Get16(&from[4]) != kFormatVersion) return Found::kOtherVersion;
  sequence = Get32(&from[8]);
  first_sequence = Get32(&from[12]);
  const uint32_t facts = Get32(&from[16]);
  previous_torn = (facts & kTornBit) != 0;
  for_copies = (facts & kCopiesBit) != 0;
  skipped = facts >> kSkippedShift;
  CopyBytes(salt, from.subspan(20, kSaltBytes));
  CopyBytes(opening, from.subspan(52, kOpeningBytes));
  CopyBytes(check, from.subspan(64, kCheckBytes));
  return sequence != 0 ? Found::kHeader : Found::kNone;
}

}  // namespace tegami
