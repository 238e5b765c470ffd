// SPDX-License-Identifier: MIT
// Tag, length, value.
#include "store/fields.h"

#include <array>

namespace tegami {
namespace {

constexpr size_t kFieldHeadBytes = 3;
constexpr size_t kNumberBytes = 8;

}  // namespace

void FieldWriter::Put(uint8_t tag, ConstBytes value) {
  if (!status_) return;
  if (value.size() > 0xFFFF || into_.size() - size_ < kFieldHeadBytes + value.size()) {
    status_ = Fail(Error::kNoSpace);
    return;
  }
  const Bytes at = into_.subspan(size_);
  at[0] = tag;
  at[1] = static_cast<uint8_t>(value.size());
  at[2] = static_cast<uint8_t>(value.size() >> 8U);
  CopyBytes(at.subspan(kFieldHeadBytes), value);
  size_ += kFieldHeadBytes + value.size();
}

void FieldWriter::PutNumber(uint8_t tag, int64_t value) {
  std::array<uint8_t, kNumberBytes> octets{};
  for (size_t i = 0; i < kNumberBytes; ++i) octets[i] = static_cast<uint8_t>(static_cast<uint64_t>(value) >> (8 * i));
  Put(tag, octets);
}

bool FieldReader::Next() {
  if (from_.empty()) return false;
  const size_t length = from_.size() < kFieldHeadBytes ? 0 : from_[1] | size_t{from_[2]} << 8U;
  if (from_.size() < kFieldHeadBytes + length) {
    status_ = Fail(Error::kCorrupt);
    from_ = {};
    return false;
  }
  tag_ = from_[0];
  value_ = from_.subspan(kFieldHeadBytes, length);
  from_ = from_.subspan(kFieldHeadBytes + length);
  return true;
}

int64_t FieldReader::Number() const {
  if (value_.size() != kNumberBytes) return 0;
  uint64_t number = 0;
  for (size_t i = 0; i < kNumberBytes; ++i) number |= uint64_t{value_[i]} << (8 * i);
  return static_cast<int64_t>(number);
}

void FieldReader::TakeText(AnyText& into) {
  if (!Assign(into, AsText(value_))) status_ = Fail(Error::kCorrupt);
}

}  // namespace tegami
