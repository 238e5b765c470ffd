// SPDX-License-Identifier: MIT
#include "posix/socket_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <cstring>

namespace tegami {

std::optional<IpAddress> ParseIpAddress(const char* text) {
  IpAddress address;
  if (inet_pton(AF_INET, text, address.octets.data()) == 1) return address;
  address = {.family = IpAddress::Family::kIpv6};
  if (inet_pton(AF_INET6, text, address.octets.data()) == 1) return address;
  return std::nullopt;
}

SocketAddress ToSocketAddress(const TcpPeer& peer) {
  SocketAddress result;
  if (peer.address.family == IpAddress::Family::kIpv4) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(peer.port);
    std::memcpy(&address.sin_addr, peer.address.octets.data(), sizeof address.sin_addr);
    std::memcpy(&result.storage, &address, sizeof address);
    result.size = sizeof address;
  } else {
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    address.sin6_port = htons(peer.port);
    std::memcpy(&address.sin6_addr, peer.address.octets.data(), sizeof address.sin6_addr);
    std::memcpy(&result.storage, &address, sizeof address);
    result.size = sizeof address;
  }
  return result;
}

std::optional<IpAddress> FromSocketAddress(const sockaddr* address) {
  if (address == nullptr) return std::nullopt;
  IpAddress result;
  if (address->sa_family == AF_INET) {
    sockaddr_in ipv4;
    std::memcpy(&ipv4, address, sizeof ipv4);
    std::memcpy(result.octets.data(), &ipv4.sin_addr, sizeof ipv4.sin_addr);
    return result;
  }
  if (address->sa_family == AF_INET6) {
    sockaddr_in6 ipv6;
    std::memcpy(&ipv6, address, sizeof ipv6);
    result.family = IpAddress::Family::kIpv6;
    std::memcpy(result.octets.data(), &ipv6.sin6_addr, sizeof ipv6.sin6_addr);
    return result;
  }
  return std::nullopt;
}

}  // namespace tegami
