// SPDX-License-Identifier: MIT
#include "fakes/fake_connection.h"

namespace tegami {

FakeConnection::FakeConnection(uint32_t number, FakePeer& peer, FakeClock& clock, int64_t latency_ms,
                               const FakeConnectionFaults& faults)
    : number_(number), peer_(peer), clock_(clock), latency_ms_(latency_ms), faults_(faults) {
  ToPeer(Segment::Kind::kConnect, {});  // the ACK of its SYN
}

void FakeConnection::ToDevice(Segment::Kind kind, ConstBytes octets) {
  if (peer_gone_) return;
  const Instant leaves = std::max(peer_sends_at_, clock_.Now());
  to_device_.push_back({After(leaves, latency_ms_), kind, {octets.begin(), octets.end()}});
}

void FakeConnection::ToPeer(Segment::Kind kind, ConstBytes octets) {
  to_peer_.push_back({After(clock_.Now(), latency_ms_), kind, {octets.begin(), octets.end()}});
}

void FakeConnection::Send(ConstBytes octets) {
  if (!octets.empty()) ToDevice(Segment::Kind::kOctets, octets);
}

void FakeConnection::Wait(int64_t ms) { peer_sends_at_ = After(std::max(peer_sends_at_, clock_.Now()), ms); }

void FakeConnection::Close() {
  ToDevice(Segment::Kind::kFin, {});
  peer_gone_ = true;
}

void FakeConnection::Reset() {
  ToDevice(Segment::Kind::kReset, {});
  peer_gone_ = true;
}

size_t FakeConnection::DeviceSend(ConstBytes octets) {
  if (reset_arrived_ || device_gone_) return 0;
  const size_t room = faults_.window > in_flight_ ? faults_.window - in_flight_ : 0;
  const size_t taken = std::min({octets.size(), room, faults_.send_max});
  if (taken != 0) ToPeer(Segment::Kind::kOctets, octets.first(taken));
  in_flight_ += taken;
  return taken;
}

size_t FakeConnection::DeviceReceive(Bytes into) {
  const size_t given = std::min({into.size(), arrived_.size(), faults_.receive_max});
  std::copy_n(arrived_.begin(), given, into.begin());
  arrived_.erase(arrived_.begin(), arrived_.begin() + static_cast<std::ptrdiff_t>(given));
  return given;
}

void FakeConnection::DeviceClose() {
  ToPeer(Segment::Kind::kFin, {});
  device_gone_ = true;
}

void FakeConnection::DeviceReset() {
  // What is queued is lost; what is on the wire is not modelled apart from it.
  to_peer_.clear();
  ToPeer(Segment::Kind::kReset, {});
  device_gone_ = true;
}

void FakeConnection::Break() {
  to_device_.clear();
  to_peer_.clear();
  reset_arrived_ = !device_gone_;
  peer_gone_ = true;
  peer_.OnReset(*this);
}

void FakeConnection::HandToPeer(const Segment& segment) {
  switch (segment.kind) {
    case Segment::Kind::kConnect: return peer_.OnConnect(*this);
    case Segment::Kind::kFin: return peer_.OnClose(*this);
    case Segment::Kind::kReset: peer_gone_ = true; return peer_.OnReset(*this);
    case Segment::Kind::kOctets: break;
  }
  in_flight_ -= segment.octets.size();
  ConstBytes octets = segment.octets;
  const size_t limit = std::min(faults_.reset_after_sent, faults_.silent_after_sent);
  const bool over = octets.size() >= limit - std::min(limit, sent_);
  if (over) octets = octets.first(limit - std::min(limit, sent_));
  sent_ += octets.size();
  if (!octets.empty()) peer_.OnBytes(*this, octets);
  if (!over) return;
  if (faults_.reset_after_sent <= faults_.silent_after_sent) return Break();
  dead_to_peer_ = true;
}

bool FakeConnection::DeliverToPeer(Instant now) {
  if (to_peer_.empty() || to_peer_.front().at > now || dead_to_peer_) return false;
  if (reading_paused_ && to_peer_.front().kind != Segment::Kind::kReset) return false;
  const Segment segment = std::move(to_peer_.front());  // the peer may send, and so may fault knobs
  to_peer_.pop_front();
  HandToPeer(segment);
  return true;
}

bool FakeConnection::DeliverToDevice(Instant now) {
  if (to_device_.empty() || to_device_.front().at > now || dead_to_device_) return false;
  const Segment segment = std::move(to_device_.front());
  to_device_.pop_front();
  if (device_gone_ || reset_arrived_) return true;
  if (segment.kind == Segment::Kind::kFin) fin_arrived_ = true;
  if (segment.kind == Segment::Kind::kReset) reset_arrived_ = true;
  if (segment.kind != Segment::Kind::kOctets) return true;

  const size_t limit = std::min(faults_.reset_after_received, faults_.silent_after_received);
  const size_t left = limit - std::min(limit, received_);
  const size_t count = std::min(segment.octets.size(), left);
  arrived_.insert(arrived_.end(), segment.octets.begin(), segment.octets.begin() + static_cast<std::ptrdiff_t>(count));
  received_ += count;
  if (segment.octets.size() < left) return true;
  if (faults_.reset_after_received <= faults_.silent_after_received) {
    Break();
  } else {
    dead_to_device_ = true;
  }
  return true;
}

void FakeConnection::Poll(Instant now) {
  while (DeliverToPeer(now) || DeliverToDevice(now)) {
  }
}

Instant FakeConnection::WakeBy() const {
  Instant wake = kNever;
  if (!to_peer_.empty() && !reading_paused_ && !dead_to_peer_) wake = to_peer_.front().at;
  if (!to_device_.empty() && !dead_to_device_) wake = Earlier(wake, to_device_.front().at);
  return wake;
}

}  // namespace tegami
