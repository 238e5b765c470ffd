// SPDX-License-Identifier: MIT
#include "store/record_index.h"

namespace tegami {
namespace {

std::array<uint8_t, 3> Pack(uint32_t value) {
  return {static_cast<uint8_t>(value), static_cast<uint8_t>(value >> 8U), static_cast<uint8_t>(value >> 16U)};
}

uint32_t Unpack(const std::array<uint8_t, 3>& octets) {
  return octets[0] | uint32_t{octets[1]} << 8U | uint32_t{octets[2]} << 16U;
}

}  // namespace

size_t RecordIndex::LowerBound(uint32_t key) const {
  const uint32_t kind = key >> 24U;
  const auto* begin = entries_.begin() + starts_[kind];
  const auto* end = entries_.begin() + starts_[kind + 1];
  const auto* found = std::lower_bound(begin, end, key & kRecordIndexMax,
                                       [](const Packed& e, uint32_t number) { return Unpack(e.number) < number; });
  return static_cast<size_t>(found - entries_.begin());
}

size_t RecordIndex::FindFrom(uint32_t key) const {
  const uint32_t kind = key >> 24U;
  if (kind >= kRecordKindsMax) return kNone;
  const size_t position = LowerBound(key);
  return position < starts_[kind + 1] ? position : kNone;
}

size_t RecordIndex::Find(uint32_t key) const {
  const size_t position = FindFrom(key);
  return position != kNone && Unpack(entries_[position].number) == (key & kRecordIndexMax) ? position : kNone;
}

RecordIndex::Entry RecordIndex::At(size_t position) const {
  const auto* behind = std::upper_bound(starts_.begin(), starts_.end(), position);
  const auto kind = static_cast<uint32_t>(behind - starts_.begin() - 1);
  return {.key = kind << 24U | Unpack(entries_[position].number), .place = Unpack(entries_[position].place)};
}

bool RecordIndex::Set(const Entry& entry) {
  const uint32_t kind = entry.key >> 24U;
  if (kind >= kRecordKindsMax) return false;
  const Packed packed{.number = Pack(entry.key), .place = Pack(entry.place)};
  size_t position = Find(entry.key);
  if (position == kNone) {
    if (full()) return false;
    position = LowerBound(entry.key);
    const auto at = entries_.begin() + static_cast<ptrdiff_t>(position);
    std::move_backward(at, entries_.begin() + static_cast<ptrdiff_t>(size()),
                       entries_.begin() + static_cast<ptrdiff_t>(size() + 1));
    for (size_t k = kind + 1; k < starts_.size(); ++k) ++starts_[k];
  }
  entries_[position] = packed;
  return true;
}

void RecordIndex::Erase(size_t position) {
  const uint32_t kind = At(position).key >> 24U;
  const auto at = entries_.begin() + static_cast<ptrdiff_t>(position);
  std::move(at + 1, entries_.begin() + static_cast<ptrdiff_t>(size()), at);
  for (size_t k = kind + 1; k < starts_.size(); ++k) --starts_[k];
}

}  // namespace tegami
