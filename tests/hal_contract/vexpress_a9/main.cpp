// SPDX-License-Identifier: MIT
// The contract suite on the board: an image of its own, whose exit status is QEMU's.
#include <gtest/gtest.h>

#include <array>
#include <cstring>

#include "../fixture.h"
#include "by_hand.h"
#include "shared/lwip/lwip_glue.h"
#include "vexpress_a9/board.h"
#include "vexpress_a9/console.h"
#include "vexpress_a9/semihosting/semihosting.h"
#include "vexpress_a9/semihosting/start_arguments.h"

namespace tegami::contract {

Platform& ContractPlatform() { return vexpress_a9::StartedBoard().platform; }

// Content and key are in the chips, the drivers keep nothing: starting them anew is all that a power cycle does.
bool ContractReboot() { return vexpress_a9::StartedBoard().flash.Start().has_value(); }

}  // namespace tegami::contract

namespace tegami::vexpress_a9 {
namespace {

constexpr size_t kWordsMax = 64;

// The words that the image was started with: peers for the suite, flags for GoogleTest.
struct Words {
  std::array<char*, kWordsMax + 1> pointers{};
  int count = 0;
};

Words SplitArguments() {
  static char line[4096];
  static char program[] = "hal_contract";
  const std::string_view arguments = SemihostingArguments();
  std::memcpy(line, arguments.data(), std::min(arguments.size(), sizeof line - 1));
  Words words;
  words.pointers[static_cast<size_t>(words.count++)] = program;
  for (char* word = std::strtok(line, " "); word != nullptr; word = std::strtok(nullptr, " ")) {
    if (words.count < static_cast<int>(kWordsMax)) words.pointers[static_cast<size_t>(words.count++)] = word;
  }
  return words;
}

void ConfigureNetwork(Board& board) {
  NetworkConfig config;
  config.host_name = "contract";
  uint16_t dns_port = 0;
  if (const auto& dns = contract::Peers().dns) {
    config.dns[0] = ParseAddress(View(dns->host)).value_or(IpAddress{});
    dns_port = dns->port;
  }
  board.network.SetServerPorts(dns_port, 0);
  if (!board.platform.network.Configure(config)) Print("the network refused its configuration\n");
}

}  // namespace

int RunImage() {
  if (const auto kind = StartArgument("fault")) Misbehave(*kind);
  if (const auto by = StartArgument("restart")) return Restart(*by);
  if (StartArgument("watch")) return WatchBoard(StartedBoard());
  Words words = SplitArguments();
  ::testing::InitGoogleTest(&words.count, words.pointers.data());
  for (int i = 1; i < words.count; ++i) contract::TakePeerArgument(words.pointers[static_cast<size_t>(i)]);
  ConfigureNetwork(StartedBoard());
  return RUN_ALL_TESTS();
}

}  // namespace tegami::vexpress_a9
