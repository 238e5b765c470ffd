// SPDX-License-Identifier: MIT
// How a board without an operating system waits: what Network::WaitForEvent comes down to.
#pragma once

#include "tegami/base/time.h"

namespace tegami {

class Sleeper {
 public:
  // Stops the core until `until`, or until the network chip or an input device raises its interrupt; an interrupt
  // that is raised already ends it at once. May return early.
  virtual void SleepUntil(Instant until) = 0;

 protected:
  ~Sleeper() = default;
};

}  // namespace tegami
