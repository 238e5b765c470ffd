// SPDX-License-Identifier: MIT
// Whether and when a job is tried again: one rule a cause, in one table (retry_rules.def).
#pragma once

#include "tegami/base/time.h"
#include "tegami/error_codes.h"

namespace tegami {

struct EndedAttempt {
  Cause cause = Cause::kNone;
  uint8_t attempts = 1;       // so far
  uint8_t cause_repeats = 1;  // of these the last ones that ended with this cause
  uint8_t unknown = 0;        // of these the ones after which the mail may have arrived
  bool before_mail = false;   // the server refused in the dialogue, and had not heard of this mail yet
  int64_t age_ms = 0;         // of the job
  uint32_t random = 0;        // spreads devices that failed together
};

struct RetryPlan {
  bool again = false;
  int64_t pause_ms = 0;
  // The cause is the mailbox's or the server's: the account's other jobs would meet it too, and wait as long.
  bool whole_account = false;
  // The server counts, and asks to be left alone for this pause; otherwise nobody knows when it will be well again.
  bool server_asks = false;
};

RetryPlan PlanRetry(const EndedAttempt& attempt);

}  // namespace tegami
