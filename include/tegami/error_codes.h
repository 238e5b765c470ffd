// SPDX-License-Identifier: MIT
// Why something failed: cause, number in the job list, and whether trying again helps.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>

namespace tegami {

enum class Cause : uint8_t {
  kNone,
#define TEGAMI_CAUSE(name, identifier, code, retry) name,
#include "tegami/error_codes.def"
#undef TEGAMI_CAUSE
};

enum class Retry : uint8_t { kLater, kAfterSignIn, kNever };

// What error_codes.def says of a cause. One table in the image, however many files ask.
struct CauseRow {
  const char* identifier;
  uint16_t code;
  Retry retry;
};

inline constexpr CauseRow kCauseRows[] = {
    {"", 0, Retry::kNever},
#define TEGAMI_CAUSE(name, identifier, code, retry) {identifier, code, Retry::retry},
#include "tegami/error_codes.def"
#undef TEGAMI_CAUSE
};

constexpr const CauseRow& RowOf(Cause cause) {
  const auto index = static_cast<size_t>(cause);
  return kCauseRows[index < std::size(kCauseRows) ? index : 0];
}

// The stable identifier for programs ("smtp_auth_disabled_tenant"); "" for kNone. Static storage.
constexpr const char* CauseIdentifier(Cause cause) { return RowOf(cause).identifier; }

// The cause that has this identifier; kNone where none has: a newer firmware may have written it.
constexpr Cause CauseOfIdentifier(std::string_view identifier) {
  for (size_t i = 0; i < std::size(kCauseRows); ++i) {
    if (identifier == kCauseRows[i].identifier) return static_cast<Cause>(i);
  }
  return Cause::kNone;
}

// The number shown in the job list; 0 where the cause never ends a job.
constexpr uint16_t CauseCode(Cause cause) { return RowOf(cause).code; }

constexpr Retry CauseRetry(Cause cause) { return RowOf(cause).retry; }

}  // namespace tegami
