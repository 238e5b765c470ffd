// SPDX-License-Identifier: MIT
// An allocator that lends memory to what needs it for a while only (docs/decisions/0017-memory-of-the-board.md).
#pragma once

#include <cstddef>

namespace tegami {

struct MemoryLender {
  void* (*allocate)(size_t size) = nullptr;  // 8-octet aligned, or null
  void (*free)(void* memory) = nullptr;
};

}  // namespace tegami
