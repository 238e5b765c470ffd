// SPDX-License-Identifier: MIT
// Writes application/x-www-form-urlencoded (URL standard §5.2) into a bounded buffer.
#pragma once

#include "tegami/base/bytes.h"
#include "tegami/base/status.h"

namespace tegami {

class FormWriter {
 public:
  explicit FormWriter(Bytes into) : into_(into) {}

  // Adds `name=value`, with '&' before it where it is not the first. Once something did not fit, status() is kTooLong
  // and all that follows is ignored.
  void Add(std::string_view name, std::string_view value);

  size_t size() const { return size_; }
  ConstBytes written() const { return into_.first(size_); }
  Status status() const { return status_; }

 private:
  void PutEncoded(std::string_view text);
  void Put(char c);

  Bytes into_;
  size_t size_ = 0;
  Status status_;
};

}  // namespace tegami
