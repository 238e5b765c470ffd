// SPDX-License-Identifier: MIT
// One TCP connection of a FakeNetwork: what is on its way, in both directions.
#pragma once

#include <deque>
#include <vector>

#include "fakes/fake_clock.h"
#include "fakes/fake_peer.h"
#include "tegami/hal/network_types.h"

namespace tegami {

struct FakeConnectionFaults {
  size_t send_max = SIZE_MAX;     // octets that one Send() takes
  size_t receive_max = SIZE_MAX;  // octets that one Receive() gives
  size_t window = 64 * 1024;      // octets that may be on their way to the peer
  // RST to both ends once that many octets have come through; SIZE_MAX: never.
  size_t reset_after_sent = SIZE_MAX;      // to the peer
  size_t reset_after_received = SIZE_MAX;  // to the device
  // From that octet on the wire is dead without a word: no octet, no FIN, no RST.
  size_t silent_after_sent = SIZE_MAX;
  size_t silent_after_received = SIZE_MAX;
};

class FakeConnection final : public FakeWire {
 public:
  FakeConnection(uint32_t number, FakePeer& peer, FakeClock& clock, int64_t latency_ms,
                 const FakeConnectionFaults& faults);

  // --- For the peer ---
  using FakeWire::Send;
  void Send(ConstBytes octets) override;
  void Wait(int64_t ms) override;
  void Close() override;
  void Reset() override;
  void PauseReading() override { reading_paused_ = true; }
  void ResumeReading() override { reading_paused_ = false; }
  uint32_t connection() const override { return number_; }
  Instant now() const override { return clock_.Now(); }

  // --- For the device's stream ---
  size_t DeviceSend(ConstBytes octets);
  size_t DeviceReceive(Bytes into);
  void DeviceClose();
  void DeviceReset();
  size_t unread() const { return arrived_.size(); }
  bool fin_arrived() const { return fin_arrived_; }
  bool reset_arrived() const { return reset_arrived_; }

  // --- For the network ---
  void Poll(Instant now);
  Instant WakeBy() const;

 private:
  struct Segment {
    enum class Kind : uint8_t { kConnect, kOctets, kFin, kReset };
    Instant at;
    Kind kind = Kind::kOctets;
    std::vector<uint8_t> octets;
  };
  using Segments = std::deque<Segment>;

  void ToDevice(Segment::Kind kind, ConstBytes octets);
  void ToPeer(Segment::Kind kind, ConstBytes octets);
  bool DeliverToPeer(Instant now);
  bool DeliverToDevice(Instant now);
  void HandToPeer(const Segment& segment);
  void Break();

  const uint32_t number_;
  FakePeer& peer_;
  FakeClock& clock_;
  const int64_t latency_ms_;
  const FakeConnectionFaults faults_;
  Segments to_peer_;
  Segments to_device_;
  std::deque<uint8_t> arrived_;
  Instant peer_sends_at_{0};  // not before
  size_t in_flight_ = 0;
  size_t sent_ = 0;      // octets that the peer got
  size_t received_ = 0;  // octets that reached the device
  bool reading_paused_ = false;
  bool device_gone_ = false;
  bool peer_gone_ = false;
  bool fin_arrived_ = false;
  bool reset_arrived_ = false;
  bool dead_to_peer_ = false;
  bool dead_to_device_ = false;
};

}  // namespace tegami
