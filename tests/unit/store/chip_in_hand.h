// SPDX-License-Identifier: MIT
// What somebody may do who has the chip in hand and knows the format, but not the key.
#pragma once

#include <optional>

#include "fakes/fake_flash.h"
#include "store/record.h"

namespace tegami {

// Where the nth record of this name begins, counted from 1 in the order of the chip's addresses.
inline std::optional<size_t> FindOnChip(FakeFlash& flash, RecordId id, int nth) {
  const Bytes image = flash.image();
  RecordHeader header;
  for (size_t at = 0; at + RecordHeader::kBytes <= image.size(); at += 8) {
    if (!header.Read(std::span<const uint8_t, RecordHeader::kBytes>(image.subspan(at, RecordHeader::kBytes)))) continue;
    if (header.key == RecordKey(id) && --nth == 0) return at;
  }
  return std::nullopt;
}

// Has the header say something else, with a CRC that is right.
template <typename Change>
void Forge(FakeFlash& flash, size_t at, Change change) {
  const std::span<uint8_t, RecordHeader::kBytes> octets(flash.image().subspan(at, RecordHeader::kBytes));
  RecordHeader header;
  if (!header.Read(octets)) return;
  change(header);
  header.Write(octets);
}

}  // namespace tegami
