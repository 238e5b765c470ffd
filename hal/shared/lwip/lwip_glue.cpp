// SPDX-License-Identifier: MIT
#include "shared/lwip/lwip_glue.h"

#include <lwip/dhcp.h>
#include <lwip/dns.h>
#include <lwip/sys.h>
#include <tegami_lwip_hooks.h>

namespace tegami {
namespace {

// DHCP gives IPv4 addresses, router advertisements IPv6 ones; each has its half of the table.
constexpr u8_t kServersAFamily = kLearnedDnsServers / 2;
static_assert(DNS_MAX_SERVERS == kLearnedDnsServers);

Clock* board_clock = nullptr;
Entropy* board_entropy = nullptr;
uint32_t fallback_state = 1;
ip_addr_t dns_servers[kLearnedDnsServers];
ip_addr_t time_server;

}  // namespace

void BindLwip(Clock& clock, Entropy& entropy) {
  board_clock = &clock;
  board_entropy = &entropy;
}

uint32_t LwipRandom() {
  uint32_t value = 0;
  if (board_entropy->Fill({reinterpret_cast<uint8_t*>(&value), sizeof value})) {
    fallback_state ^= value;
    return value;
  }
  fallback_state = fallback_state * 1664525U + 1013904223U;
  return fallback_state;
}

const ip_addr_t& LearnedDnsServer(size_t index) { return dns_servers[index]; }

const ip_addr_t& LearnedTimeServer() { return time_server; }

void ForgetLearnedServers() {
  for (ip_addr_t& server : dns_servers) server = {};
  time_server = {};
}

ip_addr_t ToLwip(const IpAddress& address) {
  ip_addr_t converted = {};
  if (address.family == IpAddress::Family::kIpv4) {
    uint32_t word = 0;
    std::memcpy(&word, address.octets.data(), sizeof word);
    ip_addr_set_ip4_u32_val(converted, word);
  } else {
    ip6_addr_t ip6 = {};
    std::memcpy(ip6.addr, address.octets.data(), sizeof ip6.addr);
    ip_addr_copy_from_ip6(converted, ip6);
  }
  return converted;
}

IpAddress FromLwip(const ip_addr_t& address) {
  IpAddress converted;
  if (IP_IS_V6_VAL(address)) {
    converted.family = IpAddress::Family::kIpv6;
    std::memcpy(converted.octets.data(), ip_2_ip6(&address)->addr, 16);
  } else {
    std::memcpy(converted.octets.data(), &ip_2_ip4(&address)->addr, 4);
  }
  return converted;
}

std::optional<IpAddress> ParseAddress(std::string_view text) {
  const bool ipv6 = text.find(':') != std::string_view::npos;
  Text<kHostNameMaxBytes> copy;
  ip_addr_t address = {};
  if (!ipv6 && std::count(text.begin(), text.end(), '.') != 3) return std::nullopt;
  if (!Assign(copy, text) || ipaddr_aton(copy.c_str(), &address) == 0) return std::nullopt;
  return FromLwip(address);
}

bool IsUnspecified(const IpAddress& address) {
  return std::all_of(address.octets.begin(), address.octets.end(), [](uint8_t octet) { return octet == 0; });
}

}  // namespace tegami

// Called by lwIP, from inside Network::Poll().
extern "C" {

u32_t sys_now() { return static_cast<u32_t>(tegami::board_clock->Now().ms); }

uint32_t tegami_lwip_random() { return tegami::LwipRandom(); }

// In place of lwIP's resolver, which keeps one address of a name (hal/shared/lwip/dns_lookup.h keeps all): what other
// parts of lwIP call of it.
void dns_init() {}

void dns_tmr() {}

void dns_setserver(u8_t index, const ip_addr_t* server) {
  if (server != nullptr && index < tegami::kServersAFamily && IP_IS_V6(server)) {
    index = static_cast<u8_t>(index + tegami::kServersAFamily);
  }
  if (index < tegami::kLearnedDnsServers) tegami::dns_servers[index] = server == nullptr ? ip_addr_t{} : *server;
}

const ip_addr_t* dns_getserver(u8_t index) {
  return index < tegami::kLearnedDnsServers ? &tegami::dns_servers[index] : IP_ADDR_ANY;
}

void dhcp_set_ntp_servers(u8_t count, const ip4_addr_t* servers) {
  if (count != 0) ip_addr_copy_from_ip4(tegami::time_server, servers[0]);
}
}
