// SPDX-License-Identifier: MIT
// The bounded memory of JSON documents. Process-wide, because cJSON's hooks are; set once by src/app/process_hooks.
#pragma once

#include "tegami/base/bytes.h"

namespace tegami {

class JsonArena {
 public:
  // `storage` lives for ever. Without it every allocation is refused.
  static void Use(Bytes storage);

  // For cJSON's hooks. Freed blocks are taken back when all after them are free too: documents are built and dropped
  // whole, so that is enough. 8-octet aligned; null where the arena is exhausted.
  static void* Allocate(size_t size);
  static void Free(void* block);

  static size_t PeakBytes();
  static size_t UsedBytes();
  static uint32_t Refusals();  // allocations that did not fit, since start
};

}  // namespace tegami
