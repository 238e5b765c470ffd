// SPDX-License-Identifier: MIT
#include "shared/lwip/time_client.h"

#include "shared/lwip/lwip_glue.h"

namespace tegami {
namespace {

constexpr uint8_t kRequestsMax = 3;
constexpr int64_t kAnswerMaxMs = 2000;

}  // namespace

void TimeClient::Start(std::string_view host, DnsLookup::Families families, const DnsServers& servers, Instant now) {
  Stop();
  answer_.reset();
  answered_at_.reset();
  sent_ = 0;
  lookup_.Start(host, families, servers, now);
}

void TimeClient::Stop() {
  lookup_.Stop();
  if (socket_ != nullptr) udp_remove(socket_);
  socket_ = nullptr;
  retry_at_ = kNever;
}

void TimeClient::Poll(Instant now) {
  lookup_.Poll(now);
  if (answer_ && !answered_at_) {
    answered_at_ = now;
    Stop();
    return;
  }
  if (lookup_.progress() == DnsLookup::Progress::kFailed) return Stop();
  const bool ready = lookup_.progress() == DnsLookup::Progress::kFound;
  if (ready && (sent_ == 0 || retry_at_ <= now)) {
    if (sent_ == kRequestsMax) return Stop();
    Send(now);
  }
}

void TimeClient::Send(Instant now) {
  ++sent_;
  retry_at_ = After(now, kAnswerMaxMs);
  if (socket_ == nullptr) {
    socket_ = udp_new_ip_type(IPADDR_TYPE_ANY);
    if (socket_ == nullptr) return;
    udp_bind(socket_, IP_ANY_TYPE, static_cast<u16_t>(0xc000U | (LwipRandom() & 0x3fffU)));
    udp_recv(socket_, OnDatagram, this);
  }
  nonce_ = (uint64_t{LwipRandom()} << 32) | LwipRandom();
  pbuf* datagram = pbuf_alloc(PBUF_TRANSPORT, kSntpMessageBytes, PBUF_RAM);
  if (datagram == nullptr) return;
  WriteSntpRequest(nonce_,
                   std::span<uint8_t, kSntpMessageBytes>(static_cast<uint8_t*>(datagram->payload), kSntpMessageBytes));
  const PeerAddresses& addresses = lookup_.addresses();
  const ip_addr_t server = ToLwip(addresses[(sent_ - 1U) % addresses.size()]);
  udp_sendto(socket_, datagram, &server, port_);
  pbuf_free(datagram);
}

void TimeClient::OnDatagram(void* self, udp_pcb*, pbuf* datagram, const ip_addr_t*, u16_t port) {
  auto& client = *static_cast<TimeClient*>(self);
  if (port == client.port_ && datagram->len == datagram->tot_len && !client.answer_) {
    client.answer_ = ReadSntpReply({static_cast<const uint8_t*>(datagram->payload), datagram->len}, client.nonce_);
  }
  pbuf_free(datagram);
}

std::optional<UtcTime> TimeClient::Take(Instant now) {
  if (!answer_ || !answered_at_) return std::nullopt;
  const int64_t ms = answer_->milliseconds + MsBetween(*answered_at_, now);
  const UtcTime utc{answer_->utc.seconds + ms / kMsPerSecond};
  answer_.reset();
  return utc;
}

Instant TimeClient::WakeBy() const {
  if (answer_ && !answered_at_) return Instant{0};
  return Earlier(lookup_.WakeBy(), retry_at_);
}

}  // namespace tegami
