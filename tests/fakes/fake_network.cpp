// SPDX-License-Identifier: MIT
#include "fakes/fake_network.h"

#include <strings.h>

namespace tegami {
namespace {

constexpr std::array<uint8_t, 16> kOwnAddress{192, 0, 2, 10};
constexpr std::array<uint8_t, 16> kPeerAddress{192, 0, 2, 25};

InterfaceInfo OneInterface() {
  InterfaceInfo info;
  info.link_up = true;
  info.name = "eth0";
  info.mac = {0x02, 0x00, 0x5E, 0x10, 0x00, 0x01};
  info.addresses[0].octets = kOwnAddress;
  info.address_count = 1;
  return info;
}

}  // namespace

// --- The stream ------------------------------------------------------------------------------------------------------

Status FakeTcpStream::Connect(const Endpoint& peer) {
  if (phase_ != LinkPhase::kIdle) return Fail(Error::kBadState);
  if (peer.host.empty() || peer.port == 0) return Fail(Error::kInvalidArgument);
  peer_ = peer;
  phase_ = LinkPhase::kResolving;
  next_step_ = After(network_->clock_.Now(), network_->lookup_ms_);
  return {};
}

void FakeTcpStream::Reset() {
  phase_ = LinkPhase::kIdle;
  failure_ = LinkFailure::kNone;
  next_step_ = kNever;
  connection_ = nullptr;
}

void FakeTcpStream::EndWith(LinkFailure failure) {
  phase_ = LinkPhase::kFailed;
  failure_ = failure;
  next_step_ = kNever;
}

void FakeTcpStream::Poll(Instant now) {
  const FakeNetwork::Place* place = network_->Find(peer_);
  if (phase_ == LinkPhase::kResolving && now >= next_step_) {
    if (!network_->link_up_) return EndWith(LinkFailure::kNoLink);
    if (place != nullptr && place->faults.lookup != LinkFailure::kNone) return EndWith(place->faults.lookup);
    if (!network_->NameExists(View(peer_.host))) return EndWith(LinkFailure::kNoSuchName);
    phase_ = LinkPhase::kConnecting;
    next_step_ = After(now, 2 * network_->latency_ms_);
  }
  if (phase_ == LinkPhase::kConnecting && now >= next_step_) {
    if (place != nullptr && place->faults.silent) {
      next_step_ = kNever;
      return;
    }
    if (place != nullptr && place->faults.connect != LinkFailure::kNone) return EndWith(place->faults.connect);
    if (place == nullptr || place->peer == nullptr) return EndWith(LinkFailure::kRefused);
    phase_ = LinkPhase::kOpen;
    next_step_ = kNever;
    connection_ = &network_->Accept(*place);
  }
  if (connection_ == nullptr) return;
  if (connection_->fin_arrived() && phase_ == LinkPhase::kOpen) phase_ = LinkPhase::kPeerClosed;
  if (connection_->reset_arrived() && phase_ != LinkPhase::kFailed) EndWith(LinkFailure::kReset);
}

size_t FakeTcpStream::Send(ConstBytes data) {
  const bool legal = phase_ == LinkPhase::kOpen || phase_ == LinkPhase::kPeerClosed;
  return legal ? connection_->DeviceSend(data) : 0;
}

size_t FakeTcpStream::Receive(Bytes into) { return connection_ != nullptr ? connection_->DeviceReceive(into) : 0; }

bool FakeTcpStream::Ended() const {
  const bool over = phase_ == LinkPhase::kPeerClosed || phase_ == LinkPhase::kFailed;
  return over && (connection_ == nullptr || connection_->unread() == 0);
}

void FakeTcpStream::Close() {
  if (connection_ != nullptr) connection_->DeviceClose();
  Reset();
}

void FakeTcpStream::Abort() {
  if (connection_ != nullptr) connection_->DeviceReset();
  Reset();
}

std::optional<IpAddress> FakeTcpStream::PeerAddress() const {
  if (connection_ == nullptr) return std::nullopt;
  return IpAddress{.octets = kPeerAddress};
}

std::optional<IpAddress> FakeTcpStream::LocalAddress() const {
  if (connection_ == nullptr || network_->interfaces_.empty()) return std::nullopt;
  return network_->interfaces_.front().addresses[0];
}

// --- The network -----------------------------------------------------------------------------------------------------

FakeNetwork::FakeNetwork(FakeClock& clock) : clock_(clock), interfaces_{OneInterface()} {
  for (FakeTcpStream& stream : streams_) stream.network_ = this;
}

FakeNetwork::Place& FakeNetwork::FindOrAdd(std::string_view host, uint16_t port) {
  for (Place& place : places_) {
    if (place.port == port && strcasecmp(place.host.c_str(), std::string(host).c_str()) == 0) return place;
  }
  return places_.emplace_back(Place{.host = std::string(host), .port = port});
}

const FakeNetwork::Place* FakeNetwork::Find(const Endpoint& endpoint) const {
  for (const Place& place : places_) {
    if (place.port == endpoint.port && strcasecmp(place.host.c_str(), endpoint.host.c_str()) == 0) return &place;
  }
  return nullptr;
}

bool FakeNetwork::NameExists(std::string_view host) const {
  return std::any_of(places_.begin(), places_.end(), [host](const Place& place) {
    return strcasecmp(place.host.c_str(), std::string(host).c_str()) == 0;
  });
}

void FakeNetwork::Listen(std::string_view host, uint16_t port, FakePeer& peer) { FindOrAdd(host, port).peer = &peer; }

void FakeNetwork::StopListening(std::string_view host, uint16_t port) { FindOrAdd(host, port).peer = nullptr; }

FakeFaults& FakeNetwork::Faults(std::string_view host, uint16_t port) { return FindOrAdd(host, port).faults; }

FakeConnection& FakeNetwork::Accept(const Place& place) {
  const auto number = static_cast<uint32_t>(connections_.size() + 1);
  return connections_.emplace_back(number, *place.peer, clock_, latency_ms_, place.faults.connection);
}

void FakeNetwork::SetLinkUp(bool up) {
  link_up_ = up;
  for (InterfaceInfo& interface : interfaces_) interface.link_up = up;
}

void FakeNetwork::Poll(Instant now) {
  if (link_up_) {
    for (FakeConnection& connection : connections_) connection.Poll(now);
  }
  const uint32_t before = connections();
  for (FakeTcpStream& stream : streams_) stream.Poll(now);
  if (!link_up_ || connections() == before) return;
  // Without latency the peer's first octets are here in the same breath.
  for (FakeConnection& connection : connections_) connection.Poll(now);
  for (FakeTcpStream& stream : streams_) stream.Poll(now);
}

Instant FakeNetwork::WakeBy() const {
  Instant wake = kNever;
  for (const FakeTcpStream& stream : streams_) wake = Earlier(wake, stream.next_step_);
  if (time_server_) wake = Earlier(wake, time_answer_at_);
  if (!link_up_) return wake;
  for (const FakeConnection& connection : connections_) wake = Earlier(wake, connection.WakeBy());
  return wake;
}

void FakeNetwork::WaitForEvent(Instant until) {
  const Instant wake = Earlier(until, WakeBy());
  if (wake == kNever) {
    stuck_ = true;
    return;
  }
  clock_.AdvanceTo(wake);
}

Status FakeNetwork::Configure(const NetworkConfig& config) {
  configured_ = config;
  return {};
}

size_t FakeNetwork::Interfaces(std::span<InterfaceInfo> into) const {
  const size_t count = std::min(into.size(), interfaces_.size());
  std::copy_n(interfaces_.begin(), count, into.begin());
  return count;
}

std::optional<InterfaceKind> FakeNetwork::KindOf(const IpAddress& local) const {
  for (const InterfaceInfo& info : interfaces_) {
    const auto* end = info.addresses.begin() + info.address_count;
    if (std::find(info.addresses.begin(), end, local) != end) return info.kind;
  }
  return std::nullopt;
}

TcpStream* FakeNetwork::AcquireStream() {
  for (FakeTcpStream& stream : streams_) {
    if (stream.acquired_) continue;
    stream.acquired_ = true;
    return &stream;
  }
  return nullptr;
}

void FakeNetwork::ReleaseStream(TcpStream& stream) {
  for (FakeTcpStream& owned : streams_) {
    if (&owned != &stream) continue;
    owned.Abort();
    owned.acquired_ = false;
  }
}

size_t FakeNetwork::acquired() const {
  return static_cast<size_t>(
      std::count_if(streams_.begin(), streams_.end(), [](const FakeTcpStream& stream) { return stream.acquired_; }));
}

Status FakeNetwork::RequestTime() {
  if (!link_up_) return Fail(Error::kBadState);
  ++time_requests_;
  time_answer_at_ = After(clock_.Now(), 2 * latency_ms_);
  return {};
}

std::optional<UtcTime> FakeNetwork::TimeAnswer() {
  if (!time_server_ || clock_.Now() < time_answer_at_) return std::nullopt;
  time_answer_at_ = kNever;
  return UtcTime{time_server_->seconds + MsBetween(time_server_set_at_, clock_.Now()) / kMsPerSecond};
}

}  // namespace tegami
