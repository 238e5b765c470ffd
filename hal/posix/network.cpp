// SPDX-License-Identifier: MIT
#include "posix/network.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>

#include <climits>
#include <utility>

#include "posix/interfaces.h"

namespace tegami {
namespace {

// How long a closed connection waits for the peer's FIN; the kernel sends what is left afterwards too.
constexpr int64_t kClosingMaxMs = 10'000;
// A cable that is pulled is seen after this.
constexpr int64_t kInterfacesAgeMaxMs = 2'000;

// Real milliseconds; the wire does not follow PosixClock's rate.
int64_t RealNowMs() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return int64_t{time.tv_sec} * 1000 + time.tv_nsec / 1'000'000;
}

// The sooner of two waits; below 0 is "never".
int64_t Sooner(int64_t a_ms, int64_t b_ms) {
  if (a_ms < 0 || b_ms < 0) return std::max(a_ms, b_ms);
  return std::min(a_ms, b_ms);
}

template <size_t... kIndex>
std::array<PosixTcpStream, sizeof...(kIndex)> MakeStreams(const PosixTcpStream::Surroundings& surroundings,
                                                          std::index_sequence<kIndex...>) {
  return {((void)kIndex, PosixTcpStream(surroundings))...};
}

// Drops what the peer still sends. True once it has ended.
bool Drain(const File& socket) {
  std::array<uint8_t, 4096> dropped;
  for (;;) {
    const ssize_t count = ::recv(socket.descriptor(), dropped.data(), dropped.size(), MSG_DONTWAIT);
    if (count > 0) continue;
    return count == 0 || (errno != EAGAIN && errno != EINTR);
  }
}

}  // namespace

PosixNetwork::PosixNetwork(PosixClock& clock, const Options& options)
    : clock_(clock),
      options_(options),
      streams_(
          MakeStreams({resolve_map_, options_.dns_servers, traffic_}, std::make_index_sequence<kTcpStreamsMax>())) {
  RefreshInterfaces(RealNowMs());
}

PosixNetwork::~PosixNetwork() {
  for (PosixTcpStream& stream : streams_) TakeClosing(stream);
  for (Closing& closing : closing_) {
    if (closing.socket.IsOpen()) Drain(closing.socket);  // unread octets would make the kernel send RST
  }
}

void PosixNetwork::Poll(Instant) {
  const int64_t now_ms = RealNowMs();
  if (now_ms - interfaces_read_ms_ > kInterfacesAgeMaxMs) RefreshInterfaces(now_ms);
  for (PosixTcpStream& stream : streams_) PollStream(stream, now_ms);
  PollClosing(now_ms);
}

void PosixNetwork::PollStream(PosixTcpStream& stream, int64_t now_ms) {
  TakeClosing(stream);
  if (stream.Phase() == LinkPhase::kFailed) return;
  stream.Poll(now_ms);
  const LinkFailure failure = stream.Failure();
  if (failure != LinkFailure::kUnreachable && failure != LinkFailure::kNoDns) return;
  RefreshInterfaces(now_ms);
  if (!HasLink()) stream.BlameLink();
}

void PosixNetwork::TakeClosing(PosixTcpStream& stream) {
  File socket = stream.TakeClosing();
  if (!socket.IsOpen()) return;
  // Where all places are taken, the oldest has had its time.
  auto* place = closing_.begin();
  for (Closing& closing : closing_) {
    if (!closing.socket.IsOpen()) {
      place = &closing;
      break;
    }
    if (closing.until_ms < place->until_ms) place = &closing;
  }
  *place = {.socket = std::move(socket), .until_ms = RealNowMs() + kClosingMaxMs};
}

void PosixNetwork::PollClosing(int64_t now_ms) {
  for (Closing& closing : closing_) {
    if (!closing.socket.IsOpen()) continue;
    if (Drain(closing.socket) || now_ms >= closing.until_ms) closing.socket.Close();
  }
}

