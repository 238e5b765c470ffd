// SPDX-License-Identifier: MIT
// TCP over the host's sockets. Nothing blocks but WaitForEvent().
#pragma once

#include <etl/vector.h>

#include <array>

#include "posix/clock.h"
#include "posix/tcp_stream.h"
#include "tegami/hal/network.h"

namespace tegami {

// Addressing, DNS servers and the time are the host's own business: Configure() and RequestTime() answer
// kUnsupported. Streams see the wire through the kernel, so Receive() may give octets that came after the last Poll();
// phases change in Poll() alone.
class PosixNetwork final : public Network {
 public:
  struct Options {
    const char* dns_servers = nullptr;           // "ADDR[:PORT],..." instead of those of /etc/resolv.conf
    const char* additional_interface = nullptr;  // this one's kind is kAdditional
  };

  // `clock` and the texts of `options` outlive the network.
  explicit PosixNetwork(PosixClock& clock) : PosixNetwork(clock, Options{}) {}
  PosixNetwork(PosixClock& clock, const Options& options);
  ~PosixNetwork();
  PosixNetwork(const PosixNetwork&) = delete;
  PosixNetwork& operator=(const PosixNetwork&) = delete;

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

  // `--resolve`; applies to every later Connect().
  ResolveMap& resolve_map() { return resolve_map_; }
  const TrafficCounters& traffic() const { return traffic_; }

  // WaitForEvent() also ends when `descriptor` becomes readable (a panel's keys); whoever reads it forgets it at its
  // end, or waiting spins.
  //   kNoSpace  kInputsMax are watched already
  [[nodiscard]] Status WatchInput(int descriptor);
  void ForgetInput(int descriptor);

  static constexpr size_t kInputsMax = 4;

 private:
  // A connection that was closed here: it waits for the peer's FIN, since octets that arrive at a closed socket would
  // be answered by RST, which may overtake our own last ones.
  struct Closing {
    File socket;
    int64_t until_ms = 0;
  };
  static constexpr size_t kClosingMax = 2 * kTcpStreamsMax;
  static constexpr size_t kWatchedMax = kTcpStreamsMax * PosixTcpStream::kWatchedMax + kClosingMax + kInputsMax;

  int64_t WakeInMs(int64_t now_ms) const;
  void PollStream(PosixTcpStream& stream, int64_t now_ms);
  void TakeClosing(PosixTcpStream& stream);
  void PollClosing(int64_t now_ms);
  void RefreshInterfaces(int64_t now_ms);
  bool HasLink() const;

  PosixClock& clock_;
  const Options options_;
  ResolveMap resolve_map_;
  TrafficCounters traffic_;
  std::array<PosixTcpStream, kTcpStreamsMax> streams_;
  std::array<Closing, kClosingMax> closing_;
  etl::vector<int, kInputsMax> inputs_;
  std::array<InterfaceInfo, kInterfacesMax> interfaces_;
  size_t interface_count_ = 0;
  int64_t interfaces_read_ms_ = 0;
};

}  // namespace tegami
