// SPDX-License-Identifier: MIT
#include "http/head_parser.h"

namespace tegami {
namespace {

// Until then every call parses from the start, so that what is no HTTP is refused at once; later the parser only looks
// for the end of the head, which keeps an octet-wise head linear.
constexpr size_t kParseAlwaysBytes = 32;

}  // namespace

HeadParser::Verdict HeadParser::Parse(ConstBytes head, size_t before) {
  field_count_ = fields_.size();
  const int parsed =
      phr_parse_response(AsText(head).data(), head.size(), &minor_version_, &status_, &reason_, &reason_size_,
                         fields_.data(), &field_count_, before < kParseAlwaysBytes ? 0 : before);
  if (parsed == -2) return Verdict::kPartial;
  if (parsed < 0) return field_count_ == fields_.size() ? Verdict::kTooLarge : Verdict::kNotHttp;
  size_ = static_cast<size_t>(parsed);
  return Verdict::kWhole;
}

}  // namespace tegami
