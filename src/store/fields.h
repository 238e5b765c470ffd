// SPDX-License-Identifier: MIT
// The inside of a record: fields as tag (1 octet), length (2 octets, little-endian), value. Unknown tags are skipped,
// missing ones keep their default, so that a record outlives the firmware that wrote it.
#pragma once

#include "tegami/base/bytes.h"
#include "tegami/base/status.h"
#include "tegami/base/text.h"

namespace tegami {

class FieldWriter {
 public:
  explicit FieldWriter(Bytes into) : into_(into) {}

  // Once a field did not fit, all that follow are ignored and status() is kNoSpace.
  void Put(uint8_t tag, ConstBytes value);
  void PutText(uint8_t tag, const AnyText& value) { Put(tag, AsBytes(View(value))); }
  void PutNumber(uint8_t tag, int64_t value);
  template <typename E>
  void PutEnum(uint8_t tag, E value) {
    PutNumber(tag, static_cast<int64_t>(value));
  }

  size_t size() const { return size_; }
  Status status() const { return status_; }

 private:
  Bytes into_;
  size_t size_ = 0;
  Status status_;
};

class FieldReader {
 public:
  explicit FieldReader(ConstBytes from) : from_(from) {}

  // Steps to the next field; false at the end. A length that runs over the end sets status() to kCorrupt.
  [[nodiscard]] bool Next();

  uint8_t tag() const { return tag_; }
  ConstBytes value() const { return value_; }
  int64_t Number() const;  // 0 where the value has not 8 octets
  void TakeText(AnyText& into);
  template <typename E>
  void TakeEnum(E& into, E last) {
    const int64_t number = Number();
    if (number >= 0 && number <= static_cast<int64_t>(last)) into = static_cast<E>(number);
  }
  void TakeBool(bool& into) { into = Number() != 0; }

  Status status() const { return status_; }

 private:
  ConstBytes from_;
  uint8_t tag_ = 0;
  ConstBytes value_;
  Status status_;
};

}  // namespace tegami
