// SPDX-License-Identifier: MIT
// The demo's start-up arguments that become settings.
#pragma once

#include "tegami/mail_app.h"

namespace tegami::vexpress_a9 {

// Writes what the arguments override into the app's settings; leaves the stored ones alone where there is none.
//   service=exchange-online|gcch|dod|china|outlook|custom  tenant=T  client_id=ID  scope=S  sender=ADDR  user=ADDR
//   smtp=HOST:PORT  security=none|starttls|tls  binary=auto|on|off  authority=URL  discovery=URL
//   device_endpoint=URL  token_endpoint=URL  lang=ja|en  name=DEVICE
//   kInvalidArgument  a value is none of these, or too long: said on the console
[[nodiscard]] Status ApplyStartSettings(MailApp& app);

}  // namespace tegami::vexpress_a9
