// SPDX-License-Identifier: MIT
// Whom a client wants to reach, and whether a name in a certificate is that (RFC 9525).
#pragma once

#include "tegami/base/status.h"
#include "tegami/base/text.h"
#include "tegami/config.h"
#include "tls/ip_literal.h"

namespace tegami {

class ServerName {
 public:
  // A DNS name of A-labels (a dot at the end is dropped) or an address literal.
  //   kInvalidArgument  neither: empty, over-long, an empty label, a character outside letters, digits, '-' and '_',
  //                     or a last label of digits only
  [[nodiscard]] Status Assign(std::string_view name);

  bool is_address() const { return address_.bytes != 0; }
  // Lower case; for SNI (RFC 6066 §3: without a dot at the end) where it is no address. Ends in NUL.
  const Text<kHostNameMaxBytes>& text() const { return text_; }

  // Whether a dNSName of a certificate means this server. RFC 9525 §6.3: '*' stands for one whole left-most label.
  // Stricter than the RFC in one point: what follows "*." has two labels or more, so that nobody is trusted for a
  // "*.com".
  [[nodiscard]] bool MatchesDnsName(std::string_view presented) const;

  // Whether an iPAddress of a certificate is this server's. RFC 9525 §6.5: octet for octet.
  [[nodiscard]] bool MatchesAddress(ConstBytes presented) const;

 private:
  Text<kHostNameMaxBytes> text_;
  IpLiteral address_;
};

}  // namespace tegami
