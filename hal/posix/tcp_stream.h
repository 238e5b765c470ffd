// SPDX-License-Identifier: MIT
// One outgoing TCP connection over a non-blocking socket.
#pragma once

#include "posix/file.h"
#include "posix/name_lookup.h"
#include "posix/resolve_map.h"
#include "posix/socket_address.h"
#include "tegami/hal/network.h"

namespace tegami {

// What all streams of one network count, ever.
struct TrafficCounters {
  uint64_t octets_sent = 0;      // handed to the kernel
  uint64_t octets_received = 0;  // taken from it
  uint32_t connections = 0;      // that reached kOpen
};

// Buffers are the kernel's: Send() and Receive() go straight to the socket. Driven by PosixNetwork, in real
// milliseconds: the wire does not follow PosixClock's rate.
class PosixTcpStream final : public TcpStream {
 public:
  // What the network gives to each of its streams.
  struct Surroundings {
    const ResolveMap& resolve_map;
    const char* dns_servers;  // see NameLookup::Start()
    TrafficCounters& traffic;
  };
  explicit PosixTcpStream(const Surroundings& surroundings) : surroundings_(surroundings) {}

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

  // For the network alone.

  void Poll(int64_t now_ms);
  // Real milliseconds until Poll() has something to do anyway; below 0: only a socket can wake it.
  int64_t WakeInMs(int64_t now_ms) const;
  // Puts what can wake it to the front of `into`; returns how many. At most kWatchedMax.
  size_t Watch(std::span<pollfd> into) const;
  // What poll(2) said of one of those.
  void OnWoken(const pollfd& entry);
  // It failed, and it turns out that there is no link at all.
  void BlameLink() { failure_ = LinkFailure::kNoLink; }
  // The socket of a connection that Close() has ended and that has still octets to move.
  File TakeClosing() { return std::exchange(closing_, File()); }

  static constexpr size_t kWatchedMax = NameLookup::kSocketsMax;

  bool acquired = false;

 private:
  void TryNextAddress(int64_t now_ms);
  bool StartAttempt(const TcpPeer& peer);
  void PollResolving(int64_t now_ms);
  void PollConnecting(int64_t now_ms);
  void PollOpen();
  void AttemptFailed(LinkFailure failure);
  void EndWith(LinkFailure failure);
  void Reset();
  size_t Unread() const;

  const Surroundings surroundings_;
  LinkPhase phase_ = LinkPhase::kIdle;
  LinkFailure failure_ = LinkFailure::kNone;
  Endpoint peer_;
  NameLookup lookup_;
  etl::vector<TcpPeer, kPeerAddressesMax> candidates_;
  size_t next_candidate_ = 0;
  LinkFailure attempts_failure_ = LinkFailure::kNone;  // the most telling one so far
  int64_t attempt_began_ms_ = 0;
  int64_t wake_at_ms_ = INT64_MAX;
  File socket_;
  File closing_;
  int pending_error_ = 0;        // errno of a Send() or Receive(), told by the next Poll()
  bool wants_room_ = false;      // the last Send() took less than it was given
  bool octets_ignored_ = false;  // poll(2) told of octets, and nobody has asked for them since
};

}  // namespace tegami
