// SPDX-License-Identifier: MIT
// Octets that both ends can compute (peers.mjs has the same).
#pragma once

#include "tegami/base/bytes.h"

namespace tegami::contract {

inline constexpr size_t kGreetingBytes = 4096;

constexpr uint8_t PatternAt(size_t position) {
  return static_cast<uint8_t>((position * 31 + (position >> 8U)) & 0xFFU);
}

inline void FillPattern(Bytes into, size_t position) {
  for (size_t i = 0; i < into.size(); ++i) into[i] = PatternAt(position + i);
}

// The index of the first octet that is not the pattern's; the size where all are.
inline size_t PatternEnd(ConstBytes octets, size_t position) {
  size_t i = 0;
  while (i < octets.size() && octets[i] == PatternAt(position + i)) ++i;
  return i;
}

// FNV-1a, 32 bit.
inline uint32_t PatternHash(size_t size) {
  uint32_t hash = 0x811C9DC5U;
  for (size_t i = 0; i < size; ++i) hash = (hash ^ PatternAt(i)) * 0x01000193U;
  return hash;
}

}  // namespace tegami::contract
