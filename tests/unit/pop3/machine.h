// SPDX-License-Identifier: MIT
// The POP3 machine as its data have it, for drawings and recorders.
#pragma once

#include "fakes/machine_drawing.h"

namespace tegami {

inline const DrawnMachine& Pop3Machine() {
  static const DrawnMachine machine = {"pop3_session.md",
                                       "Pop3Session: a log-in before SMTP",
                                       "pop3/transitions.def",
                                       {
#define TEGAMI_POP3_STATE(name, timeout_ms, stage, meaning) {#name, meaning},
#include "pop3/transitions.def"
#undef TEGAMI_POP3_STATE
                                       },
                                       {
#define TEGAMI_POP3_TRANSITION(from, to, when) {#from, #to, when},
#include "pop3/transitions.def"
#undef TEGAMI_POP3_TRANSITION
                                       },
                                       true};
  return machine;
}

}  // namespace tegami
