// SPDX-License-Identifier: MIT
// DNS queries for addresses and the answers to them (RFC 1035, RFC 3596). Octets only: the caller has the socket.
#pragma once

#include <etl/vector.h>

#include <string_view>

#include "tegami/base/bytes.h"
#include "tegami/base/status.h"
#include "tegami/hal/network_types.h"

namespace tegami {

enum class DnsRecord : uint16_t { kA = 1, kAaaa = 28 };

struct DnsQuestion {
  std::string_view name;  // labels and dots; a dot at the end is allowed
  DnsRecord record = DnsRecord::kA;
  uint16_t id = 0;  // random: answers of strangers are told by it
};

// Header, the longest name, type and class.
inline constexpr size_t kDnsQueryMaxBytes = 12 + 255 + 4;

// Writes the query, recursion desired; returns its octets. `into` has kDnsQueryMaxBytes or more.
//   kInvalidArgument  the name is empty or too long, or a label is
[[nodiscard]] Result<size_t> WriteDnsQuery(const DnsQuestion& question, Bytes into);

enum class DnsVerdict : uint8_t {
  kNotOurs,       // no answer to this question: wait on
  kAddresses,     // at least one
  kNoAddress,     // the name exists, with no such record
  kNoSuchName,    // NXDOMAIN
  kTruncated,     // cut before anything of use: ask again by TCP
  kServerFailed,  // the server could not or would not say: ask another
};

using PeerAddresses = etl::vector<IpAddress, kPeerAddressesMax>;

// Reads an answer, whatever its octets are. Appends the addresses found to `addresses`, as many as fit; aliases are
// the server's to follow, so every record of the type that was asked for counts.
DnsVerdict ReadDnsAnswer(ConstBytes message, const DnsQuestion& question, PeerAddresses& addresses);

}  // namespace tegami
