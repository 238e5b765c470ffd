// SPDX-License-Identifier: MIT
// The memory of JSON documents: lent, bounded, counted, wiped. Process-wide, because cJSON's hooks are; set once by
// src/app/process_hooks.
#pragma once

#include "codec/memory_lender.h"
#include "tegami/base/bytes.h"

namespace tegami {

// A document is built, read and dropped within one call, so it needs no memory of its own: it borrows another
// allocator's (docs/decisions/0017-memory-of-the-board.md).
class JsonArena {
 public:
  // All documents together take `max_bytes` at most. Before this every allocation is refused.
  static void Use(const MemoryLender& lender, size_t max_bytes);

  // For cJSON's hooks. Null where the bound is reached or the lender has no more. What is freed is wiped: it may have
  // been a token.
  static void* Allocate(size_t size);
  static void Free(void* memory);

  static size_t PeakBytes();
  static size_t UsedBytes();
  static uint32_t Refusals();  // since Use()
};

}  // namespace tegami
