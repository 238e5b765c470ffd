// SPDX-License-Identifier: MIT
// Resolves one name to all its addresses, A and AAAA at once (lwIP's own resolver keeps one address of a name).
#pragma once

#include <lwip/udp.h>

#include <array>

#include "shared/dns_message.h"
#include "shared/lwip/dns_by_tcp.h"
#include "tegami/base/time.h"

namespace tegami {

// Where look-ups go. Servers are asked in turn.
struct DnsServers {
  std::array<ip_addr_t, 4> addresses{};
  uint8_t count = 0;
  uint16_t port = 53;
};

// One look-up at a time. Each has a socket of its own with a random port, and random identifiers (RFC 5452).
//
// Drive: Start(), then Poll() until progress() is kFound or kFailed; WakeBy() says when Poll() has something to do.
// Nothing is kept for later: a printer looks a name up once for each connection.
class DnsLookup {
 public:
  enum class Progress : uint8_t { kIdle, kRunning, kFound, kFailed };
  // Which records are asked for: an address of a family that the device does not have is of no use.
  struct Families {
    bool ipv4 = true;
    bool ipv6 = true;
    bool ipv6_first = true;  // RFC 6724 §2.1: not where the device's own IPv6 address is a local one
  };

  // An IPv4 or IPv6 address is found at once. `name` must live until the look-up has ended; the servers are those of
  // now.
  void Start(std::string_view name, Families families, const DnsServers& servers, Instant now);
  void Poll(Instant now);
  void Stop();

  Progress progress() const { return progress_; }
  const PeerAddresses& addresses() const { return addresses_; }  // after kFound, in the order to try
  LinkFailure failure() const { return failure_; }               // after kFailed: kNoSuchName, kNoDns
  Instant WakeBy() const { return progress_ == Progress::kRunning ? retry_at_ : kNever; }

 private:
  enum class Wanted : uint8_t { kNothing, kAnswer, kAnswerByTcp, kGotAddresses, kGotNone, kServerFailed };
  struct Question {
    DnsRecord record;
    Wanted state = Wanted::kNothing;
    uint16_t id = 0;
  };

  static void OnDatagram(void* self, udp_pcb* socket, pbuf* datagram, const ip_addr_t* from, u16_t port);
  void Read(ConstBytes datagram);
  void ReadFor(Question& question, ConstBytes message);
  const ip_addr_t& Server() const { return servers_.addresses[attempt_ % servers_.count]; }
  void Merge(const PeerAddresses& fresh, bool ipv6);
  void Ask(Instant now);
  void AskByTcp();
  void PollTcp();
  void Judge(Instant now);
  void Finish(Progress progress, LinkFailure failure);
  DnsQuestion MessageOf(const Question& question) const;
  bool Any(Wanted state) const;

  std::string_view name_;
  DnsServers servers_;  // one at least while it runs
  udp_pcb* socket_ = nullptr;
  DnsByTcp by_tcp_;
  std::array<Question, 2> questions_{Question{DnsRecord::kAaaa}, Question{DnsRecord::kA}};
  PeerAddresses addresses_;
  bool ipv6_first_ = true;
  Instant retry_at_ = kNever;
  uint8_t attempt_ = 0;
  bool answered_ = false;  // something came in since the last Poll()
  Progress progress_ = Progress::kIdle;
  LinkFailure failure_ = LinkFailure::kNone;
};

}  // namespace tegami
