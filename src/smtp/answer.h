// SPDX-License-Identifier: MIT
// The numbers of an SMTP reply.
#pragma once

#include <cstdint>

namespace tegami {

// RFC 3463: class.subject.detail. All 0: the server gave none.
struct EnhancedCode {
  uint8_t status_class = 0;
  uint16_t subject = 0;
  uint16_t detail = 0;

  constexpr bool Given() const { return status_class != 0; }
  constexpr bool operator==(const EnhancedCode&) const = default;
};

struct SmtpAnswer {
  uint16_t code = 0;  // RFC 5321 §4.2: 200 to 599; 0: no reply yet
  EnhancedCode enhanced;

  constexpr bool Given() const { return code != 0; }
  constexpr bool Positive() const { return code / 100 == 2; }
  constexpr bool Temporary() const { return code / 100 == 4; }
  constexpr bool Permanent() const { return code / 100 == 5; }
  constexpr bool operator==(const SmtpAnswer&) const = default;
};

}  // namespace tegami
