// SPDX-License-Identifier: MIT
// Asks a time server once (SNTP, RFC 4330).
#pragma once

#include <lwip/udp.h>

#include "shared/lwip/dns_lookup.h"
#include "shared/sntp_message.h"

namespace tegami {

class TimeClient {
 public:
  void set_port(uint16_t port) { port_ = port; }

  // Begins; an earlier question is dropped. `host` must live until it has ended.
  void Start(std::string_view host, DnsLookup::Families families, const DnsServers& servers, Instant now);
  void Poll(Instant now);
  Instant WakeBy() const;

  // The answer, corrected to `now`; given once.
  std::optional<UtcTime> Take(Instant now);

 private:
  static void OnDatagram(void* self, udp_pcb* socket, pbuf* datagram, const ip_addr_t* from, u16_t port);
  void Send(Instant now);
  void Stop();

  DnsLookup lookup_;
  udp_pcb* socket_ = nullptr;
  uint16_t port_ = kSntpPort;
  uint64_t nonce_ = 0;
  Instant sent_at_{0};
  Instant retry_at_ = kNever;
  uint8_t sent_ = 0;
  std::optional<SntpTime> answer_;
  std::optional<Instant> answered_at_;  // nothing until the Poll() after the answer
};

}  // namespace tegami
