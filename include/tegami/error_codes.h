// SPDX-License-Identifier: MIT
// Why something failed: cause, number in the job list, and whether trying again helps.
#pragma once

#include <cstdint>
#include <string_view>

namespace tegami {

enum class Cause : uint8_t {
  kNone,
#define TEGAMI_CAUSE(name, identifier, code, retry) name,
#include "tegami/error_codes.def"
#undef TEGAMI_CAUSE
};

enum class Retry : uint8_t { kLater, kAfterSignIn, kNever };

// The stable identifier for programs ("smtp_auth_disabled_tenant"); "" for kNone. Static storage.
constexpr const char* CauseIdentifier(Cause cause) {
  switch (cause) {
    case Cause::kNone: return "";
#define TEGAMI_CAUSE(name, identifier, code, retry) \
  case Cause::name: return identifier;
#include "tegami/error_codes.def"
#undef TEGAMI_CAUSE
  }
  return "";
}

// The cause that has this identifier; kNone where none has: a newer firmware may have written it.
inline Cause CauseOfIdentifier(std::string_view identifier) {
  constexpr Cause kCauses[] = {
#define TEGAMI_CAUSE(name, identifier, code, retry) Cause::name,
#include "tegami/error_codes.def"
#undef TEGAMI_CAUSE
  };
  for (const Cause cause : kCauses) {
    if (identifier == CauseIdentifier(cause)) return cause;
  }
  return Cause::kNone;
}

// The number shown in the job list; 0 where the cause never ends a job.
constexpr uint16_t CauseCode(Cause cause) {
  switch (cause) {
    case Cause::kNone: return 0;
#define TEGAMI_CAUSE(name, identifier, code, retry) \
  case Cause::name: return code;
#include "tegami/error_codes.def"
#undef TEGAMI_CAUSE
  }
  return 0;
}

constexpr Retry CauseRetry(Cause cause) {
  switch (cause) {
    case Cause::kNone: return Retry::kNever;
#define TEGAMI_CAUSE(name, identifier, code, retry) \
  case Cause::name: return Retry::retry;
#include "tegami/error_codes.def"
#undef TEGAMI_CAUSE
  }
  return Retry::kNever;
}

}  // namespace tegami
