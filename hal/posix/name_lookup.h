// SPDX-License-Identifier: MIT
// Resolves one name without blocking, by c-ares.
#pragma once

#include <etl/vector.h>
#include <poll.h>

#include <span>

#include "tegami/hal/network_types.h"

// c-ares' own; its header stays out of ours.
struct ares_channeldata;
struct ares_addrinfo;

namespace tegami {

// One look-up at a time: /etc/hosts first, then A and AAAA from the servers of /etc/resolv.conf, over TCP where an
// answer was cut. Each look-up reads those files anew. Addresses come in the order of RFC 6724.
//
// Drive: Start(), then Poll() until progress() is kFound or kFailed; Watch() and WakeInMs() say what to sleep for.
class NameLookup {
 public:
  enum class Progress : uint8_t { kIdle, kRunning, kFound, kFailed };
  using Addresses = etl::vector<IpAddress, kPeerAddressesMax>;

  // Sockets that one look-up may have open.
  static constexpr size_t kSocketsMax = 8;

  NameLookup() = default;
  ~NameLookup() { Stop(); }
  NameLookup(const NameLookup&) = delete;
  NameLookup& operator=(const NameLookup&) = delete;

  // `servers`: "ADDR[:PORT],..." instead of those of /etc/resolv.conf; null: those. May be done at once.
  void Start(const char* name, const char* servers);
  void Poll();
  void Stop();

  Progress progress() const { return progress_; }
  const Addresses& addresses() const { return addresses_; }  // after kFound
  LinkFailure failure() const { return failure_; }           // after kFailed: kNoSuchName or kNoDns

  // Puts its sockets to the front of `into`; returns how many. No more than kSocketsMax.
  size_t Watch(std::span<pollfd> into) const;

  // Real milliseconds until Poll() has something to do anyway; below 0: only a socket can wake it.
  int64_t WakeInMs() const;

 private:
  static void OnAnswer(void* self, int status, int timeouts, ares_addrinfo* answer);
  static void OnSocket(void* self, int socket, int readable, int writable);
  void Keep(const ares_addrinfo& answer);
  void Finish(Progress progress, LinkFailure failure);

  ares_channeldata* channel_ = nullptr;
  etl::vector<pollfd, kSocketsMax> sockets_;
  Addresses addresses_;
  Progress progress_ = Progress::kIdle;
  LinkFailure failure_ = LinkFailure::kNone;
};

}  // namespace tegami
