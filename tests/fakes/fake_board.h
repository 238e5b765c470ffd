// SPDX-License-Identifier: MIT
// A whole printer's worth of fakes.
#pragma once

#include "fakes/fake_clock.h"
#include "fakes/fake_device_key.h"
#include "fakes/fake_entropy.h"
#include "fakes/fake_flash.h"
#include "fakes/fake_network.h"
#include "fakes/fake_panel.h"
#include "fakes/fake_print_engine.h"
#include "tegami/hal/platform.h"

namespace tegami {

// Boards differ by their serial number: key and entropy.
struct FakeBoard {
  explicit FakeBoard(uint8_t serial = 1) : entropy(serial), device_key(serial) {}

  FakeClock clock;
  FakeEntropy entropy;
  FakeDeviceKey device_key;
  FakeFlash flash;
  FakeNetwork network{clock};
  FakePanel panel;
  FakePrintEngine print_engine;
  Platform platform{clock, entropy, device_key, flash, network, panel, print_engine};
};

}  // namespace tegami
