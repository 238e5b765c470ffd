// SPDX-License-Identifier: MIT
// One DNS question over TCP (RFC 1035 §4.2.2), for answers that do not fit a datagram.
#pragma once

#include <lwip/tcp.h>

#include "shared/dns_message.h"

namespace tegami {

// Of an answer that is longer the front is kept: it has the addresses.
inline constexpr size_t kDnsTcpAnswerMaxBytes = 2048;

// Drive: Start(); when progress() is kDone, Take(); Stop() before the next. The caller keeps the time.
class DnsByTcp {
 public:
  enum class Progress : uint8_t { kIdle, kRunning, kDone };

  DnsByTcp() = default;
  DnsByTcp(const DnsByTcp&) = delete;
  DnsByTcp& operator=(const DnsByTcp&) = delete;

  // The name in `question` must live until Stop().
  void Start(const ip_addr_t& server, uint16_t port, const DnsQuestion& question);
  void Stop();

  Progress progress() const { return progress_; }
  // After kDone: copies the answer; 0 where none came.
  size_t Take(Bytes into);

 private:
  static err_t OnConnected(void* self, tcp_pcb* connection, err_t error);
  static err_t OnReceived(void* self, tcp_pcb* connection, pbuf* data, err_t error);
  static void OnError(void* self, err_t error);
  bool Complete() const;

  tcp_pcb* connection_ = nullptr;
  pbuf* received_ = nullptr;
  DnsQuestion question_;
  Progress progress_ = Progress::kIdle;
};

}  // namespace tegami
