// SPDX-License-Identifier: MIT
#include "shared/lwip/unreachable_watch.h"

#include <lwip/ip.h>

#include "tegami/base/bytes.h"

namespace tegami {
namespace {

constexpr size_t kIcmpHeaderBytes = 8;
constexpr uint8_t kTcp = 6;
constexpr uint8_t kFragmentationNeeded = 4;

// Where things stand in an IP packet of one family.
struct Layout {
  IpAddress::Family family;
  uint8_t unreachable_type;  // of its ICMP
  size_t protocol_at;
  size_t destination_at;
  size_t address_bytes;
};
constexpr Layout kIpv4 = {IpAddress::Family::kIpv4, 3, 9, 16, 4};
constexpr Layout kIpv6 = {IpAddress::Family::kIpv6, 1, 6, 24, 16};

size_t HeaderBytes(ConstBytes packet, const Layout& layout) {
  return layout.family == IpAddress::Family::kIpv6 ? 40 : (packet[0] & 0x0fU) * 4U;
}

uint32_t BigEndian(ConstBytes octets) {
  uint32_t value = 0;
  for (const uint8_t octet : octets) value = (value << 8U) | octet;
  return value;
}

void Read(ConstBytes packet, const Layout& layout, UnreachableListener& listener) {
  const size_t minimum = layout.family == IpAddress::Family::kIpv6 ? 40 : 20;
  if (packet.size() < minimum || packet.size() < HeaderBytes(packet, layout) + kIcmpHeaderBytes + minimum) return;
  const ConstBytes icmp = packet.subspan(HeaderBytes(packet, layout));
  if (icmp[0] != layout.unreachable_type) return;
  // RFC 1191 §3: "fragmentation needed" says that the peer is there.
  if (layout.family == IpAddress::Family::kIpv4 && icmp[1] == kFragmentationNeeded) return;
  // The packet that it speaks of: its IP header, then at least the TCP ports and the sequence number.
  const ConstBytes ours = icmp.subspan(kIcmpHeaderBytes);
  const size_t ports_at = HeaderBytes(ours, layout);
  if (ours[layout.protocol_at] != kTcp || ours.size() < ports_at + 8) return;
  UnreachablePacket quoted;
  quoted.address.family = layout.family;
  CopyBytes(quoted.address.octets, ours.subspan(layout.destination_at, layout.address_bytes));
  quoted.local_port = static_cast<uint16_t>(BigEndian(ours.subspan(ports_at, 2)));
  quoted.port = static_cast<uint16_t>(BigEndian(ours.subspan(ports_at + 2, 2)));
  quoted.sequence = BigEndian(ours.subspan(ports_at + 4, 4));
  listener.OnUnreachable(quoted);
}

u8_t OnPacket(void* listener, raw_pcb*, pbuf* packet, const ip_addr_t* from) {
  Read({static_cast<const uint8_t*>(packet->payload), packet->len}, IP_IS_V6(from) ? kIpv6 : kIpv4,
       *static_cast<UnreachableListener*>(listener));
  return 0;  // not eaten: lwIP answers pings itself
}

}  // namespace

void WatchForUnreachable(UnreachableListener& listener) {
  for (raw_pcb* watch :
       {raw_new_ip_type(IPADDR_TYPE_V4, IP_PROTO_ICMP), raw_new_ip_type(IPADDR_TYPE_V6, IP6_NEXTH_ICMP6)}) {
    if (watch != nullptr) raw_recv(watch, OnPacket, &listener);
  }
}

}  // namespace tegami
