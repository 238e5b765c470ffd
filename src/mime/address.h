// SPDX-License-Identifier: MIT
// Mail addresses: RFC 5321 §4.1.2 mailboxes, with the UTF-8 of RFC 6531.
#pragma once

#include <string_view>

#include "tegami/base/status.h"

namespace tegami {

// A mailbox that may stand between < and > in a command and in a header field.
//   kInvalidCharacter  CR, LF, NUL, another control character, or not UTF-8
//   kInvalidArgument   not local-part@domain
//   kTooLong           local part over 64 octets, domain over 253, or all over kMailAddressMaxBytes
[[nodiscard]] Status CheckAddress(std::string_view address);

// Has octets beyond ASCII: only servers with SMTPUTF8 take it.
bool NeedsSmtpUtf8(std::string_view address);

}  // namespace tegami
