// SPDX-License-Identifier: MIT
// All that a board gives to Tegami: one reference a service. The port's main builds it from static objects.
#pragma once

#include "tegami/hal/clock.h"
#include "tegami/hal/device_key.h"
#include "tegami/hal/entropy.h"
#include "tegami/hal/flash.h"
#include "tegami/hal/network.h"
#include "tegami/hal/panel.h"
#include "tegami/hal/print_engine.h"

namespace tegami {

struct Platform {
  Clock& clock;
  Entropy& entropy;
  DeviceKey& device_key;
  Flash& flash;
  Network& network;
  Panel& panel;
  PrintEngine& print_engine;
};

}  // namespace tegami
