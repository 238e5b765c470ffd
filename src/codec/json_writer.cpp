// SPDX-License-Identifier: MIT
// JSON, octet by octet.
#include "codec/json_writer.h"

#include <array>
#include <charconv>

#include "codec/escape.h"

namespace tegami {

void JsonWriter::Open(char bracket) {
  Separate();
  Put(bracket);
  needs_comma_ = false;
}

void JsonWriter::Close(char bracket) {
  Put(bracket);
  needs_comma_ = true;
}

void JsonWriter::Separate() {
  if (needs_comma_) Put(',');
  needs_comma_ = true;
}

void JsonWriter::Key(std::string_view name) {
  Separate();
  PutString(name);
  Put(':');
  needs_comma_ = false;
}

void JsonWriter::String(std::string_view text) {
  Separate();
  PutString(text);
}

void JsonWriter::Number(int64_t number) {
  std::array<char, 24> digits{};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  Raw({digits.data(), static_cast<size_t>(end - digits.data())});
}

void JsonWriter::Raw(std::string_view text) {
  Separate();
  for (const char c : text) Put(c);
}

void JsonWriter::Put(char c) {
  if (!status_) return;
  if (size_ == into_.size()) {
    status_ = Fail(Error::kTooLong);
    return;
  }
  into_[size_++] = static_cast<uint8_t>(c);
}

void JsonWriter::PutString(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  Put('"');
  while (!text.empty()) {
    const size_t length = Utf8Length(text);
    const auto octet = static_cast<unsigned char>(text.front());
    if (length == 0) {
      for (const char c : std::string_view("\xEF\xBF\xBD")) Put(c);
    } else if (octet == '"' || octet == '\\') {
      Put('\\');
      Put(text.front());
    } else if (octet < 0x20 || octet == 0x7F) {
      for (const char c : std::string_view("\\u00")) Put(c);
      Put(kHex[octet >> 4U]);
      Put(kHex[octet & 0xFU]);
    } else {
      for (size_t i = 0; i < length; ++i) Put(text[i]);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  Put('"');
}

}  // namespace tegami
