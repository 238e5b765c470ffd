// SPDX-License-Identifier: MIT
// What people should hear of an account's sign-in.
#pragma once

#include "tegami/error_codes.h"
#include "tegami/mail_job.h"

namespace tegami {

struct TokenEvent {
  enum class Kind : uint8_t {
    kAboutToLapse,   // days_left says how soon
    kSignInEnded,    // the provider refuses the applied sign-in; cause says why
    kPendingLapsed,  // a sign-in that nobody applied is gone, or was refused; cause says why
  };
  Kind kind = Kind::kAboutToLapse;
  AccountId account = kMailAccount;
  uint8_t days_left = 0;
  Cause cause = Cause::kNone;
};

}  // namespace tegami
