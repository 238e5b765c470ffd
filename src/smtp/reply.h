// SPDX-License-Identifier: MIT
// Reads a server's replies (RFC 5321 §4.2), at any split and of any length.
#pragma once

#include <string_view>

#include "smtp/answer.h"
#include "tegami/base/bytes.h"
#include "tegami/base/text.h"
#include "tegami/config.h"

namespace tegami {

// Call OnBytes() again and again with what is left of the input; it stops behind each line. A reply may have any number
// of lines of any length: what exceeds kSmtpReplyTextMaxBytes is dropped. A bare LF ends a line too.
class SmtpReplyParser {
 public:
  enum class Event : uint8_t {
    kMore,       // the input is used up
    kLine,       // a line ended, the reply goes on
    kReply,      // its last line ended
    kMalformed,  // no code, a code outside 200 to 599, or lines with different codes; only Reset() helps
  };

  // Forgets all; the next octet begins a reply.
  void Reset();

  // Takes octets from the front of `in`, and shortens it by them.
  [[nodiscard]] Event OnBytes(ConstBytes& in);

  // Of the reply read last, from its first line on; until the next octet.
  const SmtpAnswer& answer() const { return answer_; }
  std::string_view line() const { return {text_.data() + line_begin_, text_.size() - line_begin_}; }
  std::string_view text() const { return View(text_); }

  // Makes room: the lines so far will not be asked for again.
  void ForgetText();

 private:
  enum class Place : uint8_t { kCode, kSeparator, kText };

  void BeginLine();
  bool OnCodeOctet(uint8_t octet);
  Event EndLine();
  void Keep(ConstBytes run);
  void ReadEnhancedCode();

  Text<kSmtpReplyTextMaxBytes> text_;
  size_t line_begin_ = 0;
  SmtpAnswer answer_;
  Place place_ = Place::kCode;
  uint16_t line_code_ = 0;
  uint8_t code_digits_ = 0;
  bool continues_ = false;  // this line has a hyphen
  bool pending_cr_ = false;
  bool fresh_ = true;  // the next octet begins a reply
  bool malformed_ = false;
};

}  // namespace tegami
