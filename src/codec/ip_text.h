// SPDX-License-Identifier: MIT
// Addresses as text.
#pragma once

#include "tegami/base/text.h"
#include "tegami/hal/network_types.h"

namespace tegami {

// Appends "192.0.2.1" or "2001:db8::1" (RFC 5952).
void AppendIpAddress(const IpAddress& address, AnyText& into);

// Appends "[192.0.2.1]" or "[IPv6:2001:db8::1]" (RFC 5321 §4.1.3).
void FormatAddressLiteral(const IpAddress& address, AnyText& into);

}  // namespace tegami
