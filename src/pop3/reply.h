// SPDX-License-Identifier: MIT
// Reads a server's lines (RFC 1939 §3, RFC 2449 §8), at any split and of any length.
#pragma once

#include <string_view>

#include "pop3/failure.h"
#include "pop3/limits.h"
#include "tegami/base/bytes.h"
#include "tegami/base/text.h"

namespace tegami {

// Call OnBytes() again and again with what is left of the input; it stops behind each line. What exceeds
// kPop3LineMaxBytes of a line is dropped. A bare LF ends a line too.
class Pop3LineReader {
 public:
  // Forgets all; the next octet begins a line.
  void Reset();

  // Takes octets from the front of `in`, and shortens it by them. True: a line has ended, line() stands.
  [[nodiscard]] bool OnBytes(ConstBytes& in);

  // Without its line end; until the next octet. Untrusted.
  std::string_view line() const { return View(line_); }

 private:
  Text<kPop3LineMaxBytes> line_;
  bool ended_ = true;  // the next octet begins a line
  bool pending_cr_ = false;
};

// A line as a reply.
struct Pop3Reply {
  enum class Kind : uint8_t { kOk, kError, kMalformed };

  Kind kind = Kind::kMalformed;
  Pop3Code code = Pop3Code::kNone;
  std::string_view text;  // behind the status, code and all
};
Pop3Reply ReadPop3Reply(std::string_view line);

// The time stamp of a greeting (RFC 1939 §7: a msg-id as in RFC 822), with its brackets; empty where there is none.
std::string_view ApopTimestamp(std::string_view greeting);

// Whether a line of the answer to CAPA announces `keyword` (upper case; the line may have any): "SASL PLAIN" has
// "SASL".
bool HasPop3Keyword(std::string_view line, std::string_view keyword);

}  // namespace tegami
