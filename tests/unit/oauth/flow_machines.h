// SPDX-License-Identifier: MIT
// The states and transitions of the OAuth machines as the tests and docs/machines see them.
#pragma once

#include "fakes/machine_drawing.h"

namespace tegami {

inline DrawnMachine DeviceMachine() {
  return {"device_flow.md",
          "DeviceFlow: tokens by device code",
          "oauth/device_states.def",
          {
#define TEGAMI_DEVICE_STATE(name, text) {#name, text},
#include "oauth/device_states.def"
#undef TEGAMI_DEVICE_STATE
          },
          {
#define TEGAMI_DEVICE_TRANSITION(from, to, why) {#from, #to, why},
#include "oauth/device_states.def"
#undef TEGAMI_DEVICE_TRANSITION
          }};
}

inline DrawnMachine RefreshMachine() {
  return {"refresh_flow.md",
          "RefreshFlow: a new access token for a refresh token",
          "oauth/refresh_states.def",
          {
#define TEGAMI_REFRESH_STATE(name, text) {#name, text},
#include "oauth/refresh_states.def"
#undef TEGAMI_REFRESH_STATE
          },
          {
#define TEGAMI_REFRESH_TRANSITION(from, to, why) {#from, #to, why},
#include "oauth/refresh_states.def"
#undef TEGAMI_REFRESH_TRANSITION
          }};
}

inline DrawnMachine DiscoveryMachine() {
  return {"discovery.md",
          "Discovery: endpoints from an issuer's metadata",
          "oauth/discovery_states.def",
          {
#define TEGAMI_DISCOVERY_STATE(name, text) {#name, text},
#include "oauth/discovery_states.def"
#undef TEGAMI_DISCOVERY_STATE
          },
          {
#define TEGAMI_DISCOVERY_TRANSITION(from, to, why) {#from, #to, why},
#include "oauth/discovery_states.def"
#undef TEGAMI_DISCOVERY_TRANSITION
          }};
}

inline DrawnMachine RevocationMachine() {
  return {"revocation.md",
          "Revocation: a refresh token that is no longer wanted",
          "oauth/revocation_states.def",
          {
#define TEGAMI_REVOCATION_STATE(name, text) {#name, text},
#include "oauth/revocation_states.def"
#undef TEGAMI_REVOCATION_STATE
          },
          {
#define TEGAMI_REVOCATION_TRANSITION(from, to, why) {#from, #to, why},
#include "oauth/revocation_states.def"
#undef TEGAMI_REVOCATION_TRANSITION
          }};
}

}  // namespace tegami
