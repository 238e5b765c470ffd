// SPDX-License-Identifier: MIT
// Between Tegami's addresses and the kernel's.
#pragma once

#include <sys/socket.h>

#include <optional>

#include "tegami/hal/network_types.h"

namespace tegami {

// Where one connection attempt goes.
struct TcpPeer {
  IpAddress address;
  uint16_t port = 0;
};

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

// An IPv4 or IPv6 address in its usual notation, without brackets and zone; nothing where `text` is none.
std::optional<IpAddress> ParseIpAddress(const char* text);

SocketAddress ToSocketAddress(const TcpPeer& peer);

// Nothing for other families than IPv4 and IPv6.
std::optional<IpAddress> FromSocketAddress(const sockaddr* address);

}  // namespace tegami
