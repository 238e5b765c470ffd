// SPDX-License-Identifier: MIT
#include <unistd.h>

#include "shared/lan9118.h"
#include "shared/lwip/lwip_network.h"
#include "vexpress_a9/clock.h"
#include "vexpress_a9/console.h"
#include "vexpress_a9/entropy.h"
#include "vexpress_a9/image.h"
#include "vexpress_a9/memory_map.h"
#include "vexpress_a9/sleeper.h"
#include "vexpress_a9/stack_gauge.h"

namespace tegami::vexpress_a9 {

int RunImage() {
  static VexpressClock clock;
  static VirtioEntropy entropy(clock);
  static VexpressSleeper sleeper;
  static Lan9118 chip(kEthernetBase);
  static LwipNetwork network(chip, clock, entropy, sleeper);
  clock.Start();
  sleeper.Start();
  PrintLine("entropy %d", entropy.Start().has_value());
  PrintLine("network %d", network.Start().has_value());
  NetworkConfig config;
  config.host_name = "tegami";
  static_cast<void>(network.Configure(config));
  TcpStream* stream = network.AcquireStream();
  Endpoint peer;
  peer.host = "10.0.2.2";
  peer.port = 7007;
  static_cast<void>(stream->Connect(peer));
  LinkPhase last = LinkPhase::kIdle;
  size_t sent = 0, got = 0, loops = 0;
  constexpr size_t kTotal = 20 * 1024 * 1024;
  static uint8_t buffer[4096];
  Instant begin{}, reported{};
  while (clock.Now().ms < 60000) {
    ++loops;
    network.Poll(clock.Now());
    if (stream->Phase() != last) {
      last = stream->Phase();
      PrintLine("%d phase %d failure %s", static_cast<int>(clock.Now().ms), static_cast<int>(last),
                LinkFailureName(stream->Failure()));
      if (last == LinkPhase::kOpen) begin = clock.Now();
    }
    if (last == LinkPhase::kOpen) {
      while (sent < kTotal) {
        const size_t n = stream->Send({buffer, sizeof buffer});
        sent += n;
        if (n == 0) break;
      }
      while (const size_t n = stream->Receive(buffer)) got += n;
      if (got >= sent && sent >= kTotal) {
        PrintLine("ms %d", static_cast<int>(clock.Now().ms - begin.ms));
        break;
      }
    }
    if (last == LinkPhase::kFailed) break;
    if (clock.Now().ms > reported.ms + 1000) {
      reported = clock.Now();
      InterfaceInfo info[1];
      network.Interfaces(info);
      PrintLine("up %d, %d addresses, sent %u got %u loops %u", info[0].link_up, info[0].address_count,
                static_cast<unsigned>(sent), static_cast<unsigned>(got), static_cast<unsigned>(loops));
    }
    network.WaitForEvent(After(clock.Now(), 1000));
  }
  PrintLine("sent %u got %u loops %u, stack %u", static_cast<unsigned>(sent), static_cast<unsigned>(got),
            static_cast<unsigned>(loops), static_cast<unsigned>(StackPeakBytes()));
  return 0;
}

}  // namespace tegami::vexpress_a9
