// SPDX-License-Identifier: MIT
// A request on its way out of the work buffer, in pieces as the connection takes them; and how long to wait.
#pragma once

#include "tegami/base/bytes.h"

namespace tegami {

// `cap_ms`: upper bound of the time-out; 0: none.
constexpr int64_t CappedMs(int64_t ms, int64_t cap_ms) { return cap_ms > 0 && cap_ms < ms ? cap_ms : ms; }

// It holds credentials: what has gone is wiped at once.
class OutgoingRequest {
 public:
  // The request is written already. It stays where it is until it was sent.
  void Begin(Bytes request) { rest_ = request; }

  ConstBytes rest() const { return rest_; }

  // `count` octets of rest() were taken, from the front. True: that was the last of them.
  bool Sent(size_t count);

 private:
  Bytes rest_;
};

}  // namespace tegami
