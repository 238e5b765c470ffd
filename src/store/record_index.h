// SPDX-License-Identifier: MIT
// Where each record lies: sorted, six octets a record.
#pragma once

#include <array>
#include <cstdint>

#include "store/record.h"

namespace tegami {

// The kind of an entry follows from its position (a table says where each kind begins), so that the entry itself is the
// record's number and its place, 24 bits each. Positions change with Insert() and Erase().
class RecordIndex {
 public:
  static constexpr size_t kNone = SIZE_MAX;
  static constexpr uint32_t kPlaceMax = 0xFFFFFF;

  struct Entry {
    uint32_t key = 0;
    uint32_t place = 0;  // on flash, counted in granules of the store
  };

  size_t size() const { return starts_.back(); }
  bool full() const { return size() == kRecordsMax; }
  void clear() { starts_.fill(0); }

  // kNone where it is not there.
  size_t Find(uint32_t key) const;
  // The first of this key or a greater one of the same kind; kNone where the kind has none.
  size_t FindFrom(uint32_t key) const;
  Entry At(size_t position) const;

  // Adds, or replaces the entry of this key. False: full, or a kind that this firmware cannot hold.
  [[nodiscard]] bool Set(const Entry& entry);
  void Erase(size_t position);

 private:
  struct Packed {
    std::array<uint8_t, 3> number;
    std::array<uint8_t, 3> place;
  };

  size_t LowerBound(uint32_t key) const;

  std::array<Packed, kRecordsMax> entries_{};
  std::array<uint16_t, kRecordKindsMax + 1> starts_{};  // starts_[k] to starts_[k + 1]: entries of kind k
};

}  // namespace tegami
