// SPDX-License-Identifier: MIT
// The board's one Ethernet interface in lwIP: frames, link, addresses by DHCP, SLAAC or by hand, DNS servers.
#pragma once

#include <lwip/netif.h>

#include <optional>

#include "shared/ethernet_chip.h"
#include "shared/lwip/dns_lookup.h"
#include "tegami/base/time.h"
#include "tegami/hal/network_types.h"

namespace tegami {

class LwipInterface {
 public:
  explicit LwipInterface(EthernetChip& chip) : chip_(chip) {}

  // Starts the chip and lwIP's interface over it. False: there is no chip; the link then stays down.
  bool Start();

  // Applies what is different in it now: addresses that were got otherwise are given up.
  void Configure(const NetworkConfig& config);

  // Hands the frames that have arrived to lwIP and looks at the cable now and then.
  void Poll(Instant now);
  Instant WakeBy() const { return Earlier(look_at_link_at_, take_again_at_); }

  InterfaceInfo Info() const;

  // Whether it has this address now.
  bool Has(const IpAddress& address) const;
  bool link_up() const { return link_up_; }
  bool HasIpv4() const;
  bool HasIpv6() const;  // an address that reaches further than the link
  DnsLookup::Families Families() const;

  // Those that were configured, else those that the network named. Valid until the next call.
  const DnsServers& Servers();
  void set_dns_port(uint16_t port) { servers_.port = port; }

  // The time server that DHCP named: an address as text; empty where none.
  Text<kHostNameMaxBytes> LearnedTimeServerName() const;

 private:
  static err_t Initialize(netif* interface);
  static err_t SendFrame(netif* interface, pbuf* frame);
  void TakeFrames(Instant now);
  bool TakeFrame(size_t size, Instant now);
  void LookAtLink();
  void ApplyIpv4();
  void ApplyIpv6();

  EthernetChip& chip_;
  netif netif_{};
  NetworkConfig config_;
  bool configured_ = false;
  DnsServers servers_;
  Instant look_at_link_at_{0};
  Instant take_again_at_ = kNever;          // frames wait in the chip
  std::optional<Instant> no_buffer_since_;  // and no buffer is free for them
  bool present_ = false;
  bool link_up_ = false;
};

}  // namespace tegami
