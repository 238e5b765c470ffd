// SPDX-License-Identifier: MIT
// A network in memory, under virtual time, with peers played by the test.
#pragma once

#include <deque>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "fakes/fake_clock.h"
#include "fakes/fake_connection.h"
#include "fakes/fake_peer.h"
#include "tegami/hal/network.h"

namespace tegami {

// How one place (a host and a port) behaves to connections that begin from now on.
struct FakeFaults {
  LinkFailure lookup = LinkFailure::kNone;   // kNoSuchName, kNoDns
  LinkFailure connect = LinkFailure::kNone;  // kRefused, kUnreachable, kTimedOut
  bool silent = false;                       // SYN gets no answer
  FakeConnectionFaults connection{};
};

class FakeNetwork;

class FakeTcpStream final : public TcpStream {
 public:
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

 private:
  friend class FakeNetwork;
  void Poll(Instant now);
  void EndWith(LinkFailure failure);
  void Reset();

  FakeNetwork* network_ = nullptr;
  Endpoint peer_;
  LinkPhase phase_ = LinkPhase::kIdle;
  LinkFailure failure_ = LinkFailure::kNone;
  Instant next_step_ = kNever;  // while resolving and connecting
  FakeConnection* connection_ = nullptr;
  bool acquired_ = false;
};

// Every name that listens somewhere exists, and no other. A connection takes the time that real ones take: the
// look-up, one round trip to kOpen, and the peer's first octet one more.
//
// WaitForEvent() sleeps by letting the clock jump to the next event, so a loop over this network runs a day in
// milliseconds.
class FakeNetwork final : public Network {
 public:
  explicit FakeNetwork(FakeClock& clock);
  FakeNetwork(const FakeNetwork&) = delete;
  FakeNetwork& operator=(const FakeNetwork&) = delete;

  void Poll(Instant now) override;
  Instant WakeBy() const override;
  void WaitForEvent(Instant until) override;
  Status Configure(const NetworkConfig& config) override;
  size_t Interfaces(std::span<InterfaceInfo> into) const override;
  std::optional<InterfaceKind> KindOf(const IpAddress& local) const override;
  TcpStream* AcquireStream() override;
  void ReleaseStream(TcpStream& stream) override;
  Status RequestTime() override;
  std::optional<UtcTime> TimeAnswer() override;

  // `peer` outlives the network. A second call for a place replaces the first one's peer.
  void Listen(std::string_view host, uint16_t port, FakePeer& peer);
  void StopListening(std::string_view host, uint16_t port);

  // --- Faults ---
  // Of a place, whether somebody listens there or not. May be changed at any time.
  FakeFaults& Faults(std::string_view host, uint16_t port);
  // Nothing moves while it is down; new connections fail with kNoLink.
  void SetLinkUp(bool up);
  void SetLatency(int64_t one_way_ms) { latency_ms_ = one_way_ms; }
  void SetLookupTime(int64_t ms) { lookup_ms_ = ms; }
  // What the time server says; nothing: it does not answer.
  // The time that it has now, and goes on from; nothing: it does not answer.
  void SetTimeServer(std::optional<UtcTime> time) {
    time_server_ = time;
    time_server_set_at_ = clock_.Now();
  }
  void SetInterfaces(std::vector<InterfaceInfo> interfaces) { interfaces_ = std::move(interfaces); }

  // --- What happened ---
  uint32_t connections() const { return static_cast<uint32_t>(connections_.size()); }  // that reached kOpen
  size_t acquired() const;
  uint32_t time_requests() const { return time_requests_; }
  // WaitForEvent(kNever) was called with nothing to wait for: on a device it would never return.
  bool stuck() const { return stuck_; }
  const std::optional<NetworkConfig>& configured() const { return configured_; }

 private:
  friend class FakeTcpStream;
  struct Place {
    std::string host;
    uint16_t port = 0;
    FakePeer* peer = nullptr;
    FakeFaults faults{};
  };

  Place& FindOrAdd(std::string_view host, uint16_t port);
  const Place* Find(const Endpoint& endpoint) const;
  bool NameExists(std::string_view host) const;
  FakeConnection& Accept(const Place& place);

  FakeClock& clock_;
  std::deque<Place> places_;
  std::list<FakeConnection> connections_;
  std::array<FakeTcpStream, kTcpStreamsMax> streams_;
  std::vector<InterfaceInfo> interfaces_;
  bool link_up_ = true;
  int64_t latency_ms_ = 0;
  int64_t lookup_ms_ = 0;
  std::optional<UtcTime> time_server_;
  Instant time_server_set_at_;
  Instant time_answer_at_ = kNever;
  uint32_t time_requests_ = 0;
  std::optional<NetworkConfig> configured_;
  bool stuck_ = false;
};

}  // namespace tegami
