// SPDX-License-Identifier: MIT
// Why an HTTP exchange came to no response. All of these are outages: none says anything about a token.
#pragma once

#include <cstdint>

namespace tegami {

enum class HttpFailure : uint8_t {
#define TEGAMI_HTTP_FAILURE(name, text) name,
#include "http/failure.def"
#undef TEGAMI_HTTP_FAILURE
};

// The enumerator's name ("kTimedOut"), for logs. Static storage.
constexpr const char* HttpFailureName(HttpFailure failure) {
  switch (failure) {
#define TEGAMI_HTTP_FAILURE(name, text) \
  case HttpFailure::name: return #name;
#include "http/failure.def"
#undef TEGAMI_HTTP_FAILURE
  }
  return "?";
}

}  // namespace tegami
