// SPDX-License-Identifier: MIT
// The hooks that mbedTLS finds by name, and those that it is given.
#include "crypto/start.h"

#include <mbedtls/platform.h>
#include <mbedtls/platform_time.h>
#include <mbedtls/platform_util.h>
#include <psa/crypto.h>

#include <chrono>

#include "crypto/psa_status.h"

namespace tegami {
namespace {

// Process-wide, as mbedTLS's own hooks are: the one exception to "no mutable global", made here and nowhere else.
struct CryptoState {
  CryptoHost* host = nullptr;
  Arena* main = nullptr;
  Arena* current = nullptr;
  Arena* other = nullptr;  // what an ArenaScope brought
  uint32_t random_failures = 0;
};
CryptoState state;

void* AllocateHook(size_t count, size_t size) { return state.current->Allocate(count, size); }

void FreeHook(void* memory) {
  Arena* arena = state.other != nullptr && state.other->Owns(memory) ? state.other : state.main;
  arena->Free(memory);
}

mbedtls_time_t TimeHook(mbedtls_time_t* into) {
  const std::optional<UtcTime> now = state.host == nullptr ? std::nullopt : state.host->WallClock();
  const auto seconds = static_cast<mbedtls_time_t>(now.value_or(UtcTime{}).seconds);
  if (into != nullptr) *into = seconds;
  return seconds;
}

}  // namespace

Status StartCrypto(CryptoHost& host, Arena& arena) {
  const bool first = state.host == nullptr;
  state.host = &host;
  if (!first) return {};
  state.main = state.current = &arena;
  mbedtls_platform_set_calloc_free(AllocateHook, FreeHook);
  mbedtls_platform_set_time(TimeHook);
  return FromPsa(psa_crypto_init());
}

ArenaScope::ArenaScope(Arena& arena) : before_(state.current) {
  state.current = &arena;
  if (&arena != state.main) state.other = &arena;
}

ArenaScope::~ArenaScope() { state.current = before_; }

uint32_t CryptoAllocationFailures() {
  return (state.main == nullptr ? 0 : state.main->failures()) + (state.other == nullptr ? 0 : state.other->failures());
}

uint32_t CryptoRandomFailures() { return state.random_failures; }

}  // namespace tegami

using tegami::state;

extern "C" {

psa_status_t mbedtls_psa_external_get_random(mbedtls_psa_external_random_context_t*, uint8_t* output,
                                             size_t output_size, size_t* output_length) {
  *output_length = 0;
  if (state.host == nullptr || !state.host->FillRandom({output, output_size})) {
    ++state.random_failures;
    return PSA_ERROR_INSUFFICIENT_ENTROPY;
  }
  *output_length = output_size;
  return PSA_SUCCESS;
}

mbedtls_ms_time_t mbedtls_ms_time() { return state.host == nullptr ? 0 : state.host->Now().ms; }

// Pure arithmetic: libc's would bring time zones in.
struct tm* mbedtls_platform_gmtime_r(const mbedtls_time_t* time, struct tm* into) {
  const std::chrono::sys_seconds moment{std::chrono::seconds{*time}};
  const auto day = std::chrono::floor<std::chrono::days>(moment);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{moment - day};
  *into = {};
  into->tm_year = static_cast<int>(date.year()) - 1900;
  into->tm_mon = static_cast<int>(static_cast<unsigned>(date.month())) - 1;
  into->tm_mday = static_cast<int>(static_cast<unsigned>(date.day()));
  into->tm_hour = static_cast<int>(clock.hours().count());
  into->tm_min = static_cast<int>(clock.minutes().count());
  into->tm_sec = static_cast<int>(clock.seconds().count());
  return into;
}

}  // extern "C"
