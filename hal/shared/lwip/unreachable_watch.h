// SPDX-License-Identifier: MIT
// Reads the ICMP messages that say why a SYN got no answer; lwIP itself passes over them.
#pragma once

#include <lwip/raw.h>

#include "tegami/hal/network_types.h"

namespace tegami {

// What such a message quotes of a TCP packet.
struct UnreachablePacket {
  IpAddress address;  // where it went
  uint16_t port = 0;
  uint16_t local_port = 0;
  uint32_t sequence = 0;
};

// Gets "destination unreachable" of RFC 792 and RFC 4443 for TCP packets that we sent.
class UnreachableListener {
 public:
  virtual void OnUnreachable(const UnreachablePacket& packet) = 0;

 protected:
  ~UnreachableListener() = default;
};

// Call once, after lwip_init(). `listener` lives for ever.
void WatchForUnreachable(UnreachableListener& listener);

}  // namespace tegami
