// SPDX-License-Identifier: MIT
// The one place that sets what mbedTLS and cJSON keep process-wide: memory, randomness, clocks.
#pragma once

#include "crypto/arena.h"
#include "tegami/base/status.h"
#include "tegami/hal/clock.h"
#include "tegami/hal/entropy.h"

namespace tegami {

// Call once, before anything that uses crypto, tls or the JSON reader. All arguments live for ever.
// A second call (a simulated reboot) replaces clock and entropy; the first arena stays. `storage` should have
// kTlsArenaBytes: mbedTLS's, of which a JSON document borrows up to kJsonMaxBytes for the moment it is read, and access
// tokens what they have.
//   kIo        the random generator failed
//   kNoMemory  the arena is too small even for the start
[[nodiscard]] Status SetProcessHooks(Clock& clock, Entropy& entropy, std::span<std::byte> storage);

// That arena, for its peak. Only after SetProcessHooks().
const Arena& TlsArena();

}  // namespace tegami
