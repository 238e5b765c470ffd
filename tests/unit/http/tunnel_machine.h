// SPDX-License-Identifier: MIT
// ConnectTunnel's states and transitions as the tests and docs/machines see them.
#pragma once

#include "fakes/machine_drawing.h"
#include "http/connect_tunnel.h"

namespace tegami {

inline DrawnMachine TunnelMachine() {
  return {"connect_tunnel.md",
          "ConnectTunnel: the way through an HTTP proxy",
          "http/connect_states.def",
          {
#define TEGAMI_TUNNEL_STATE(name, text) {#name, text},
#include "http/connect_states.def"
#undef TEGAMI_TUNNEL_STATE
          },
          {
#define TEGAMI_TUNNEL_TRANSITION(from, to, why) {#from, #to, why},
#include "http/connect_states.def"
#undef TEGAMI_TUNNEL_TRANSITION
          }};
}

}  // namespace tegami
