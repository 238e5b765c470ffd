// SPDX-License-Identifier: MIT
// Encoded-words and extended parameters.
#include "codec/header_text.h"

#include "codec/base64.h"
#include "codec/escape.h"

namespace tegami {
namespace {

constexpr size_t kLineColumns = 76;  // RFC 2047 §2: a line with an encoded-word
constexpr std::string_view kWordBegin = "=?UTF-8?B?";
constexpr std::string_view kWordEnd = "?=";
constexpr size_t kWordFrame = kWordBegin.size() + kWordEnd.size();
constexpr size_t kWordOctetsMax = (75 - kWordFrame) / 4 * 3;
constexpr size_t kParameterColumns = 74;

Status CheckHeaderText(std::string_view text) {
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    if ((octet < 0x20 && octet != '\t') || octet == 0x7F) return Fail(Error::kInvalidCharacter);
  }
  return IsUtf8(text) ? Status{} : Fail(Error::kInvalidCharacter);
}

// Octets of whole characters from the front of `text`, at most `most` (4 or more).
size_t WholeCharacters(std::string_view text, size_t most) {
  size_t size = 0;
  while (size < text.size()) {
    const size_t length = Utf8Length({text.data() + size, text.size() - size});
    if (length == 0 || size + length > most) break;
    size += length;
  }
  return size;
}

Status AppendEncodedWords(std::string_view text, size_t column, AnyText& into) {
  while (!text.empty()) {
    size_t room = column + kWordFrame + 8 <= kLineColumns ? (kLineColumns - column - kWordFrame) / 4 * 3 : 0;
    room = std::min(room, kWordOctetsMax);
    const size_t size = room < 4 ? 0 : WholeCharacters(text, room);
    if (size == 0) {  // nothing fits on this line
      TEGAMI_TRY(Append(into, "\r\n "));
      column = 1;
      continue;
    }
    std::array<uint8_t, Base64Size(kWordOctetsMax)> encoded{};
    const size_t count = EncodeBase64(AsBytes({text.data(), size}), encoded);
    TEGAMI_TRY(Append(into, kWordBegin));
    TEGAMI_TRY(Append(into, AsText(ConstBytes(encoded).first(count))));
    TEGAMI_TRY(Append(into, kWordEnd));
    column += kWordFrame + count;
    text.remove_prefix(size);
    if (text.empty()) break;
    TEGAMI_TRY(Append(into, "\r\n "));
    column = 1;
  }
  return {};
}

// Folds at spaces; a word longer than the line stays whole.
Status AppendFolded(std::string_view text, size_t column, AnyText& into) {
  while (!text.empty()) {
    const size_t space = text.find(' ', 1);
    const std::string_view word(text.data(), space == std::string_view::npos ? text.size() : space);
    if (column + word.size() > kLineColumns && word.front() == ' ' && word.size() > 1) {
      TEGAMI_TRY(Append(into, "\r\n"));
      column = 0;
    }
    TEGAMI_TRY(Append(into, word));
    column += word.size();
    text.remove_prefix(word.size());
  }
  return {};
}

bool IsAttributeChar(char c) {  // RFC 2231 §7
  const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  return letter || std::string_view("!#$&+-.^_`{}~|").find(c) != std::string_view::npos;
}

Status AppendPercent(char c, AnyText& into) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  if (IsAttributeChar(c)) return Append(into, {&c, 1});
  const auto octet = static_cast<unsigned char>(c);
  const char escaped[3] = {'%', kHex[octet >> 4U], kHex[octet & 0xFU]};
  return Append(into, {escaped, 3});
}

size_t PercentSize(std::string_view text) {
  size_t size = 0;
  for (const char c : text) size += IsAttributeChar(c) ? 1 : 3;
  return size;
}

Status AppendQuoted(std::string_view text, AnyText& into) {
  TEGAMI_TRY(Append(into, "\""));
  for (const char c : text) {
    if (c == '"' || c == '\\') TEGAMI_TRY(Append(into, "\\"));
    TEGAMI_TRY(Append(into, {&c, 1}));
  }
  return Append(into, "\"");
}

}  // namespace

bool IsPlainAscii(std::string_view text) {
  for (const char c : text) {
    if (c < 0x20 || c > 0x7E) return false;
  }
  return text.find("=?") == std::string_view::npos;
}

Status AppendHeaderText(std::string_view text, size_t column, AnyText& into) {
  TEGAMI_TRY(CheckHeaderText(text));
  if (text.empty()) return {};
  const bool spaces_at_ends = text.front() == ' ' || text.back() == ' ';
  if (IsPlainAscii(text) && !spaces_at_ends) return AppendFolded(text, column, into);
  return AppendEncodedWords(text, column, into);
}

Status AppendPhrase(std::string_view text, size_t column, AnyText& into) {
  TEGAMI_TRY(CheckHeaderText(text));
  if (!IsPlainAscii(text)) return AppendEncodedWords(text, column, into);
  for (const char c : text) {
    if (IsAttributeChar(c) && c != '.') continue;
    if (c != ' ') return AppendQuoted(text, into);
  }
  return Append(into, text);
}

Status AppendParameter(std::string_view name, std::string_view value, AnyText& into) {
  TEGAMI_TRY(CheckHeaderText(value));
  TEGAMI_TRY(Append(into, ";\r\n "));
  TEGAMI_TRY(Append(into, name));
  TEGAMI_TRY(Append(into, "="));
  if (IsPlainAscii(value)) return AppendQuoted(value, into);
  TEGAMI_TRY(Append(into, "\""));
  TEGAMI_TRY(AppendEncodedWords(value, name.size() + 3, into));
  return Append(into, "\"");
}

Status AppendExtendedParameter(std::string_view name, std::string_view value, AnyText& into) {
  constexpr std::string_view kCharset = "UTF-8''";
  TEGAMI_TRY(CheckHeaderText(value));
  const bool one_line = name.size() + 4 + kCharset.size() + PercentSize(value) <= kParameterColumns;
  for (unsigned section = 0; section == 0 || !value.empty(); ++section) {
    TEGAMI_TRY(Append(into, ";\r\n "));
    TEGAMI_TRY(Append(into, name));
    size_t column = name.size() + 6 + (section == 0 ? kCharset.size() : 0);
    if (!one_line) {
      const char digits[3] = {'*', static_cast<char>('0' + section / 10), static_cast<char>('0' + section % 10)};
      TEGAMI_TRY(Append(into, {digits, 1}));
      TEGAMI_TRY(Append(into, {section >= 10 ? digits + 1 : digits + 2, section >= 10 ? size_t{2} : size_t{1}}));
    }
    TEGAMI_TRY(Append(into, "*="));
    if (section == 0) TEGAMI_TRY(Append(into, kCharset));
    while (!value.empty()) {
      const size_t length = std::max<size_t>(1, Utf8Length(value));
      const size_t size = PercentSize({value.data(), length});
      if (!one_line && column + size > kParameterColumns) break;
      for (size_t i = 0; i < length; ++i) TEGAMI_TRY(AppendPercent(value[i], into));
      column += size;
      value.remove_prefix(length);
    }
  }
  return {};
}

}  // namespace tegami
