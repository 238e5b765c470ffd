// SPDX-License-Identifier: MIT
// The states of an SMTP session and what each means, from transitions.def.
#pragma once

#include <cstdint>

#include "smtp/failure.h"
#include "smtp/limits.h"

namespace tegami {

enum class SmtpState : uint8_t {
#define TEGAMI_SMTP_STATE(name, timeout_ms, stage, meaning) name,
#include "smtp/transitions.def"
#undef TEGAMI_SMTP_STATE
};

// "kAwaitGreeting". Static storage.
constexpr const char* SmtpStateName(SmtpState state) {
  switch (state) {
#define TEGAMI_SMTP_STATE(name, timeout_ms, stage, meaning) \
  case SmtpState::name: return #name;
#include "smtp/transitions.def"
#undef TEGAMI_SMTP_STATE
  }
  return "?";
}

// How long the state may last without progress; 0: as long as the caller likes.
constexpr int64_t SmtpStateTimeoutMs(SmtpState state) {
  switch (state) {
#define TEGAMI_SMTP_STATE(name, timeout_ms, stage, meaning) \
  case SmtpState::name: return timeout_ms;
#include "smtp/transitions.def"
#undef TEGAMI_SMTP_STATE
  }
  return 0;
}

// Where in the dialogue a failure in this state happened.
constexpr SmtpStage SmtpStateStage(SmtpState state) {
  switch (state) {
#define TEGAMI_SMTP_STATE(name, timeout_ms, stage, meaning) \
  case SmtpState::name: return SmtpStage::stage;
#include "smtp/transitions.def"
#undef TEGAMI_SMTP_STATE
  }
  return SmtpStage::kNone;
}

// True where transitions.def has the pair, and for any step to kFailed: every state may fail.
constexpr bool IsSmtpTransition(SmtpState from, SmtpState to) {
  struct Pair {
    SmtpState from;
    SmtpState to;
  };
  constexpr Pair kPairs[] = {
#define TEGAMI_SMTP_TRANSITION(from, to, when) {SmtpState::from, SmtpState::to},
#include "smtp/transitions.def"
#undef TEGAMI_SMTP_TRANSITION
  };
  for (const Pair& pair : kPairs) {
    if (pair.from == from && pair.to == to) return true;
  }
  return to == SmtpState::kFailed && from != SmtpState::kFailed;
}

}  // namespace tegami
