// SPDX-License-Identifier: MIT
// The grammar of a mailbox.
#include "mime/address.h"

#include <algorithm>

#include "codec/escape.h"
#include "tegami/config.h"

namespace tegami {
namespace {

constexpr size_t kLocalPartMaxBytes = 64;  // RFC 5321 §4.5.3.1.1

bool IsBeyondAscii(char c) { return static_cast<unsigned char>(c) >= 0x80; }

bool IsLetterOrDigit(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || IsBeyondAscii(c);
}

bool IsAtext(char c) {
  return IsLetterOrDigit(c) || std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

bool IsDotString(std::string_view text) {
  char before = '.';
  for (const char c : text) {
    if (c == '.' ? before == '.' : !IsAtext(c)) return false;
    before = c;
  }
  return before != '.';
}

bool IsQuotedString(std::string_view text) {
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return false;
  for (size_t i = 1; i + 1 < text.size(); ++i) {
    if (text[i] == '"') return false;
    if (text[i] == '\\' && ++i + 1 >= text.size()) return false;
  }
  return true;
}

bool IsDomain(std::string_view domain) {
  if (domain.size() > 2 && domain.front() == '[' && domain.back() == ']') {  // an address literal
    const std::string_view inside(domain.data() + 1, domain.size() - 2);
    return std::all_of(inside.begin(), inside.end(), [](char c) { return IsLetterOrDigit(c) || c == '.' || c == ':'; });
  }
  char before = '.';
  size_t label = 0;
  for (const char c : domain) {
    if (c == '.') {
      if (before == '.' || before == '-') return false;
      label = 0;
    } else {
      if (!IsLetterOrDigit(c) && (c != '-' || before == '.')) return false;
      if (++label > kHostLabelMaxBytes) return false;
    }
    before = c;
  }
  return before != '.' && before != '-';
}

}  // namespace

Status CheckAddress(std::string_view address) {
  for (const char c : address) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return Fail(Error::kInvalidCharacter);
  }
  if (!IsUtf8(address)) return Fail(Error::kInvalidCharacter);
  const size_t at = address.rfind('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == address.size()) return Fail(Error::kInvalidArgument);
  const std::string_view local(address.data(), at);
  const std::string_view domain(address.data() + at + 1, address.size() - at - 1);
  if (local.size() > kLocalPartMaxBytes || domain.size() > kHostNameMaxBytes || address.size() > kMailAddressMaxBytes) {
    return Fail(Error::kTooLong);
  }
  if (!IsDotString(local) && !IsQuotedString(local)) return Fail(Error::kInvalidArgument);
  return IsDomain(domain) ? Status{} : Fail(Error::kInvalidArgument);
}

bool NeedsSmtpUtf8(std::string_view address) { return std::any_of(address.begin(), address.end(), IsBeyondAscii); }

}  // namespace tegami
