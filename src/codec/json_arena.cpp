// SPDX-License-Identifier: MIT
// A stack of blocks: each has its size before it, and a bit that says whether it is free.
#include "codec/json_arena.h"

namespace tegami {
namespace {

constexpr size_t kAlign = 8;
constexpr uint32_t kFreeBit = 1;

// Before each block: its own size and that of the block before, headers included.
struct BlockHead {
  uint32_t size_and_free;
  uint32_t previous_size;
};
static_assert(sizeof(BlockHead) == kAlign);

struct ArenaState {
  Bytes storage;
  size_t used = 0;
  size_t last_size = 0;
  size_t peak = 0;
  uint32_t refusals = 0;
};

constinit ArenaState g_arena;

BlockHead* HeadAt(size_t offset) {
  // Use() aligned the storage, and every block is a multiple of kAlign.
  void* place = g_arena.storage.data() + offset;
  return static_cast<BlockHead*>(place);
}

}  // namespace

void JsonArena::Use(Bytes storage) {
  const size_t skew = reinterpret_cast<uintptr_t>(storage.data()) % kAlign;
  g_arena = {};
  g_arena.storage = skew == 0 ? storage : storage.subspan(std::min(kAlign - skew, storage.size()));
}

void* JsonArena::Allocate(size_t size) {
  const size_t whole = (size + kAlign - 1) / kAlign * kAlign + sizeof(BlockHead);
  if (size > g_arena.storage.size() || whole > g_arena.storage.size() - g_arena.used) {
    ++g_arena.refusals;
    return nullptr;
  }
  BlockHead* head = HeadAt(g_arena.used);
  head->size_and_free = static_cast<uint32_t>(whole);
  head->previous_size = static_cast<uint32_t>(g_arena.last_size);
  g_arena.used += whole;
  g_arena.last_size = whole;
  g_arena.peak = std::max(g_arena.peak, g_arena.used);
  return head + 1;
}

void JsonArena::Free(void* block) {
  if (block == nullptr) return;
  (static_cast<BlockHead*>(block) - 1)->size_and_free |= kFreeBit;
  while (g_arena.used != 0) {
    const BlockHead* last = HeadAt(g_arena.used - g_arena.last_size);
    if ((last->size_and_free & kFreeBit) == 0) return;
    g_arena.used -= g_arena.last_size;
    g_arena.last_size = last->previous_size;
  }
}

size_t JsonArena::PeakBytes() { return g_arena.peak; }
size_t JsonArena::UsedBytes() { return g_arena.used; }
uint32_t JsonArena::Refusals() { return g_arena.refusals; }

}  // namespace tegami
