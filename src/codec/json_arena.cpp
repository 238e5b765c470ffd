// SPDX-License-Identifier: MIT
// Before each block stands its size.
#include "codec/json_arena.h"

#include "tegami/base/secret.h"

namespace tegami {
namespace {

constexpr size_t kHeadBytes = 8;  // keeps the alignment

struct State {
  MemoryLender lender;
  size_t max_bytes = 0;
  size_t used = 0;
  size_t peak = 0;
  uint32_t refusals = 0;
};

constinit State g_state;

}  // namespace

void JsonArena::Use(const MemoryLender& lender, size_t max_bytes) {
  g_state = {};
  g_state.lender = lender;
  g_state.max_bytes = max_bytes;
}

void* JsonArena::Allocate(size_t size) {
  const bool fits = size <= g_state.max_bytes && size + kHeadBytes <= g_state.max_bytes - g_state.used;
  auto* block = fits ? static_cast<uint8_t*>(g_state.lender.allocate(size + kHeadBytes)) : nullptr;
  if (block == nullptr) {
    ++g_state.refusals;
    return nullptr;
  }
  const size_t whole = size + kHeadBytes;
  std::memcpy(block, &whole, sizeof whole);
  g_state.used += whole;
  g_state.peak = std::max(g_state.peak, g_state.used);
  return block + kHeadBytes;
}

void JsonArena::Free(void* memory) {
  if (memory == nullptr) return;
  uint8_t* block = static_cast<uint8_t*>(memory) - kHeadBytes;
  size_t whole = 0;
  std::memcpy(&whole, block, sizeof whole);
  Wipe({block, whole});
  g_state.used -= whole;
  g_state.lender.free(block);
}

size_t JsonArena::PeakBytes() { return g_state.peak; }
size_t JsonArena::UsedBytes() { return g_state.used; }
uint32_t JsonArena::Refusals() { return g_state.refusals; }

}  // namespace tegami
