// SPDX-License-Identifier: MIT
// Renews a sign-in without a pause, so that a power cut always hits a write. For tests that kill the emulator.
#pragma once

#include "tegami/mail_app.h"

namespace tegami::vexpress_a9 {

// Begins with store_load=on. The Nth sign-in names its number and has a token that follows from it.
//
// Console, one fact a line:
//   demo: store holds N | nothing | damage     at the start: what the flash gave back
//   demo: account in state S                   what the app makes of it
//   demo: stored N                             after each: the flash holds it
class StoreLoad {
 public:
  void Begin(MailApp& app);
  // False where there is no load to make.
  bool Step(MailApp& app);

 private:
  bool on_ = false;
  bool told_ = false;
  uint32_t number_ = 0;
};

}  // namespace tegami::vexpress_a9
