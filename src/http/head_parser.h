// SPDX-License-Identifier: MIT
// The head of a response as its octets come.
#pragma once

#include <picohttpparser.h>

#include <array>
#include <span>
#include <string_view>

#include "tegami/base/bytes.h"
#include "tegami/config.h"

namespace tegami {

// Lives for one Parse(): 100 fields are too much for a machine to keep. What it views lies in the octets that were
// parsed, and stands after kWhole.
class HeadParser {
 public:
  enum class Verdict : uint8_t { kWhole, kPartial, kTooLarge, kNotHttp };

  // `head`: all octets so far, `before` of which were parsed already. kTooLarge: of more fields than
  // kHttpHeaderFieldsMax.
  Verdict Parse(ConstBytes head, size_t before);

  size_t size() const { return size_; }
  int status() const { return status_; }
  int minor_version() const { return minor_version_; }
  std::string_view reason() const { return {reason_, reason_size_}; }
  std::span<const phr_header> fields() const { return std::span(fields_).first(field_count_); }

 private:
  size_t size_ = 0;
  int status_ = 0;
  int minor_version_ = 0;
  const char* reason_ = nullptr;
  size_t reason_size_ = 0;
  size_t field_count_ = 0;
  std::array<phr_header, kHttpHeaderFieldsMax> fields_;
};

}  // namespace tegami
