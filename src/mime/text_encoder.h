// SPDX-License-Identifier: MIT
// A text part's body, line by line, in the transfer encoding that suits it.
#pragma once

#include <string_view>

#include "tegami/base/text.h"

namespace tegami {

enum class TextEncoding : uint8_t { k7Bit, kQuotedPrintable, kBase64 };

// The cheapest encoding that carries the text over any server (RFC 2045 §6).
TextEncoding ChooseTextEncoding(std::string_view text);

// "7bit", ...
std::string_view TextEncodingName(TextEncoding encoding);

// Room for one piece.
inline constexpr size_t kTextPieceBytes = 1002;

// Gives the encoded text by pieces of whole lines or parts of lines. Line ends (LF, CRLF, lone CR) become CRLF.
class TextEncoder {
 public:
  TextEncoder() = default;
  TextEncoder(std::string_view text, TextEncoding encoding) : rest_(text), encoding_(encoding) {}

  // Appends the next piece to the empty `piece`; false: there is none.
  [[nodiscard]] bool Next(AnyText& piece);

 private:
  // One octet of the text with its line ends made CRLF; false at the end.
  bool Take(char& c);
  bool NextBase64(AnyText& piece);
  bool NextQuotedPrintable(AnyText& piece);
  bool Next7Bit(AnyText& piece);

  std::string_view rest_;
  TextEncoding encoding_ = TextEncoding::k7Bit;
  bool owes_line_feed_ = false;
};

}  // namespace tegami
