// SPDX-License-Identifier: MIT
// Percent-encoding; a space becomes '+'.
#include "codec/form.h"

namespace tegami {
namespace {

constexpr std::string_view kHex = "0123456789ABCDEF";

bool StandsForItself(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '*' || c == '-' ||
         c == '.' || c == '_';
}

}  // namespace

void FormWriter::Add(std::string_view name, std::string_view value) {
  if (size_ != 0) Put('&');
  PutEncoded(name);
  Put('=');
  PutEncoded(value);
}

void FormWriter::PutEncoded(std::string_view text) {
  for (const char c : text) {
    if (StandsForItself(c)) {
      Put(c);
    } else if (c == ' ') {
      Put('+');
    } else {
      Put('%');
      Put(kHex[static_cast<uint8_t>(c) >> 4U]);
      Put(kHex[static_cast<uint8_t>(c) & 0xFU]);
    }
  }
}

void FormWriter::Put(char c) {
  if (!status_) return;
  if (size_ == into_.size()) {
    status_ = Fail(Error::kTooLong);
    return;
  }
  into_[size_++] = static_cast<uint8_t>(c);
}

}  // namespace tegami
