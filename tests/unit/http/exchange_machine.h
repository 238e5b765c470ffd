// SPDX-License-Identifier: MIT
// HttpExchange's states and transitions as the tests and docs/machines see them.
#pragma once

#include "fakes/machine_drawing.h"
#include "http/exchange.h"

namespace tegami {

inline DrawnMachine ExchangeMachine() {
  return {"http_exchange.md",
          "HttpExchange: one HTTP request and its response",
          "http/exchange_states.def",
          {
#define TEGAMI_HTTP_STATE(name, text) {#name, text},
#include "http/exchange_states.def"
#undef TEGAMI_HTTP_STATE
          },
          {
#define TEGAMI_HTTP_TRANSITION(from, to, why) {#from, #to, why},
#include "http/exchange_states.def"
#undef TEGAMI_HTTP_TRANSITION
          }};
}

}  // namespace tegami
