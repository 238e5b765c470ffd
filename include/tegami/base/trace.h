// SPDX-License-Identifier: MIT
// Where machines say what they do. State names and counts only: no octet of a secret ever goes here.
#pragma once

#include <cstdint>

#include "tegami/base/time.h"

namespace tegami {

class Tracer {
 public:
  // `machine`, `from` and `to` are static strings ("smtp", "kAwaitGreeting", ...).
  virtual void OnTransition(const char* machine, const char* from, const char* to, Instant now) = 0;

  // `what` is a static string ("octets_sent", "round_trips", ...).
  virtual void OnCount(const char* machine, const char* what, uint64_t count, Instant now) = 0;

 protected:
  ~Tracer() = default;
};

}  // namespace tegami
