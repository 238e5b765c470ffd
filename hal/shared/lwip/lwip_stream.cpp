// SPDX-License-Identifier: MIT
#include "shared/lwip/lwip_stream.h"

#include <lwip/stats.h>

#include "shared/lwip/lwip_glue.h"
#include "shared/lwip/received_octets.h"

namespace tegami {
namespace {

// A device that has just started, or whose cable has just come in, gets so long for its first address.
constexpr int64_t kAddressWaitMs = 8000;

// What octets to be sent may not take of lwIP's heap: acknowledgements, ARP and look-ups of all streams need some too.
constexpr size_t kHeapReserveBytes = 3 * 1024;
constexpr size_t kSegmentInHeapBytes = TCP_MSS + 128;

bool HeapHasRoom() { return lwip_stats.mem.used + kSegmentInHeapBytes + kHeapReserveBytes <= MEM_SIZE; }

// A refusal says more than silence, and silence more than that there was no route for one of two families.
int Weight(LinkFailure failure) {
  switch (failure) {
    case LinkFailure::kRefused:
    case LinkFailure::kReset: return 3;
    case LinkFailure::kTimedOut: return 2;
    case LinkFailure::kUnreachable: return 1;
    case LinkFailure::kNone:
    case LinkFailure::kNoLink:
    case LinkFailure::kNoDns:
    case LinkFailure::kNoSuchName: return 0;
  }
  return 0;
}

LinkFailure FailureOf(err_t error) {
  switch (error) {
    case ERR_RST: return LinkFailure::kRefused;
    case ERR_RTE: return LinkFailure::kUnreachable;
    default: return LinkFailure::kTimedOut;
  }
}

}  // namespace

Status LwipStream::Connect(const Endpoint& peer) {
  if (phase_ != LinkPhase::kIdle) return Fail(Error::kBadState);
  if (peer.host.empty() || peer.port == 0) return Fail(Error::kInvalidArgument);
  peer_ = peer;
  failure_ = LinkFailure::kNone;
  attempt_failure_ = LinkFailure::kNone;
  worst_ = LinkFailure::kNone;
  next_address_ = 0;
  attempt_ends_ = Instant{0};  // the look-up begins with the next Poll()
  phase_ = LinkPhase::kResolving;
  return {};
}

void LwipStream::Poll(Instant now) {
  switch (phase_) {
    case LinkPhase::kResolving:
      if (lookup_.progress() == DnsLookup::Progress::kIdle) {
        BeginLookup(now);
      } else {
        lookup_.Poll(now);
      }
      if (phase_ == LinkPhase::kResolving) TakeLookup(now);
      return;
    case LinkPhase::kConnecting:
      if (attempt_failure_ == LinkFailure::kNone && attempt_ends_ <= now) EndAttempt(LinkFailure::kTimedOut);
      if (attempt_failure_ != LinkFailure::kNone) TryNextAddress(now);
      return;
    case LinkPhase::kOpen:
    case LinkPhase::kPeerClosed: Flush(); return;
    case LinkPhase::kIdle:
    case LinkPhase::kFailed: return;
  }
}

void LwipStream::BeginLookup(Instant now) {
  if (!interface_->link_up()) return FailWith(LinkFailure::kNoLink);
  const DnsLookup::Families families = interface_->Families();
  if (families.ipv4 || families.ipv6) return lookup_.Start(View(peer_.host), families, interface_->Servers(), now);
  if (attempt_ends_ == Instant{0}) attempt_ends_ = After(now, kAddressWaitMs);
  if (attempt_ends_ <= now) FailWith(LinkFailure::kNoLink);
}

void LwipStream::TakeLookup(Instant now) {
  if (lookup_.progress() == DnsLookup::Progress::kFailed) return FailWith(lookup_.failure());
  if (lookup_.progress() == DnsLookup::Progress::kFound) TryNextAddress(now);
}

void LwipStream::TryNextAddress(Instant now) {
  phase_ = LinkPhase::kConnecting;
  while (next_address_ < lookup_.addresses().size()) {
    if (Weight(attempt_failure_) > Weight(worst_)) worst_ = attempt_failure_;
    attempt_failure_ = LinkFailure::kNone;
    const ip_addr_t address = ToLwip(lookup_.addresses()[next_address_++]);
    const bool last = next_address_ == lookup_.addresses().size();
    attempt_ends_ = last ? kNever : After(now, kConnectAttemptMs);
    connection_ = tcp_new_ip_type(IP_GET_TYPE(&address));
    if (connection_ == nullptr) {
      attempt_failure_ = LinkFailure::kTimedOut;
      continue;
    }
    tcp_arg(connection_, this);
    tcp_recv(connection_, OnReceived);
    tcp_err(connection_, OnError);
    tcp_nagle_disable(connection_);  // the caller sends whole flights; a small one must not wait for an ACK
    const err_t begun = tcp_connect(connection_, &address, peer_.port, OnConnected);
    if (begun == ERR_OK) return;
    EndAttempt(FailureOf(begun));
  }
  if (Weight(attempt_failure_) > Weight(worst_)) worst_ = attempt_failure_;
  FailWith(worst_ == LinkFailure::kNone ? LinkFailure::kUnreachable : worst_);
}

void LwipStream::EndAttempt(LinkFailure failure) {
  attempt_failure_ = failure;
  if (tcp_pcb* connection = Detach()) tcp_abort(connection);
}

err_t LwipStream::OnConnected(void* self, tcp_pcb*, err_t) {
  static_cast<LwipStream*>(self)->phase_ = LinkPhase::kOpen;
  return ERR_OK;
}

err_t LwipStream::OnReceived(void* self, tcp_pcb*, pbuf* data, err_t) {
  auto& stream = *static_cast<LwipStream*>(self);
  if (data == nullptr) {
    stream.phase_ = LinkPhase::kPeerClosed;
  } else {
    stream.received_ = AppendReceived(stream.received_, data);
  }
  return ERR_OK;
}

void LwipStream::OnError(void* self, err_t error) {
  auto& stream = *static_cast<LwipStream*>(self);
  stream.connection_ = nullptr;  // lwIP has freed it
  if (stream.phase_ == LinkPhase::kConnecting) {
    stream.attempt_failure_ = FailureOf(error);
  } else {
    stream.FailWith(error == ERR_RST ? LinkFailure::kReset : LinkFailure::kTimedOut);
  }
}

void LwipStream::OnUnreachable(const UnreachablePacket& packet) {
  // RFC 1122 §4.2.3.9: these are soft errors once a connection stands; before, there may be another address.
  if (phase_ != LinkPhase::kConnecting || connection_ == nullptr) return;
  // RFC 5927 §4.1: who cannot see our SYN does not know its port and its number.
  const bool ours = packet.port == connection_->remote_port && packet.local_port == connection_->local_port &&
                    packet.sequence == connection_->lastack && packet.address == FromLwip(connection_->remote_ip);
  if (ours) EndAttempt(LinkFailure::kUnreachable);
}

std::optional<IpAddress> LwipStream::PeerAddress() const {
  if (connection_ == nullptr || phase_ == LinkPhase::kConnecting) return std::nullopt;
  return FromLwip(connection_->remote_ip);
}

std::optional<IpAddress> LwipStream::LocalAddress() const {
  if (connection_ == nullptr || phase_ == LinkPhase::kConnecting) return std::nullopt;
  return FromLwip(connection_->local_ip);
}

size_t LwipStream::Send(ConstBytes data) {
  if (connection_ == nullptr || (phase_ != LinkPhase::kOpen && phase_ != LinkPhase::kPeerClosed)) return 0;
  size_t taken = 0;
  while (taken < data.size() && HeapHasRoom()) {
    const size_t room = std::min<size_t>(tcp_sndbuf(connection_), TCP_MSS);
    const ConstBytes piece = data.subspan(taken, std::min(data.size() - taken, room));
    const auto size = static_cast<u16_t>(piece.size());
    if (size == 0 || tcp_write(connection_, piece.data(), size, TCP_WRITE_FLAG_COPY) != ERR_OK) break;
    taken += size;
  }
  if (taken != 0) unsent_ = true;
  return taken;
}

void LwipStream::Flush() {
  if (!unsent_ || connection_ == nullptr) return;
  unsent_ = false;
  tcp_output(connection_);
}

size_t LwipStream::Receive(Bytes into) {
  size_t given = 0;
  while (received_ != nullptr && given < into.size()) {
    const ConstBytes piece(static_cast<const uint8_t*>(received_->payload), received_->len);
    const size_t count = CopyBytes(into.subspan(given), piece.subspan(taken_));
    given += count;
    taken_ += count;
    if (taken_ < piece.size()) break;
    received_ = DropFirst(received_);
    taken_ = 0;
  }
  // Only now may the peer send as much again.
  if (given != 0 && connection_ != nullptr) tcp_recved(connection_, static_cast<u16_t>(given));
  return given;
}

bool LwipStream::Ended() const {
  return (phase_ == LinkPhase::kPeerClosed || phase_ == LinkPhase::kFailed) && received_ == nullptr;
}

tcp_pcb* LwipStream::Detach() {
  tcp_pcb* connection = connection_;
  connection_ = nullptr;
  if (connection != nullptr) {
    tcp_arg(connection, nullptr);
    tcp_recv(connection, nullptr);
    tcp_err(connection, nullptr);
  }
  return connection;
}

void LwipStream::DropReceived() {
  const size_t unread = received_ == nullptr ? 0 : received_->tot_len - taken_;
  // lwIP answers a close over unread octets with RST, which would lose what is queued: they count as read.
  if (unread != 0 && connection_ != nullptr) tcp_recved(connection_, static_cast<u16_t>(unread));
  if (received_ != nullptr) pbuf_free(received_);
  received_ = nullptr;
  taken_ = 0;
}

void LwipStream::Close() {
  if (phase_ != LinkPhase::kOpen && phase_ != LinkPhase::kPeerClosed) return Abort();
  DropReceived();
  tcp_pcb* connection = Detach();
  if (connection != nullptr && tcp_close(connection) != ERR_OK) tcp_poll(connection, CloseAgain, 1);
  Reset();
}

// lwIP had no memory for the FIN: it asks again every half second.
err_t LwipStream::CloseAgain(void*, tcp_pcb* connection) {
  tcp_close(connection);
  return ERR_OK;
}

void LwipStream::Abort() {
  DropReceived();
  if (tcp_pcb* connection = Detach()) tcp_abort(connection);
  Reset();
}

void LwipStream::Reset() {
  lookup_.Stop();
  attempt_failure_ = LinkFailure::kNone;
  attempt_ends_ = kNever;
  unsent_ = false;
  phase_ = LinkPhase::kIdle;
  failure_ = LinkFailure::kNone;
}

void LwipStream::FailWith(LinkFailure failure) {
  lookup_.Stop();
  attempt_failure_ = LinkFailure::kNone;
  phase_ = LinkPhase::kFailed;
  failure_ = failure;
}

Instant LwipStream::WakeBy() const {
  if (phase_ == LinkPhase::kConnecting && attempt_failure_ != LinkFailure::kNone) return Instant{0};
  if (phase_ == LinkPhase::kResolving) {
    return lookup_.progress() == DnsLookup::Progress::kIdle ? attempt_ends_ : lookup_.WakeBy();
  }
  return phase_ == LinkPhase::kConnecting ? attempt_ends_ : kNever;
}

}  // namespace tegami
