// SPDX-License-Identifier: MIT
// The SMTP machine as its data have it, for drawings and recorders.
#pragma once

#include "fakes/machine_drawing.h"

namespace tegami {

inline const DrawnMachine& SmtpMachine() {
  static const DrawnMachine machine = {"smtp_session.md",
                                       "SmtpSession: mails over one connection",
                                       "smtp/transitions.def",
                                       {
#define TEGAMI_SMTP_STATE(name, timeout_ms, stage, meaning) {#name, meaning},
#include "smtp/transitions.def"
#undef TEGAMI_SMTP_STATE
                                       },
                                       {
#define TEGAMI_SMTP_TRANSITION(from, to, when) {#from, #to, when},
#include "smtp/transitions.def"
#undef TEGAMI_SMTP_TRANSITION
                                       },
                                       true};
  return machine;
}

}  // namespace tegami
