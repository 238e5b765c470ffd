// SPDX-License-Identifier: MIT
// One TCP connection over lwIP's raw API. lwIP's callbacks only queue; everything else happens in the caller's calls.
#pragma once

#include <lwip/tcp.h>

#include "shared/lwip/dns_lookup.h"
#include "shared/lwip/lwip_interface.h"
#include "shared/lwip/unreachable_watch.h"
#include "tegami/hal/network.h"

namespace tegami {

class LwipStream final : public TcpStream {
 public:
  LwipStream() = default;
  LwipStream(const LwipStream&) = delete;
  LwipStream& operator=(const LwipStream&) = delete;

  // --- For LwipNetwork ---
  void Bind(LwipInterface& interface) { interface_ = &interface; }
  // Look-up, time-outs of attempts, and what was sent since the last call.
  void Poll(Instant now);
  // Puts what was sent on the wire; before the loop sleeps.
  void Flush();
  Instant WakeBy() const;
  bool borrowed = false;

  // --- TcpStream ---
  Status Connect(const Endpoint& peer) override;
  LinkPhase Phase() const override { return phase_; }
  LinkFailure Failure() const override { return failure_; }
  std::optional<IpAddress> PeerAddress() const override;
  std::optional<IpAddress> LocalAddress() const override;
  size_t Send(ConstBytes data) override;
  size_t Receive(Bytes into) override;
  bool Ended() const override;
  void Close() override;
  void Abort() override;

  // An ICMP message said that this packet did not reach its peer.
  void OnUnreachable(const UnreachablePacket& packet);

 private:
  static err_t OnConnected(void* self, tcp_pcb* connection, err_t error);
  static err_t OnReceived(void* self, tcp_pcb* connection, pbuf* data, err_t error);
  static void OnError(void* self, err_t error);
  static err_t CloseAgain(void* nobody, tcp_pcb* connection);

  void BeginLookup(Instant now);
  void TakeLookup(Instant now);
  void TryNextAddress(Instant now);
  void EndAttempt(LinkFailure failure);
  void FailWith(LinkFailure failure);
  void DropReceived();
  // Gives up the connection: lwIP calls nothing of ours for it any more.
  tcp_pcb* Detach();
  void Reset();

  LwipInterface* interface_ = nullptr;
  tcp_pcb* connection_ = nullptr;
  pbuf* received_ = nullptr;  // what has arrived and was not taken
  size_t taken_ = 0;          // octets taken of its first piece
  DnsLookup lookup_;
  Endpoint peer_;
  size_t next_address_ = 0;
  Instant attempt_ends_ = kNever;  // in kResolving: until when an address of our own is waited for
  LinkPhase phase_ = LinkPhase::kIdle;
  LinkFailure failure_ = LinkFailure::kNone;
  LinkFailure attempt_failure_ = LinkFailure::kNone;  // of the attempt that ended since the last Poll()
  LinkFailure worst_ = LinkFailure::kNone;            // of all attempts: what is told when none is left
  bool unsent_ = false;                               // Send() since the last Flush()
};

}  // namespace tegami
