// SPDX-License-Identifier: MIT
#include "posix/name_lookup.h"

#include <ares.h>
#include <sys/time.h>

#include "posix/socket_address.h"

namespace tegami {
namespace {

// A server that is silent is asked again after 2 s and after 4 s more, and given up after another 8 s.
constexpr int kFirstTimeoutMs = 2000;
constexpr int kTries = 3;

LinkFailure FailureOf(int status) {
  switch (status) {
    case ARES_ENOTFOUND:
    case ARES_ENODATA:
    case ARES_EBADNAME: return LinkFailure::kNoSuchName;
    default: return LinkFailure::kNoDns;
  }
}

}  // namespace

void NameLookup::Start(const char* name, const char* servers) {
  Stop();
  progress_ = Progress::kRunning;
  ares_options options{};
  options.timeout = kFirstTimeoutMs;
  options.tries = kTries;
  options.sock_state_cb = &NameLookup::OnSocket;
  options.sock_state_cb_data = this;
  constexpr int kGiven = ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB;
  if (ares_init_options(&channel_, &options, kGiven) != ARES_SUCCESS) {
    channel_ = nullptr;
    return Finish(Progress::kFailed, LinkFailure::kNoDns);
  }
  if (servers != nullptr && ares_set_servers_ports_csv(channel_, servers) != ARES_SUCCESS) {
    return Finish(Progress::kFailed, LinkFailure::kNoDns);
  }
  ares_addrinfo_hints hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  ares_getaddrinfo(channel_, name, nullptr, &hints, &NameLookup::OnAnswer, this);
}

void NameLookup::Poll() {
  if (channel_ == nullptr) return;
  if (progress_ == Progress::kRunning) {
    auto watched = sockets_;  // c-ares changes the list while it works
    if (::poll(watched.data(), watched.size(), 0) > 0) {
      for (const pollfd& entry : watched) {
        const bool read = (entry.revents & (POLLIN | POLLERR | POLLHUP)) != 0;
        const bool write = (entry.revents & POLLOUT) != 0;
        if (!read && !write) continue;
        ares_process_fd(channel_, read ? entry.fd : ARES_SOCKET_BAD, write ? entry.fd : ARES_SOCKET_BAD);
      }
    }
    ares_process_fd(channel_, ARES_SOCKET_BAD, ARES_SOCKET_BAD);  // its timers
  }
  if (progress_ == Progress::kRunning) return;
  ares_destroy(channel_);
  channel_ = nullptr;
}

void NameLookup::Stop() {
  progress_ = Progress::kIdle;  // OnAnswer() has nothing to tell any more
  if (channel_ != nullptr) ares_destroy(channel_);
  channel_ = nullptr;
  sockets_.clear();
  addresses_.clear();
  failure_ = LinkFailure::kNone;
}

size_t NameLookup::Watch(std::span<pollfd> into) const {
  const size_t count = std::min(into.size(), sockets_.size());
  std::copy_n(sockets_.begin(), count, into.begin());
  return count;
}

int64_t NameLookup::WakeInMs() const {
  if (channel_ == nullptr) return -1;
  if (progress_ != Progress::kRunning) return 0;
  timeval left{};
  if (ares_timeout(channel_, nullptr, &left) == nullptr) return -1;
  return int64_t{left.tv_sec} * 1000 + (left.tv_usec + 999) / 1000;
}

void NameLookup::OnAnswer(void* self, int status, int, ares_addrinfo* answer) {
  auto& lookup = *static_cast<NameLookup*>(self);
  if (lookup.progress_ == Progress::kRunning) {
    if (status == ARES_SUCCESS && answer != nullptr) lookup.Keep(*answer);
    if (!lookup.addresses_.empty()) {
      lookup.Finish(Progress::kFound, LinkFailure::kNone);
    } else {
      lookup.Finish(Progress::kFailed, status == ARES_SUCCESS ? LinkFailure::kNoSuchName : FailureOf(status));
    }
  }
  if (answer != nullptr) ares_freeaddrinfo(answer);
}

void NameLookup::Keep(const ares_addrinfo& answer) {
  for (const ares_addrinfo_node* node = answer.nodes; node != nullptr && !addresses_.full(); node = node->ai_next) {
    if (const auto address = FromSocketAddress(node->ai_addr)) addresses_.push_back(*address);
  }
}

void NameLookup::Finish(Progress progress, LinkFailure failure) {
  progress_ = progress;
  failure_ = failure;
}

void NameLookup::OnSocket(void* self, int socket, int readable, int writable) {
  auto& sockets = static_cast<NameLookup*>(self)->sockets_;
  auto* const entry =
      std::find_if(sockets.begin(), sockets.end(), [socket](const pollfd& known) { return known.fd == socket; });
  if (readable == 0 && writable == 0) {
    if (entry != sockets.end()) sockets.erase(entry);
    return;
  }
  const auto events = static_cast<short>((readable != 0 ? POLLIN : 0) | (writable != 0 ? POLLOUT : 0));
  if (entry != sockets.end()) {
    entry->events = events;
  } else if (!sockets.full()) {
    sockets.push_back({.fd = socket, .events = events, .revents = 0});
  }
}

}  // namespace tegami
