// SPDX-License-Identifier: MIT
#include "shared/lwip/dns_lookup.h"

#include "shared/lwip/lwip_glue.h"

namespace tegami {
namespace {

// How long each attempt waits; the servers take turns. 9 s in all.
constexpr int64_t kAttemptMs[] = {1000, 2000, 2000, 4000};
constexpr uint8_t kAttempts = sizeof kAttemptMs / sizeof *kAttemptMs;
// RFC 8305 §3: with addresses of one family at hand, so long is waited for the other's.
constexpr int64_t kOtherFamilyMs = 50;

}  // namespace

void DnsLookup::Start(std::string_view name, Families families, const DnsServers& servers, Instant now) {
  Stop();
  name_ = name;
  servers_ = servers;
  addresses_.clear();
  ipv6_first_ = families.ipv6_first;
  attempt_ = 0;
  failure_ = LinkFailure::kNone;
  if (const std::optional<IpAddress> literal = ParseAddress(name)) {
    addresses_.push_back(*literal);
    return Finish(Progress::kFound, LinkFailure::kNone);
  }
  for (Question& question : questions_) {
    const bool wanted = question.record == DnsRecord::kA ? families.ipv4 : families.ipv6;
    question.state = wanted ? Wanted::kAnswer : Wanted::kNothing;
    question.id = static_cast<uint16_t>(LwipRandom());
  }
  if (!Any(Wanted::kAnswer)) return Finish(Progress::kFailed, LinkFailure::kNoLink);
  if (servers.count == 0) return Finish(Progress::kFailed, LinkFailure::kNoDns);
  socket_ = udp_new_ip_type(IPADDR_TYPE_ANY);
  if (socket_ == nullptr) return Finish(Progress::kFailed, LinkFailure::kNoDns);
  // RFC 6056 §3.3.1: a random port of the dynamic range; lwIP counts up where that is taken.
  udp_bind(socket_, IP_ANY_TYPE, static_cast<u16_t>(0xc000U | (LwipRandom() & 0x3fffU)));
  udp_recv(socket_, OnDatagram, this);
  progress_ = Progress::kRunning;
  Ask(now);
}

void DnsLookup::Stop() {
  if (socket_ != nullptr) udp_remove(socket_);
  socket_ = nullptr;
  by_tcp_.Stop();
  progress_ = Progress::kIdle;
}

void DnsLookup::Finish(Progress progress, LinkFailure failure) {
  Stop();
  progress_ = progress;
  failure_ = failure;
}

DnsQuestion DnsLookup::MessageOf(const Question& question) const {
  return {.name = name_, .record = question.record, .id = question.id};
}

bool DnsLookup::Any(Wanted state) const {
  return std::any_of(questions_.begin(), questions_.end(),
                     [state](const Question& question) { return question.state == state; });
}

// Sends what is still unanswered to the next server.
void DnsLookup::Ask(Instant now) {
  retry_at_ = After(now, kAttemptMs[attempt_]);
  by_tcp_.Stop();
  for (Question& question : questions_) {
    const bool again = question.state == Wanted::kServerFailed || question.state == Wanted::kAnswerByTcp;
    if (again) question.state = Wanted::kAnswer;
    if (question.state != Wanted::kAnswer) continue;
    std::array<uint8_t, kDnsQueryMaxBytes> message;
    const Result<size_t> size = WriteDnsQuery(MessageOf(question), message);
    if (!size) return Finish(Progress::kFailed, LinkFailure::kNoSuchName);
    pbuf* datagram = pbuf_alloc(PBUF_TRANSPORT, static_cast<u16_t>(*size), PBUF_RAM);
    if (datagram == nullptr) continue;  // asked again at the next attempt
    pbuf_take(datagram, message.data(), static_cast<u16_t>(*size));
    udp_sendto(socket_, datagram, &Server(), servers_.port);
    pbuf_free(datagram);
  }
}

void DnsLookup::OnDatagram(void* self, udp_pcb*, pbuf* datagram, const ip_addr_t* from, u16_t port) {
  auto& lookup = *static_cast<DnsLookup*>(self);
  // Frames come whole from the chip, so a datagram is never in pieces.
  const std::span asked(lookup.servers_.addresses.data(), lookup.servers_.count);
  const bool known =
      std::any_of(asked.begin(), asked.end(), [from](const ip_addr_t& server) { return ip_addr_eq(from, &server); });
  if (known && port == lookup.servers_.port && datagram->len == datagram->tot_len) {
    lookup.Read({static_cast<const uint8_t*>(datagram->payload), datagram->len});
  }
  pbuf_free(datagram);
}

void DnsLookup::Read(ConstBytes datagram) {
  for (Question& question : questions_) {
    if (question.state == Wanted::kAnswer) ReadFor(question, datagram);
  }
}

void DnsLookup::ReadFor(Question& question, ConstBytes message) {
  PeerAddresses fresh;
  switch (ReadDnsAnswer(message, MessageOf(question), fresh)) {
    case DnsVerdict::kNotOurs: return;
    case DnsVerdict::kAddresses: question.state = Wanted::kGotAddresses; break;
    case DnsVerdict::kNoAddress:
    case DnsVerdict::kNoSuchName: question.state = Wanted::kGotNone; break;
    case DnsVerdict::kTruncated: question.state = Wanted::kAnswerByTcp; break;
    case DnsVerdict::kServerFailed: question.state = Wanted::kServerFailed; break;
  }
  Merge(fresh, question.record == DnsRecord::kAaaa);
  answered_ = true;
}

// RFC 7766 §5: an answer that was cut is asked for again by TCP, one question after the other.
void DnsLookup::AskByTcp() {
  for (const Question& question : questions_) {
    if (question.state != Wanted::kAnswerByTcp) continue;
    by_tcp_.Start(Server(), servers_.port, MessageOf(question));
    return;
  }
}

void DnsLookup::PollTcp() {
  if (by_tcp_.progress() == DnsByTcp::Progress::kIdle) return AskByTcp();
  if (by_tcp_.progress() == DnsByTcp::Progress::kRunning) return;
  for (Question& question : questions_) {
    if (question.state != Wanted::kAnswerByTcp) continue;
    std::array<uint8_t, kDnsTcpAnswerMaxBytes> answer;
    ReadFor(question, Bytes(answer).first(by_tcp_.Take(answer)));
    if (question.state == Wanted::kAnswerByTcp) question.state = Wanted::kServerFailed;
    answered_ = true;
    break;
  }
  by_tcp_.Stop();
}

// Puts the second family before or behind the first; where all do not fit, neither takes more than half.
void DnsLookup::Merge(const PeerAddresses& fresh, bool ipv6) {
  const PeerAddresses old = addresses_;
  const PeerAddresses& front = ipv6 == ipv6_first_ ? fresh : old;
  const PeerAddresses& back = ipv6 == ipv6_first_ ? old : fresh;
  constexpr size_t kHalf = kPeerAddressesMax / 2;
  const size_t from_front = std::min(front.size(), std::max(kHalf, kPeerAddressesMax - back.size()));
  const size_t from_back = std::min(back.size(), kPeerAddressesMax - from_front);
  addresses_.assign(front.begin(), front.begin() + from_front);
  addresses_.insert(addresses_.end(), back.begin(), back.begin() + from_back);
}

void DnsLookup::Poll(Instant now) {
  if (progress_ != Progress::kRunning) return;
  PollTcp();
  if (answered_) {
    answered_ = false;
    Judge(now);
  }
  if (progress_ != Progress::kRunning || now < retry_at_) return;
  if (!addresses_.empty()) return Finish(Progress::kFound, LinkFailure::kNone);
  if (++attempt_ == kAttempts) return Finish(Progress::kFailed, LinkFailure::kNoDns);
  Ask(now);
}

// Whether the answers so far are enough.
void DnsLookup::Judge(Instant now) {
  const bool waiting = Any(Wanted::kAnswer) || Any(Wanted::kAnswerByTcp);
  if (Any(Wanted::kGotAddresses)) {
    if (!waiting) return Finish(Progress::kFound, LinkFailure::kNone);
    retry_at_ = Earlier(retry_at_, After(now, kOtherFamilyMs));
  } else if (!waiting && !Any(Wanted::kServerFailed)) {
    Finish(Progress::kFailed, LinkFailure::kNoSuchName);
  } else if (!waiting) {
    retry_at_ = now;  // no server said yes or no: the next one is asked at once
  }
}

}  // namespace tegami
