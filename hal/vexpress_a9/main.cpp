// SPDX-License-Identifier: MIT
#include "vexpress_a9/board.h"
#include "vexpress_a9/console.h"
#include "vexpress_a9/stack_gauge.h"

namespace tegami::vexpress_a9 {

int RunImage() {
  Board& board = StartedBoard();
  Platform& p = board.platform;
  std::array<uint8_t, 32> key;
  PrintLine("derive %d %02x%02x", p.device_key.Derive(AsBytes("a"), AsBytes("b"), key).has_value(), key[0], key[1]);
  std::array<uint8_t, 64> random;
  Instant before = p.clock.Now();
  for (int i = 0; i < 64; ++i) static_cast<void>(p.entropy.Fill(random));
  PrintLine("4 KiB entropy %d ms", int(MsBetween(before, p.clock.Now())));
  PrintLine("clock %d", int(p.clock.WallClock().value_or(UtcTime{}).seconds));
  uint32_t counter = 0;
  static uint8_t block[4096];
  static_cast<void>(p.flash.Read(0, {reinterpret_cast<uint8_t*>(&counter), 4}));
  PrintLine("counter %x", unsigned(counter));
  ++counter;
  before = p.clock.Now();
  Status st = p.flash.Erase(0);
  PrintLine("erase %s, %d ms", st ? "ok" : ErrorName(st.error()), int(MsBetween(before, p.clock.Now())));
  st = p.flash.Program(0, {reinterpret_cast<uint8_t*>(&counter), 4});
  PrintLine("program %s", st ? "ok" : ErrorName(st.error()));
  for (size_t i = 0; i < sizeof block; ++i) block[i] = uint8_t(i * 7);
  before = p.clock.Now();
  for (uint32_t at = 4096; at < 262144; at += 4096) {
    st = p.flash.Program(at, block);
    if (!st) PrintLine("program %x %s", unsigned(at), ErrorName(st.error()));
  }
  PrintLine("252 KiB %d ms", int(MsBetween(before, p.clock.Now())));
  st = p.flash.Program(4096, {block + 1, 4});
  PrintLine("0 to 1: %s", st ? "ok" : ErrorName(st.error()));
  uint8_t odd[7];
  static_cast<void>(p.flash.Read(4096 + 5, odd));
  PrintLine("odd %02x %02x", odd[0], odd[6]);
  static PanelPage page;
  page.revision = 1;
  before = p.clock.Now();
  p.panel.Show(page);
  PrintLine("show %d ms", int(MsBetween(before, p.clock.Now())));
  static_cast<void>(p.network.Configure(NetworkConfig{}));
  PrintLine("ready");
  while (p.clock.Now().ms < 20000) {
    p.network.Poll(p.clock.Now());
    while (auto in = p.panel.TakeInput()) {
      PrintLine("key %d value %d", int(in->key), in->value);
      if (in->key == PanelKey::kBack) return 0;
    }
    p.network.WaitForEvent(After(p.clock.Now(), 100000));
  }
  return 1;
}

}  // namespace tegami::vexpress_a9
