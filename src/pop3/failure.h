// SPDX-License-Identifier: MIT
// Why a POP3 log-in failed: who refused, at which step, and the server's own code.
#pragma once

#include <cstdint>

namespace tegami {

// The step of the dialogue at which it happened.
enum class Pop3Stage : uint8_t {
#define TEGAMI_POP3_STAGE(name, text) name,
#include "pop3/failure.def"
#undef TEGAMI_POP3_STAGE
};

enum class Pop3Cause : uint8_t {
#define TEGAMI_POP3_CAUSE(name, text) name,
#include "pop3/failure.def"
#undef TEGAMI_POP3_CAUSE
};

// The code in square brackets at the start of a reply's text (RFC 2449 §8, RFC 3206).
enum class Pop3Code : uint8_t {
  kNone,   // the reply has none
  kOther,  // one that no list here knows
#define TEGAMI_POP3_CODE(name, wire, text) name,
#include "pop3/failure.def"
#undef TEGAMI_POP3_CODE
};

// The enumerator's name ("kLogIn", "kRefused", "kInUse"), for logs. Static storage.
const char* Pop3StageName(Pop3Stage stage);
const char* Pop3CauseName(Pop3Cause cause);
const char* Pop3CodeName(Pop3Code code);

struct Pop3Failure {
  Pop3Cause cause = Pop3Cause::kNone;
  Pop3Stage stage = Pop3Stage::kNone;
  Pop3Code code = Pop3Code::kNone;  // of kRefused
  // Of kRefused at kLogIn: the server promised [AUTH] for wrong credentials (RFC 3206 §5) and did not send it.
  bool not_the_credentials = false;
};

}  // namespace tegami
