// SPDX-License-Identifier: MIT
// The states of a POP3 log-in and what each means, from transitions.def.
#pragma once

#include <cstdint>

#include "pop3/failure.h"
#include "pop3/limits.h"

namespace tegami {

enum class Pop3State : uint8_t {
#define TEGAMI_POP3_STATE(name, timeout_ms, stage, meaning) name,
#include "pop3/transitions.def"
#undef TEGAMI_POP3_STATE
};

// "kAwaitGreeting". Static storage.
constexpr const char* Pop3StateName(Pop3State state) {
  switch (state) {
#define TEGAMI_POP3_STATE(name, timeout_ms, stage, meaning) \
  case Pop3State::name: return #name;
#include "pop3/transitions.def"
#undef TEGAMI_POP3_STATE
  }
  return "?";
}

// How long the state may last without progress; 0: as long as the caller likes.
constexpr int64_t Pop3StateTimeoutMs(Pop3State state) {
  switch (state) {
#define TEGAMI_POP3_STATE(name, timeout_ms, stage, meaning) \
  case Pop3State::name: return timeout_ms;
#include "pop3/transitions.def"
#undef TEGAMI_POP3_STATE
  }
  return 0;
}

// Where in the dialogue a failure in this state happened.
constexpr Pop3Stage Pop3StateStage(Pop3State state) {
  switch (state) {
#define TEGAMI_POP3_STATE(name, timeout_ms, stage, meaning) \
  case Pop3State::name: return Pop3Stage::stage;
#include "pop3/transitions.def"
#undef TEGAMI_POP3_STATE
  }
  return Pop3Stage::kNone;
}

// True where transitions.def has the pair, and for any step to kFailed: every state may fail.
constexpr bool IsPop3Transition(Pop3State from, Pop3State to) {
#define TEGAMI_POP3_TRANSITION(a, b, when) \
  if (from == Pop3State::a && to == Pop3State::b) return true;
#include "pop3/transitions.def"
#undef TEGAMI_POP3_TRANSITION
  return to == Pop3State::kFailed && from != Pop3State::kFailed;
}

}  // namespace tegami
