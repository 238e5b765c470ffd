// SPDX-License-Identifier: MIT
#include "posix/tcp_stream.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "tegami/config.h"

namespace tegami {
namespace {

LinkFailure FailureOfConnect(int error) {
  switch (error) {
    case ECONNREFUSED:
    case ECONNRESET: return LinkFailure::kRefused;
    case ETIMEDOUT: return LinkFailure::kTimedOut;
    default:  // no route, no address of that family, forbidden by a local rule
      return LinkFailure::kUnreachable;
  }
}

LinkFailure FailureOfConnection(int error) {
  switch (error) {
    case ETIMEDOUT: return LinkFailure::kTimedOut;
    case EHOSTUNREACH:
    case ENETUNREACH: return LinkFailure::kUnreachable;
    case ENETDOWN: return LinkFailure::kNoLink;
    default: return LinkFailure::kReset;
  }
}

// Of several addresses that failed, the one that got farthest says most.
int Telling(LinkFailure failure) {
  switch (failure) {
    case LinkFailure::kUnreachable: return 1;
    case LinkFailure::kTimedOut: return 2;
    case LinkFailure::kRefused: return 3;
    default: return 0;
  }
}

int TakeSocketError(int descriptor) {
  int error = 0;
  socklen_t size = sizeof error;
  return ::getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

short EventsNow(int descriptor, int events) {
  pollfd entry{.fd = descriptor, .events = static_cast<short>(events), .revents = 0};
  return ::poll(&entry, 1, 0) > 0 ? entry.revents : short{0};
}

bool IsNotNow(int error) { return error == EAGAIN || error == EINTR; }

}  // namespace

Status PosixTcpStream::Connect(const Endpoint& peer) {
  if (phase_ != LinkPhase::kIdle) return Fail(Error::kBadState);
  if (peer.host.empty() || peer.port == 0) return Fail(Error::kInvalidArgument);
  Reset();
  peer_ = peer;
  phase_ = LinkPhase::kResolving;
  wake_at_ms_ = 0;
  surroundings_.resolve_map.Find(peer, candidates_);
  if (!candidates_.empty()) return {};
  if (const auto address = ParseIpAddress(peer.host.c_str())) {
    candidates_.push_back({.address = *address, .port = peer.port});
  } else {
    lookup_.Start(peer.host.c_str(), surroundings_.dns_servers);
  }
  return {};
}

void PosixTcpStream::Reset() {
  lookup_.Stop();
  candidates_.clear();
  next_candidate_ = 0;
  attempts_failure_ = LinkFailure::kNone;
  failure_ = LinkFailure::kNone;
  phase_ = LinkPhase::kIdle;
  wake_at_ms_ = INT64_MAX;
  socket_.Close();
  pending_error_ = 0;
  wants_room_ = false;
  octets_ignored_ = false;
}

void PosixTcpStream::EndWith(LinkFailure failure) {
  lookup_.Stop();
  failure_ = failure;
  phase_ = LinkPhase::kFailed;
  wake_at_ms_ = INT64_MAX;
}

void PosixTcpStream::Poll(int64_t now_ms) {
  switch (phase_) {
    case LinkPhase::kIdle:
    case LinkPhase::kFailed: return;
    case LinkPhase::kResolving: return PollResolving(now_ms);
    case LinkPhase::kConnecting: return PollConnecting(now_ms);
    case LinkPhase::kOpen:
    case LinkPhase::kPeerClosed: return PollOpen();
  }
}

void PosixTcpStream::PollResolving(int64_t now_ms) {
  wake_at_ms_ = INT64_MAX;
  if (candidates_.empty()) {
    lookup_.Poll();
    if (lookup_.progress() == NameLookup::Progress::kFailed) return EndWith(lookup_.failure());
    if (lookup_.progress() != NameLookup::Progress::kFound) return;
    for (const IpAddress& address : lookup_.addresses()) {
      candidates_.push_back({.address = address, .port = peer_.port});
    }
    lookup_.Stop();
  }
  TryNextAddress(now_ms);
}

void PosixTcpStream::TryNextAddress(int64_t now_ms) {
  phase_ = LinkPhase::kConnecting;
  while (next_candidate_ < candidates_.size()) {
    if (!StartAttempt(candidates_[next_candidate_++])) continue;
    attempt_began_ms_ = now_ms;
    const bool another_is_left = next_candidate_ < candidates_.size();
    wake_at_ms_ = another_is_left ? now_ms + kConnectAttemptMs : INT64_MAX;
    return;
  }
  EndWith(attempts_failure_);
}

bool PosixTcpStream::StartAttempt(const TcpPeer& peer) {
  const SocketAddress address = ToSocketAddress(peer);
  socket_ = File(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  constexpr int kOn = 1;
  const bool begun = socket_.IsOpen() &&
                     ::setsockopt(socket_.descriptor(), IPPROTO_TCP, TCP_NODELAY, &kOn, sizeof kOn) == 0 &&
                     (::connect(socket_.descriptor(), address.get(), address.size) == 0 || errno == EINPROGRESS);
  if (!begun) AttemptFailed(FailureOfConnect(errno));
  return begun;
}

void PosixTcpStream::AttemptFailed(LinkFailure failure) {
  if (Telling(failure) > Telling(attempts_failure_)) attempts_failure_ = failure;
  socket_.Close();
}

void PosixTcpStream::PollConnecting(int64_t now_ms) {
  if (EventsNow(socket_.descriptor(), POLLOUT) == 0) {
    if (now_ms < wake_at_ms_) return;
    AttemptFailed(LinkFailure::kTimedOut);
    return TryNextAddress(now_ms);
  }
  const int error = TakeSocketError(socket_.descriptor());
  if (error == ECONNRESET || error == EPIPE) return EndWith(LinkFailure::kReset);  // it was open, and is no more
  if (error != 0) {
    AttemptFailed(FailureOfConnect(error));
    return TryNextAddress(now_ms);
  }
  phase_ = LinkPhase::kOpen;
  wake_at_ms_ = INT64_MAX;
  ++surroundings_.traffic.connections;
  PollOpen();
}

void PosixTcpStream::PollOpen() {
  const short events = EventsNow(socket_.descriptor(), POLLRDHUP);
  if ((events & POLLERR) != 0 || pending_error_ != 0) {
    const int error = TakeSocketError(socket_.descriptor());
    return EndWith(FailureOfConnection(pending_error_ != 0 ? pending_error_ : error));
  }
  if ((events & (POLLRDHUP | POLLHUP)) != 0) phase_ = LinkPhase::kPeerClosed;
}

size_t PosixTcpStream::Send(ConstBytes data) {
  const bool legal = phase_ == LinkPhase::kOpen || phase_ == LinkPhase::kPeerClosed;
  if (!legal || pending_error_ != 0 || data.empty()) return 0;
  const ssize_t count = ::send(socket_.descriptor(), data.data(), data.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (count < 0 && !IsNotNow(errno)) {
    pending_error_ = errno;
    return 0;
  }
  const size_t taken = count < 0 ? 0 : static_cast<size_t>(count);
  wants_room_ = taken < data.size();
  surroundings_.traffic.octets_sent += taken;
  return taken;
}

size_t PosixTcpStream::Receive(Bytes into) {
  octets_ignored_ = false;
  if (!socket_.IsOpen() || phase_ < LinkPhase::kOpen || into.empty()) return 0;
  const ssize_t count = ::recv(socket_.descriptor(), into.data(), into.size(), MSG_DONTWAIT);
  if (count < 0) {
    if (!IsNotNow(errno) && pending_error_ == 0) pending_error_ = errno;
    return 0;
  }
  surroundings_.traffic.octets_received += static_cast<size_t>(count);
  return static_cast<size_t>(count);
}

size_t PosixTcpStream::Unread() const {
  int count = 0;
  if (!socket_.IsOpen() || ::ioctl(socket_.descriptor(), FIONREAD, &count) != 0 || count < 0) return 0;
  return static_cast<size_t>(count);
}

bool PosixTcpStream::Ended() const {
  return (phase_ == LinkPhase::kPeerClosed || phase_ == LinkPhase::kFailed) && Unread() == 0;
}

void PosixTcpStream::Close() {
  const bool open = phase_ == LinkPhase::kOpen || phase_ == LinkPhase::kPeerClosed;
  if (open && pending_error_ == 0 && ::shutdown(socket_.descriptor(), SHUT_WR) == 0) closing_ = std::move(socket_);
  Reset();
}

void PosixTcpStream::Abort() {
  if (socket_.IsOpen()) {
    constexpr linger kResetAtOnce{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(socket_.descriptor(), SOL_SOCKET, SO_LINGER, &kResetAtOnce, sizeof kResetAtOnce);
  }
  Reset();
}

std::optional<IpAddress> PosixTcpStream::PeerAddress() const {
  if (!socket_.IsOpen() || phase_ < LinkPhase::kOpen || next_candidate_ == 0) return std::nullopt;
  return candidates_[next_candidate_ - 1].address;
}

std::optional<IpAddress> PosixTcpStream::LocalAddress() const {
  if (!socket_.IsOpen() || phase_ < LinkPhase::kOpen) return std::nullopt;
  SocketAddress address;
  address.size = sizeof address.storage;
  if (::getsockname(socket_.descriptor(), address.get(), &address.size) != 0) return std::nullopt;
  return FromSocketAddress(address.get());
}

int64_t PosixTcpStream::WakeInMs(int64_t now_ms) const {
  if (pending_error_ != 0) return 0;
  if (phase_ == LinkPhase::kResolving && candidates_.empty()) return lookup_.WakeInMs();
  return wake_at_ms_ == INT64_MAX ? -1 : std::max<int64_t>(wake_at_ms_ - now_ms, 0);
}

size_t PosixTcpStream::Watch(std::span<pollfd> into) const {
  if (phase_ == LinkPhase::kResolving) return lookup_.Watch(into);
  int events = 0;
  if (phase_ == LinkPhase::kConnecting) events = POLLOUT;
  if (phase_ == LinkPhase::kOpen) events = POLLRDHUP;
  if (phase_ == LinkPhase::kOpen || phase_ == LinkPhase::kPeerClosed) {
    if (!octets_ignored_ && Unread() != 0) events |= POLLIN;
    if (!octets_ignored_ && phase_ == LinkPhase::kOpen) events |= POLLIN;
    if (wants_room_) events |= POLLOUT;
  }
  if (events == 0 || into.empty()) return 0;
  into[0] = {.fd = socket_.descriptor(), .events = static_cast<short>(events), .revents = 0};
  return 1;
}

void PosixTcpStream::OnWoken(const pollfd& entry) {
  if (entry.fd != socket_.descriptor() || phase_ < LinkPhase::kOpen) return;
  if ((entry.revents & POLLIN) != 0) octets_ignored_ = true;
  if ((entry.revents & POLLOUT) != 0) wants_room_ = false;
}

}  // namespace tegami
