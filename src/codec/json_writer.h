// SPDX-License-Identifier: MIT
// Writes one JSON value by pieces into a bounded buffer.
#pragma once

#include "tegami/base/bytes.h"
#include "tegami/base/status.h"

namespace tegami {

// Open and close objects and arrays in pairs; Key() before each member's value. Commas come by themselves.
class JsonWriter {
 public:
  explicit JsonWriter(Bytes into) : into_(into) {}

  void BeginObject() { Open('{'); }
  void EndObject() { Close('}'); }
  void BeginArray() { Open('['); }
  void EndArray() { Close(']'); }

  void Key(std::string_view name);
  // UTF-8; what is not becomes U+FFFD.
  void String(std::string_view text);
  void Number(int64_t number);
  void Bool(bool value) { Raw(value ? "true" : "false"); }
  void Null() { Raw("null"); }

  // The text written. Where status() is kTooLong it is not whole.
  std::string_view text() const { return AsText(into_.first(size_)); }
  Status status() const { return status_; }

 private:
  void Open(char bracket);
  void Close(char bracket);
  void Separate();
  void Raw(std::string_view text);
  void Put(char c);
  void PutString(std::string_view text);

  Bytes into_;
  size_t size_ = 0;
  bool needs_comma_ = false;
  Status status_;
};

}  // namespace tegami
