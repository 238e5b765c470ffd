// SPDX-License-Identifier: MIT
// Lets AddressSanitizer see into an arena: what is not given out may not be touched. Nothing in other builds.
#pragma once

#include <cstddef>

// Defined by generated.cmake, for arena.cpp alone: that file itself touches what is poisoned, so it is not
// instrumented.
#if defined(TEGAMI_POISON_ARENA)

#include <sanitizer/asan_interface.h>

namespace tegami {
inline void Poison(const void* memory, size_t bytes) { __asan_poison_memory_region(memory, bytes); }
inline void Unpoison(const void* memory, size_t bytes) { __asan_unpoison_memory_region(memory, bytes); }
}  // namespace tegami

#else

namespace tegami {
inline void Poison(const void*, size_t) {}
inline void Unpoison(const void*, size_t) {}
}  // namespace tegami

#endif
