// SPDX-License-Identifier: MIT
#include "by_hand.h"

#include <array>
#include <charconv>

#include "shared/lwip/lwip_glue.h"
#include "vexpress_a9/console.h"
#include "vexpress_a9/restart.h"
#include "vexpress_a9/semihosting/start_arguments.h"

namespace tegami::vexpress_a9 {
namespace {

// Needs more stack than there is.
uint32_t OverflowStack(uint32_t depth) {  // NOLINT(misc-no-recursion)
  volatile uint32_t frame[64] = {depth};
  return depth == UINT32_MAX ? 0 : OverflowStack(depth + 1) + frame[1];
}

void Poke(uintptr_t address) { *reinterpret_cast<volatile uint32_t*>(address) = 0; }

PanelPage MakePage() {
  PanelPage page;
  page.title.assign("Contract");
  page.row_count = 3;
  page.rows[0].kind = PanelRowKind::kHeading;
  page.rows[0].label.assign("Touch an item");
  for (size_t i = 1; i < page.row_count; ++i) {
    page.rows[i].kind = PanelRowKind::kItem;
    page.rows[i].label.assign("Item");
  }
  page.selected_row = 1;
  page.soft_keys[0].assign("One");
  page.soft_keys[3].assign("Four");
  page.revision = 1;
  return page;
}

void SayWhatChanged(const InterfaceInfo& now, const InterfaceInfo& before) {
  if (now.link_up != before.link_up) PrintLine("link %s", now.link_up ? "up" : "down");
  if (now.address_count == 0 || now.addresses[0] == before.addresses[0]) return;
  const auto& octets = now.addresses[0].octets;
  PrintLine("address %u.%u.%u.%u", octets[0], octets[1], octets[2], octets[3]);
}

NetworkConfig ConfigOfArguments(Board& board) {
  NetworkConfig config;
  if (const auto address = StartArgument("static")) {
    config.dhcp = false;
    config.address = ParseAddress(*address).value_or(IpAddress{});
  }
  if (const auto place = StartArgument("time")) {
    const size_t colon = std::min(place->find(':'), place->size() - 1);
    config.time_server.assign(place->data(), colon);
    uint16_t port = 0;
    std::from_chars(place->data() + colon + 1, place->data() + place->size(), port);
    board.network.SetServerPorts(0, port);
  }
  return config;
}

}  // namespace

void Misbehave(std::string_view kind) {
  if (kind == "null") Poke(0);
  if (kind == "code") Poke(reinterpret_cast<uintptr_t>(&Misbehave) & ~uintptr_t{3});
  if (kind == "undefined") __builtin_trap();
  if (kind == "stack") OverflowStack(0);
  if (kind == "data") {
    static uint32_t words[] = {0xe12fff1e};  // bx lr
    void (*volatile call)() = reinterpret_cast<void (*)()>(words);
    call();
  }
}

int Restart(std::string_view by) {
  const std::string_view reason = TakeStartReason();
  Print("started by ");
  Print(reason);
  Print("\n");
  if (reason != "power on") return 0;
  if (by == "fault") NoteFault();
  RestartBoard();
}

int WatchBoard(Board& board) {
  Platform& platform = board.platform;
  static PanelPage page = MakePage();
  platform.panel.Show(page);
  const NetworkConfig config = ConfigOfArguments(board);
  if (!platform.network.Configure(config)) return 1;
  bool ask_time = !config.time_server.empty();
  InterfaceInfo before;
  for (;;) {
    platform.network.Poll(platform.clock.Now());
    std::array<InterfaceInfo, 1> now;
    if (platform.network.Interfaces(now) == 1) SayWhatChanged(now[0], before);
    before = now[0];
    if (ask_time && now[0].address_count != 0) ask_time = !platform.network.RequestTime();
    if (const auto time = platform.network.TimeAnswer()) PrintLine("time %d", static_cast<int>(time->seconds));
    while (const auto input = platform.panel.TakeInput()) {
      PrintLine("input %d %d", static_cast<int>(input->key), input->value);
      if (input->key == PanelKey::kBack) return 0;
    }
    platform.network.WaitForEvent(kNever);
  }
}

}  // namespace tegami::vexpress_a9
