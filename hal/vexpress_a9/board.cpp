// SPDX-License-Identifier: MIT
#include "vexpress_a9/board.h"

#include "shared/lan9118.h"
#include "vexpress_a9/clock.h"
#include "vexpress_a9/console.h"
#include "vexpress_a9/device_key.h"
#include "vexpress_a9/entropy.h"
#include "vexpress_a9/image.h"
#include "vexpress_a9/memory_map.h"
#include "vexpress_a9/panel.h"
#include "vexpress_a9/print_engine.h"
#include "vexpress_a9/sleeper.h"

namespace tegami::vexpress_a9 {
namespace {

void Report(const char* service, const Status& started) {
  if (!started) PrintLine("board: no %s (%s)", service, ErrorName(started.error()));
}

}  // namespace

Board& StartedBoard() {
  static bool started = false;
  static VexpressClock clock;
  static VexpressSleeper sleeper;
  static VirtioEntropy entropy(clock);
  static FuseDeviceKey device_key;
  static NorFlash flash(clock);
  static Lan9118 ethernet(kEthernetBase);
  static LwipNetwork network(ethernet, clock, entropy, sleeper);
  static VexpressPanel panel;
  static PbmPrintEngine print_engine(ImagePageChannel());
  static Board board{{clock, entropy, device_key, flash, network, panel, print_engine}, network, flash};
  if (started) return board;
  started = true;

  clock.Start();
  sleeper.Start();
  panel.Start();
  Report("entropy", entropy.Start());
  Report("device key", device_key.Present() ? Status() : Fail(Error::kNotFound));
  Report("flash", flash.Start());
  Report("network", network.Start());
  return board;
}

}  // namespace tegami::vexpress_a9
