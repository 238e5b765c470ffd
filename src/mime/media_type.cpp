// SPDX-License-Identifier: MIT
#include "mime/media_type.h"

#include <algorithm>

#include "tegami/config.h"

namespace tegami {
namespace {

bool IsLetterOrDigit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

// RFC 6838 §4.2: restricted-name.
bool IsRestrictedName(std::string_view name) {
  constexpr std::string_view kOthers = "!#$&-^_.+";
  return !name.empty() && IsLetterOrDigit(name.front()) && std::all_of(name.begin(), name.end(), [&](char c) {
    return IsLetterOrDigit(c) || kOthers.find(c) != std::string_view::npos;
  });
}

}  // namespace

bool IsMediaType(std::string_view text) {
  const size_t slash = text.find('/');
  if (text.size() > kMediaTypeMaxBytes || slash == std::string_view::npos) return false;
  const std::string_view type(text.data(), slash);
  const std::string_view subtype(text.data() + slash + 1, text.size() - slash - 1);
  return IsRestrictedName(type) && IsRestrictedName(subtype);
}

}  // namespace tegami
