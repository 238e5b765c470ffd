// SPDX-License-Identifier: MIT
// Writing of header lines into a fixed buffer.
#pragma once

#include <string_view>

#include "tegami/base/bytes.h"
#include "tegami/base/status.h"

namespace tegami {

// Appends to a fixed buffer; remembers the first thing that went wrong.
class HeadWriter {
 public:
  explicit HeadWriter(Bytes into) : into_(into) {}

  // A control character would end the line, and start another (RFC 9110 §5.5).
  HeadWriter& operator<<(std::string_view text) {
    for (const char c : text) {
      if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) status_ = Fail(Error::kInvalidCharacter);
    }
    return Raw(text);
  }

  HeadWriter& operator<<(size_t number) {
    char digits[20];
    size_t begin = sizeof(digits);
    do {
      digits[--begin] = static_cast<char>('0' + number % 10);
      number /= 10;
    } while (number != 0);
    return Raw({digits + begin, sizeof(digits) - begin});
  }

  HeadWriter& EndLine() { return Raw("\r\n"); }

  Result<size_t> Finish() const {
    if (!status_) return Fail(status_.error());
    return size_;
  }

 private:
  HeadWriter& Raw(std::string_view text) {
    if (text.size() > into_.size() - size_) {
      status_ = Fail(Error::kTooLong);
    } else {
      size_ += CopyBytes(into_.subspan(size_), AsBytes(text));
    }
    return *this;
  }

  Bytes into_;
  size_t size_ = 0;
  Status status_;
};

}  // namespace tegami
