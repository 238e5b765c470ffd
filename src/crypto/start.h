// SPDX-License-Identifier: MIT
// Brings mbedTLS up: its memory, its randomness, its clocks. Once a process, before anything else of crypto or tls.
#pragma once

#include <optional>

#include "crypto/arena.h"
#include "tegami/base/bytes.h"
#include "tegami/base/status.h"
#include "tegami/base/time.h"

namespace tegami {

// What mbedTLS needs of the device. src/app/process_hooks.cpp makes one of the HAL's Entropy and Clock.
class CryptoHost {
 public:
  // Full entropy. May block for as long as Entropy::Fill() may.
  //   kIo  the generator failed its health test
  [[nodiscard]] virtual Status FillRandom(Bytes into) = 0;
  virtual Instant Now() = 0;
  // Nothing, or a time before kEarliestPlausibleUtcSeconds: not known.
  virtual std::optional<UtcTime> WallClock() = 0;

 protected:
  ~CryptoHost() = default;
};

// `host` and `arena` live for ever; mbedTLS allocates from `arena` and from nowhere else.
// A second call replaces the host only.
//   kIo        the random source failed
//   kNoMemory  the arena is too small even for this
[[nodiscard]] Status StartCrypto(CryptoHost& host, Arena& arena);

// While it lives mbedTLS allocates from another arena: what inbound TLS may take is bounded on its own, so that it can
// never take the share of outgoing mail. Freeing finds the right arena by itself. Both arenas live for ever.
class ArenaScope {
 public:
  explicit ArenaScope(Arena& arena);
  ~ArenaScope();
  ArenaScope(const ArenaScope&) = delete;
  ArenaScope& operator=(const ArenaScope&) = delete;

 private:
  Arena* before_;
};

// Allocations that failed since the start. mbedTLS reports some of them as something else (a signature that could not
// be checked as one that is wrong): who compares this before and after knows.
uint32_t CryptoAllocationFailures();
// The same for randomness that the host refused.
uint32_t CryptoRandomFailures();

}  // namespace tegami
