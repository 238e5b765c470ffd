// SPDX-License-Identifier: MIT
// 7bit, quoted-printable (RFC 2045 §6.7) and base64 (§6.8).
#include "mime/text_encoder.h"

#include <array>

#include "codec/base64.h"

namespace tegami {
namespace {

constexpr size_t kLineMaxChars = 998;  // RFC 5322 §2.1.1
constexpr size_t kQuotedPrintableLineChars = 76;
constexpr std::string_view kHex = "0123456789ABCDEF";

bool StandsForItself(char c) { return c >= 0x20 && c <= 0x7E && c != '='; }

}  // namespace

TextEncoding ChooseTextEncoding(std::string_view text) {
  size_t line = 0;
  size_t longest = 0;
  size_t encoded = 0;
  for (const char c : text) {
    line = c == '\n' || c == '\r' ? 0 : line + 1;
    longest = longest > line ? longest : line;
    const auto octet = static_cast<unsigned char>(c);  // a char has a sign on some machines and none on others
    if ((octet < 0x20 && c != '\n' && c != '\r' && c != '\t') || octet >= 0x7F) ++encoded;
  }
  if (encoded == 0 && longest <= kLineMaxChars) return TextEncoding::k7Bit;
  // Quoted-printable makes three of each encoded octet, base64 four of any three.
  return 2 * encoded * 3 <= text.size() ? TextEncoding::kQuotedPrintable : TextEncoding::kBase64;
}

std::string_view TextEncodingName(TextEncoding encoding) {
  switch (encoding) {
    case TextEncoding::k7Bit: return "7bit";
    case TextEncoding::kQuotedPrintable: return "quoted-printable";
    case TextEncoding::kBase64: return "base64";
  }
  return "7bit";
}

bool TextEncoder::Take(char& c) {
  if (owes_line_feed_) {
    owes_line_feed_ = false;
    c = '\n';
    return true;
  }
  if (rest_.empty()) return false;
  c = rest_.front();
  rest_.remove_prefix(1);
  if (c != '\r' && c != '\n') return true;
  if (c == '\r' && !rest_.empty() && rest_.front() == '\n') rest_.remove_prefix(1);
  c = '\r';
  owes_line_feed_ = true;
  return true;
}

bool TextEncoder::Next(AnyText& piece) {
  switch (encoding_) {
    case TextEncoding::k7Bit: return Next7Bit(piece);
    case TextEncoding::kQuotedPrintable: return NextQuotedPrintable(piece);
    case TextEncoding::kBase64: return NextBase64(piece);
  }
  return false;
}

bool TextEncoder::Next7Bit(AnyText& piece) {
  char c = 0;
  while (piece.available() > 1 && Take(c)) {
    piece.push_back(c);
    if (c == '\n') break;
  }
  return !piece.empty();
}

bool TextEncoder::NextBase64(AnyText& piece) {
  std::array<uint8_t, kBase64LineOctets> line{};
  size_t size = 0;
  char c = 0;
  while (size < line.size() && Take(c)) line[size++] = static_cast<uint8_t>(c);
  if (size == 0) return false;
  std::array<uint8_t, kBase64LineChars + 2> encoded{};
  const size_t count = EncodeBase64Lines(ConstBytes(line).first(size), encoded);
  piece.append(reinterpret_cast<const char*>(encoded.data()), count);
  return true;
}

// One line of output; soft line breaks where the text's own lines are longer.
bool TextEncoder::NextQuotedPrintable(AnyText& piece) {
  char c = 0;
  while (Take(c)) {
    if (c == '\r') {
      Take(c);
      piece.append("\r\n");
      return true;
    }
    // White space at the end of a line has to be encoded (§6.7, rule 3).
    const bool line_ends = rest_.empty() || rest_.front() == '\r' || rest_.front() == '\n';
    const bool plain = StandsForItself(c) || ((c == ' ' || c == '\t') && !line_ends);
    if (plain) {
      piece.push_back(c);
    } else {
      const auto octet = static_cast<unsigned char>(c);
      piece.push_back('=');
      piece.push_back(kHex[octet >> 4U]);
      piece.push_back(kHex[octet & 0xFU]);
    }
    if (piece.size() + 4 > kQuotedPrintableLineChars && !rest_.empty()) {
      piece.append("=\r\n");
      return true;
    }
  }
  return !piece.empty();
}

}  // namespace tegami
