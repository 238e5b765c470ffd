// SPDX-License-Identifier: MIT
// Plain data of the network service.
#pragma once

#include <array>
#include <cstdint>

#include "tegami/base/text.h"
#include "tegami/config.h"

namespace tegami {

// A host and a port. `host` is a DNS name (A-labels), an IPv4 address or an IPv6 address without brackets.
struct Endpoint {
  Text<kHostNameMaxBytes> host;
  uint16_t port = 0;
};

// Network order. IPv4 uses the first 4 octets.
struct IpAddress {
  enum class Family : uint8_t { kIpv4, kIpv6 };
  Family family = Family::kIpv4;
  std::array<uint8_t, 16> octets{};
  bool operator==(const IpAddress&) const = default;
};

// Where a TcpStream stands.
enum class LinkPhase : uint8_t {
  kIdle,
  kResolving,
  kConnecting,
  kOpen,
  kPeerClosed,  // the peer sent FIN; octets may still wait in Receive()
  kFailed,      // Failure() says why
};

enum class LinkFailure : uint8_t {
  kNone,
  kNoLink,       // cable out, no address
  kNoDns,        // no DNS server, or none answered
  kNoSuchName,   // the DNS says that the name does not exist or has no address
  kRefused,      // RST to SYN
  kUnreachable,  // no route, ICMP unreachable
  kTimedOut,     // no answer
  kReset,        // RST on an open connection, however shortly it was open
};

// Static storage; for logs ("kRefused").
constexpr const char* LinkFailureName(LinkFailure failure) {
  switch (failure) {
    case LinkFailure::kNone: return "kNone";
    case LinkFailure::kNoLink: return "kNoLink";
    case LinkFailure::kNoDns: return "kNoDns";
    case LinkFailure::kNoSuchName: return "kNoSuchName";
    case LinkFailure::kRefused: return "kRefused";
    case LinkFailure::kUnreachable: return "kUnreachable";
    case LinkFailure::kTimedOut: return "kTimedOut";
    case LinkFailure::kReset: return "kReset";
  }
  return "?";
}

// OAuth is supported on the standard interface only.
enum class InterfaceKind : uint8_t { kStandard, kAdditional };

struct InterfaceInfo {
  InterfaceKind kind = InterfaceKind::kStandard;
  bool link_up = false;
  Text<15> name;  // "eth0"
  std::array<uint8_t, 6> mac{};
  std::array<IpAddress, kAddressesPerInterfaceMax> addresses{};
  uint8_t address_count = 0;
};

struct NetworkConfig {
  bool dhcp = true;
  IpAddress address{};  // these four: without DHCP only
  uint8_t prefix_bits = 24;
  IpAddress gateway{};
  std::array<IpAddress, 2> dns{};       // all zero: from DHCP
  bool ipv6 = true;                     // SLAAC
  Text<kHostNameMaxBytes> time_server;  // empty: none
  Text<kHostLabelMaxBytes> host_name;   // sent with DHCP, and in EHLO where it has a domain
};

}  // namespace tegami
