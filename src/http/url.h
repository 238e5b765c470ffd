// SPDX-License-Identifier: MIT
// An absolute http or https URL (RFC 3986), taken apart into views.
#pragma once

#include <cstdint>
#include <string_view>

#include "tegami/base/status.h"

namespace tegami {

enum class UrlRule : uint8_t {
  kHttps,        // an endpoint: https, no user, no fragment
  kHttpAllowed,  // the same, http too: for tests, and for addresses that carry no secret
  kLink,         // an address that a person opens: https, no user; a fragment may stand at its end
};

// Views of the text that was parsed; they live as long as it does.
struct Url {
  bool https = true;
  bool host_is_ipv6 = false;  // then `host` is the address without its brackets
  std::string_view host;      // as written: compare without regard to case
  uint16_t port = 443;
  std::string_view path;   // "" or from the '/' on
  std::string_view query;  // without the '?'
};

//   kInvalidArgument   not http or https, no host, a user, a fragment, or a port outside 1 to 65535
//   kInvalidCharacter  a character that no URL has, or a '%' without its two digits
//   kTooLong           over kUrlMaxBytes, kHostNameMaxBytes or kHostLabelMaxBytes
[[nodiscard]] Result<Url> ParseUrl(std::string_view text, UrlRule rule);

// A host name, an IPv4 address, or an IPv6 address without brackets. No check beyond the characters and lengths.
bool IsHostName(std::string_view text);

}  // namespace tegami
