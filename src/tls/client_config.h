// SPDX-License-Identifier: MIT
// What a TLS client session is asked to be.
#pragma once

#include <cstdint>
#include <string_view>

namespace tegami {

class RootStore;
class TlsSessionCache;

enum class TlsVerification : uint8_t {
  kFull,  // chain, dates, name, usage
  kNone,  // encrypted, but to whom? An administrator chose it for a mail server, in so many words
};

enum class TlsVersion : uint8_t { kTls12, kTls13 };

struct TlsClientConfig {
  // Whom we want: a DNS name (A-labels, a dot at the end is dropped) or an IPv4 or IPv6 literal without brackets.
  // Copied by Start().
  std::string_view server_name;
  uint16_t port = 0;  // part of the key under which a session is kept; not sent
  TlsVerification verification = TlsVerification::kFull;
  TlsVersion maximum = TlsVersion::kTls13;  // kTls12: for a server that stumbles over 1.3
  const RootStore* roots = nullptr;         // must be there for kFull; outlives the session
  TlsSessionCache* sessions = nullptr;      // null: no resumption; outlives the session
};

}  // namespace tegami
