// SPDX-License-Identifier: MIT
// The network service of a board without an operating system: lwIP over one Ethernet chip.
#pragma once

#include <array>

#include "shared/lwip/lwip_interface.h"
#include "shared/lwip/lwip_stream.h"
#include "shared/lwip/time_client.h"
#include "shared/lwip/unreachable_watch.h"
#include "shared/sleeper.h"
#include "tegami/hal/clock.h"
#include "tegami/hal/entropy.h"
#include "tegami/hal/network.h"

namespace tegami {

// One in a process, as lwIP is. Lives for ever.
class LwipNetwork final : public Network, private UnreachableListener {
 public:
  LwipNetwork(EthernetChip& chip, Clock& clock, Entropy& entropy, Sleeper& sleeper)
      : clock_(clock), entropy_(entropy), sleeper_(sleeper), interface_(chip) {}

  // Starts lwIP and the chip. Without a chip the link stays down.
  //   kNotFound  no chip
  [[nodiscard]] Status Start();

  // Test and demo images ask servers of their own, on ports of their own; 0 keeps the port.
  void SetServerPorts(uint16_t dns, uint16_t time);

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

 private:
  void OnUnreachable(const UnreachablePacket& packet) override;

  Clock& clock_;
  Entropy& entropy_;
  Sleeper& sleeper_;
  LwipInterface interface_;
  std::array<LwipStream, kTcpStreamsMax> streams_;
  TimeClient time_client_;
  Text<kHostNameMaxBytes> time_server_;        // as configured
  Text<kHostNameMaxBytes> asked_time_server_;  // where the question under way goes
};

}  // namespace tegami
