// SPDX-License-Identifier: MIT
#include "posix/interfaces.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <netpacket/packet.h>
#include <string.h>

#include <algorithm>
#include <cstring>

#include "posix/socket_address.h"

namespace tegami {
namespace {

bool IsUp(const ifaddrs& entry) { return (entry.ifa_flags & IFF_UP) != 0 && (entry.ifa_flags & IFF_RUNNING) != 0; }

bool IsNamed(const ifaddrs& entry, const char* name) { return name != nullptr && strcmp(entry.ifa_name, name) == 0; }

// The name of the first interface with an address that is not `additional`; null: none.
const char* ChooseStandard(const ifaddrs* list, const char* additional, bool loopback) {
  for (const ifaddrs* entry = list; entry != nullptr; entry = entry->ifa_next) {
    const bool fits = IsUp(*entry) && ((entry->ifa_flags & IFF_LOOPBACK) != 0) == loopback;
    if (fits && !IsNamed(*entry, additional) && FromSocketAddress(entry->ifa_addr)) return entry->ifa_name;
  }
  return nullptr;
}

void AddAddress(const sockaddr* address, InterfaceInfo& info) {
  if (address == nullptr) return;
  if (address->sa_family == AF_PACKET) {
    sockaddr_ll link;
    std::memcpy(&link, address, sizeof link);
    if (link.sll_halen == info.mac.size()) std::memcpy(info.mac.data(), link.sll_addr, info.mac.size());
  } else if (const auto ip = FromSocketAddress(address); ip && info.address_count < info.addresses.size()) {
    info.addresses[info.address_count++] = *ip;
  }
}

InterfaceInfo Describe(const ifaddrs* list, const char* name, InterfaceKind kind) {
  InterfaceInfo info;
  info.kind = kind;
  AssignCut(info.name, name);
  for (const ifaddrs* entry = list; entry != nullptr; entry = entry->ifa_next) {
    if (!IsNamed(*entry, name)) continue;
    info.link_up = IsUp(*entry);
    AddAddress(entry->ifa_addr, info);
  }
  return info;
}

}  // namespace

size_t ReadInterfaces(const char* additional, std::span<InterfaceInfo> into) {
  ifaddrs* list = nullptr;
  if (::getifaddrs(&list) != 0) return 0;
  const char* standard = ChooseStandard(list, additional, false);
  if (standard == nullptr) standard = ChooseStandard(list, additional, true);
  size_t count = 0;
  if (standard != nullptr && count < into.size()) into[count++] = Describe(list, standard, InterfaceKind::kStandard);
  if (additional != nullptr && count < into.size()) {
    into[count++] = Describe(list, additional, InterfaceKind::kAdditional);
  }
  ::freeifaddrs(list);
  return count;
}

std::optional<InterfaceKind> KindOfInterface(const char* additional, const IpAddress& local) {
  ifaddrs* list = nullptr;
  if (::getifaddrs(&list) != 0) return std::nullopt;
  std::optional<InterfaceKind> kind;
  for (const ifaddrs* entry = list; entry != nullptr && !kind; entry = entry->ifa_next) {
    if (entry->ifa_addr == nullptr || FromSocketAddress(entry->ifa_addr) != local) continue;
    kind = IsNamed(*entry, additional) ? InterfaceKind::kAdditional : InterfaceKind::kStandard;
  }
  ::freeifaddrs(list);
  return kind;
}

}  // namespace tegami