int64_t PosixNetwork::WakeInMs(int64_t now_ms) const {
  int64_t wake_ms = -1;
  for (const PosixTcpStream& stream : streams_) wake_ms = Sooner(wake_ms, stream.WakeInMs(now_ms));
  for (const Closing& closing : closing_) {
    if (closing.socket.IsOpen()) wake_ms = Sooner(wake_ms, std::max<int64_t>(closing.until_ms - now_ms, 0));
  }
  return wake_ms;
}

Instant PosixNetwork::WakeBy() const {
  const int64_t wake_ms = WakeInMs(RealNowMs());
  return wake_ms < 0 ? kNever : clock_.InRealMs(wake_ms);
}

void PosixNetwork::WaitForEvent(Instant until) {
  std::array<pollfd, kWatchedMax> watched;
  size_t count = 0;
  for (PosixTcpStream& stream : streams_) {
    TakeClosing(stream);
    count += stream.Watch(std::span(watched).subspan(count));
  }
  for (const Closing& closing : closing_) {
    if (closing.socket.IsOpen()) watched[count++] = {.fd = closing.socket.descriptor(), .events = POLLIN, .revents = 0};
  }
  for (const int input : inputs_) watched[count++] = {.fd = input, .events = POLLIN, .revents = 0};

  const int64_t real_ms = until == kNever ? -1 : clock_.RealMsUntil(until);
  const int64_t wait_ms = Sooner(real_ms, WakeInMs(RealNowMs()));
  const int timeout_ms = static_cast<int>(std::min<int64_t>(wait_ms, INT_MAX));
  if (::poll(watched.data(), count, timeout_ms) <= 0) return;
  for (const pollfd& entry : std::span(watched).first(count)) {
    if (entry.revents == 0) continue;
    for (PosixTcpStream& stream : streams_) stream.OnWoken(entry);
  }
}

Status PosixNetwork::Configure(const NetworkConfig&) { return Fail(Error::kUnsupported); }

Status PosixNetwork::RequestTime() { return Fail(Error::kUnsupported); }

std::optional<UtcTime> PosixNetwork::TimeAnswer() { return std::nullopt; }

void PosixNetwork::RefreshInterfaces(int64_t now_ms) {
  interface_count_ = ReadInterfaces(options_.additional_interface, interfaces_);
  interfaces_read_ms_ = now_ms;
}

bool PosixNetwork::HasLink() const {
  return std::any_of(interfaces_.begin(), interfaces_.begin() + interface_count_, [](const InterfaceInfo& info) {
    return info.link_up && info.address_count != 0 && View(info.name) != "lo";
  });
}

size_t PosixNetwork::Interfaces(std::span<InterfaceInfo> into) const {
  const size_t count = std::min(into.size(), interface_count_);
  std::copy_n(interfaces_.begin(), count, into.begin());
  return count;
}

std::optional<InterfaceKind> PosixNetwork::KindOf(const IpAddress& local) const {
  return KindOfInterface(options_.additional_interface, local);
}

TcpStream* PosixNetwork::AcquireStream() {
  for (PosixTcpStream& stream : streams_) {
    if (stream.acquired) continue;
    stream.acquired = true;
    return &stream;
  }
  return nullptr;
}

void PosixNetwork::ReleaseStream(TcpStream& stream) {
  for (PosixTcpStream& owned : streams_) {
    if (&owned != &stream) continue;
    TakeClosing(owned);
    owned.Abort();
    owned.acquired = false;
  }
}

Status PosixNetwork::WatchInput(int descriptor) {
  if (inputs_.full()) return Fail(Error::kNoSpace);
  inputs_.push_back(descriptor);
  return {};
}

void PosixNetwork::ForgetInput(int descriptor) {
  inputs_.erase(std::remove(inputs_.begin(), inputs_.end(), descriptor), inputs_.end());
}

}  // namespace tegami
