// SPDX-License-Identifier: MIT
// What lwIP asks of a board (time, randomness, a place for DNS and time servers), and addresses between it and Tegami.
#pragma once

#include <lwip/ip_addr.h>

#include <optional>

#include "tegami/hal/clock.h"
#include "tegami/hal/entropy.h"
#include "tegami/hal/network_types.h"

namespace tegami {

// lwIP is one in a process, and so is this. Call before lwip_init(); both live for ever.
void BindLwip(Clock& clock, Entropy& entropy);

// From Entropy; should that fail, from a generator that began with it (lwIP cannot be told of a failure).
uint32_t LwipRandom();

// The DNS servers that DHCP and router advertisements gave, in this order; any of them may be "any" (none).
inline constexpr size_t kLearnedDnsServers = 4;
const ip_addr_t& LearnedDnsServer(size_t index);

// The time server that DHCP gave; "any" where none.
const ip_addr_t& LearnedTimeServer();

// Forgets them: the network changed.
void ForgetLearnedServers();

ip_addr_t ToLwip(const IpAddress& address);
IpAddress FromLwip(const ip_addr_t& address);

// An IPv4 or IPv6 address in its usual notation; nothing where `text` is none. What lwIP takes besides ("127.1", "10")
// is none.
std::optional<IpAddress> ParseAddress(std::string_view text);

// All octets zero: "not given".
bool IsUnspecified(const IpAddress& address);

}  // namespace tegami
