// SPDX-License-Identifier: MIT
#include "shared/lwip/lwip_interface.h"

#include <lwip/dhcp.h>
#include <lwip/etharp.h>
#include <lwip/ethip6.h>
#include <lwip/mld6.h>
#include <lwip/nd6.h>
#include <netif/ethernet.h>

#include "shared/lwip/lwip_glue.h"

namespace tegami {
namespace {

constexpr int64_t kLinkLookMs = 500;
// Frames taken in one Poll(): the FIFO's fill. More wait for the next, so that a flood cannot hold the loop.
constexpr int kFramesAPoll = 16;
// How long a frame waits in the chip for a buffer.
constexpr int64_t kNoBufferMaxMs = 100;

bool SameIpv4(const NetworkConfig& a, const NetworkConfig& b) {
  if (a.dhcp || b.dhcp) return a.dhcp == b.dhcp;
  return a.address == b.address && a.prefix_bits == b.prefix_bits && a.gateway == b.gateway;
}

ip4_addr_t MaskOf(uint8_t prefix_bits) {
  ip4_addr_t mask = {};
  mask.addr = lwip_htonl(prefix_bits == 0 ? 0 : UINT32_MAX << (32 - std::min<unsigned>(prefix_bits, 32)));
  return mask;
}

}  // namespace

bool LwipInterface::Start() {
  present_ = chip_.Start();
  netif_add_noaddr(&netif_, this, Initialize, ethernet_input);
  netif_set_default(&netif_);
  netif_create_ip6_linklocal_address(&netif_, 1);
  netif_set_up(&netif_);
  return present_;
}

err_t LwipInterface::Initialize(netif* interface) {
  auto& self = *static_cast<LwipInterface*>(interface->state);
  interface->name[0] = 'e';
  interface->name[1] = 't';
  interface->output = etharp_output;
  interface->output_ip6 = ethip6_output;
  interface->linkoutput = SendFrame;
  interface->mtu = 1500;
  interface->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET | NETIF_FLAG_MLD6;
  if (self.present_) {
    const std::array<uint8_t, 6> mac = self.chip_.MacAddress();
    std::copy(mac.begin(), mac.end(), interface->hwaddr);
  }
  interface->hwaddr_len = ETH_HWADDR_LEN;
  return ERR_OK;
}

err_t LwipInterface::SendFrame(netif* interface, pbuf* frame) {
  EthernetChip& chip = static_cast<LwipInterface*>(interface->state)->chip_;
  if (!chip.BeginFrame(frame->tot_len)) return ERR_BUF;
  for (const pbuf* piece = frame; piece != nullptr; piece = piece->next) {
    chip.AddToFrame({static_cast<const uint8_t*>(piece->payload), piece->len});
  }
  chip.EndFrame();
  return ERR_OK;
}

void LwipInterface::Configure(const NetworkConfig& config) {
  const bool new_ipv4 = !configured_ || !SameIpv4(config, config_);
  const bool new_ipv6 = !configured_ || config.ipv6 != config_.ipv6;
  config_ = config;
  configured_ = true;
  netif_set_hostname(&netif_, config_.host_name.empty() ? nullptr : config_.host_name.c_str());
  if (!new_ipv4 && !new_ipv6) return;
  ForgetLearnedServers();
  if (new_ipv6) ApplyIpv6();
  if (new_ipv4) ApplyIpv4();
  // Routers tell the servers that were forgotten when they are asked, otherwise minutes later (RFC 4861 §6.2.1).
  if (config_.ipv6) nd6_restart_netif(&netif_);
}

void LwipInterface::ApplyIpv6() {
  netif_set_ip6_autoconfig_enabled(&netif_, config_.ipv6 ? 1 : 0);
  if (!config_.ipv6) {
    for (s8_t i = 0; i < LWIP_IPV6_NUM_ADDRESSES; ++i) netif_ip6_addr_set_state(&netif_, i, IP6_ADDR_INVALID);
  } else if (ip6_addr_isinvalid(netif_ip6_addr_state(&netif_, 0))) {
    netif_create_ip6_linklocal_address(&netif_, 1);
  }
}

void LwipInterface::ApplyIpv4() {
  dhcp_release_and_stop(&netif_);
  if (config_.dhcp) {
    netif_set_addr(&netif_, nullptr, nullptr, nullptr);
    dhcp_start(&netif_);
    return;
  }
  const ip_addr_t address = ToLwip(config_.address);
  const ip_addr_t gateway = ToLwip(config_.gateway);
  const ip4_addr_t mask = MaskOf(config_.prefix_bits);
  netif_set_addr(&netif_, ip_2_ip4(&address), &mask, ip_2_ip4(&gateway));
}

void LwipInterface::Poll(Instant now) {
  if (!present_) return;
  if (look_at_link_at_ <= now) {
    look_at_link_at_ = After(now, kLinkLookMs);
    LookAtLink();
  }
  TakeFrames(now);
}

void LwipInterface::LookAtLink() {
  const bool up = chip_.LinkUp();
  if (up == link_up_) return;
  link_up_ = up;
  // lwIP renews what DHCP gave and solicits routers when the link comes up.
  if (up) {
    netif_set_link_up(&netif_);
  } else {
    netif_set_link_down(&netif_);
  }
}

void LwipInterface::TakeFrames(Instant now) {
  take_again_at_ = kNever;
  chip_.AcknowledgeInterrupt();
  for (int taken = 0; taken < kFramesAPoll; ++taken) {
    const size_t size = chip_.PendingFrameBytes();
    if (size == 0) return;
    if (!TakeFrame(size, now)) return;
  }
  take_again_at_ = now;
}

// False: it stays in the chip, until the streams' owners have taken octets and so given buffers back. If they do not,
// it is dropped in the end: what is behind it may be for others.
bool LwipInterface::TakeFrame(size_t size, Instant now) {
  pbuf* frame = pbuf_alloc(PBUF_RAW, static_cast<u16_t>(size), PBUF_POOL);
  if (frame == nullptr) {
    if (!no_buffer_since_) no_buffer_since_ = now;
    if (MsBetween(*no_buffer_since_, now) < kNoBufferMaxMs) {
      take_again_at_ = After(now, 1);
      return false;
    }
    chip_.TakeFrame({});
    return true;
  }
  no_buffer_since_.reset();
  static_assert(PBUF_POOL_BUFSIZE >= kEthernetFrameMaxBytes, "a frame lies in one buffer");
  chip_.TakeFrame({static_cast<uint8_t*>(frame->payload), size});
  if (netif_.input(frame, &netif_) != ERR_OK) pbuf_free(frame);
  return true;
}

bool LwipInterface::HasIpv4() const { return !ip4_addr_isany(netif_ip4_addr(&netif_)); }

bool LwipInterface::HasIpv6() const {
  for (int i = 1; i < LWIP_IPV6_NUM_ADDRESSES; ++i) {
    if (ip6_addr_isvalid(netif_ip6_addr_state(&netif_, i))) return true;
  }
  return false;
}

DnsLookup::Families LwipInterface::Families() const {
  DnsLookup::Families families{.ipv4 = HasIpv4(), .ipv6 = false, .ipv6_first = false};
  for (int i = 1; i < LWIP_IPV6_NUM_ADDRESSES; ++i) {
    if (!ip6_addr_isvalid(netif_ip6_addr_state(&netif_, i))) continue;
    families.ipv6 = true;
    families.ipv6_first = families.ipv6_first || ip6_addr_isglobal(netif_ip6_addr(&netif_, i));
  }
  return families;
}

const DnsServers& LwipInterface::Servers() {
  servers_.count = 0;
  for (const IpAddress& server : config_.dns) {
    if (!IsUnspecified(server)) servers_.addresses[servers_.count++] = ToLwip(server);
  }
  if (servers_.count != 0) return servers_;
  for (size_t i = 0; i < kLearnedDnsServers; ++i) {
    if (!ip_addr_isany_val(LearnedDnsServer(i))) servers_.addresses[servers_.count++] = LearnedDnsServer(i);
  }
  return servers_;
}

Text<kHostNameMaxBytes> LwipInterface::LearnedTimeServerName() const {
  Text<kHostNameMaxBytes> name;
  if (!ip_addr_isany_val(LearnedTimeServer())) name.assign(ipaddr_ntoa(&LearnedTimeServer()));
  return name;
}

bool LwipInterface::Has(const IpAddress& address) const {
  if (!link_up_) return false;
  if (HasIpv4() && FromLwip(*netif_ip_addr4(&netif_)) == address) return true;
  for (int i = 0; i < LWIP_IPV6_NUM_ADDRESSES; ++i) {
    const bool valid = ip6_addr_isvalid(netif_ip6_addr_state(&netif_, i)) != 0;
    if (valid && FromLwip(*netif_ip_addr6(&netif_, i)) == address) return true;
  }
  return false;
}

InterfaceInfo LwipInterface::Info() const {
  InterfaceInfo info;
  info.kind = InterfaceKind::kStandard;
  info.link_up = link_up_;
  info.name.assign("eth0");
  std::copy(netif_.hwaddr, netif_.hwaddr + info.mac.size(), info.mac.begin());
  if (!link_up_) return info;
  if (HasIpv4()) info.addresses[info.address_count++] = FromLwip(*netif_ip_addr4(&netif_));
  for (int i = LWIP_IPV6_NUM_ADDRESSES - 1; i >= 0 && info.address_count < kAddressesPerInterfaceMax; --i) {
    if (ip6_addr_isvalid(netif_ip6_addr_state(&netif_, i))) {
      info.addresses[info.address_count++] = FromLwip(*netif_ip_addr6(&netif_, i));
    }
  }
  return info;
}

}  // namespace tegami
