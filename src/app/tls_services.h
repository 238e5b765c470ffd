// SPDX-License-Identifier: MIT
// What all TLS sessions of the device share: whom to trust, what can be resumed, what time it is.
#pragma once

#include "tegami/hal/clock.h"
#include "tls/session_cache.h"
#include "trust/root_store.h"

namespace tegami {

class EventLog;

struct TlsServices {
  explicit TlsServices(Clock& board_clock) : clock(board_clock) {}

  Clock& clock;
  RootStore roots;
  TlsSessionCache sessions;
  EventLog* events = nullptr;  // where failures are told
};

}  // namespace tegami
