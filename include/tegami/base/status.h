// SPDX-License-Identifier: MIT
// What a function that can fail returns. No exceptions: every result is looked at.
#pragma once

#include <expected>
#include <utility>

namespace tegami {

// Why a call was refused. Protocol failures have types of their own (SmtpFailure, OauthFailure, ...).
enum class Error : unsigned char {
#define TEGAMI_ERROR(name, text) name,
#include "tegami/base/error.def"
#undef TEGAMI_ERROR
};

// The enumerator's name, for logs ("kTooLong"). Static storage.
constexpr const char* ErrorName(Error error) {
  switch (error) {
#define TEGAMI_ERROR(name, text) \
  case Error::name: return #name;
#include "tegami/base/error.def"
#undef TEGAMI_ERROR
  }
  return "?";
}

using Status = std::expected<void, Error>;

template <typename T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> Fail(Error error) { return std::unexpected<Error>(error); }

}  // namespace tegami

// Evaluates `expression`; on failure returns its error from the enclosing function.
#define TEGAMI_TRY(expression)                                                                                       \
  do {                                                                                                               \
    if (auto tegami_try_result = (expression); !tegami_try_result) return ::tegami::Fail(tegami_try_result.error()); \
  } while (false)
