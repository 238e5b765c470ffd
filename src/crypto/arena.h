// SPDX-License-Identifier: MIT
// Memory for mbedTLS out of a block that the caller owns: bounded, and it says how much of it was ever used.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace tegami {

// First fit over a list of free blocks; neighbours are joined when one is freed. Eight octets of overhead a block,
// blocks aligned to eight. One thread.
class Arena {
 public:
  static constexpr size_t kAlign = 8;

  // `storage` outlives the arena; at most 2 GiB of it are used.
  explicit Arena(std::span<std::byte> storage);
  ~Arena();
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  // Zeroed. Null: no block is large enough; failures() counts it.
  void* Allocate(size_t count, size_t size);

  // `memory` came from Allocate(), or is null. Does not wipe: mbedTLS does that itself where there was a secret.
  void Free(void* memory);

  bool Owns(const void* memory) const;

  size_t capacity_bytes() const { return capacity_; }
  size_t used_bytes() const { return used_; }  // overhead included
  size_t peak_bytes() const { return peak_; }  // largest used_bytes() since the start or ResetPeak()
  void ResetPeak() { peak_ = used_; }
  uint32_t failures() const { return failures_; }  // requests refused since the start

  // For tests: `allocations` more are served, then none.
  void RefuseAfter(uint32_t allocations) { allowed_ = allocations; }

 private:
  struct Block;
  Block* Next(Block* block) const;
  void Link(Block* block);
  void Unlink(Block* block);
  void Split(Block* block, size_t bytes);

  std::byte* begin_ = nullptr;
  std::byte* end_ = nullptr;
  Block* free_ = nullptr;
  size_t capacity_ = 0;
  size_t used_ = 0;
  size_t peak_ = 0;
  uint32_t failures_ = 0;
  uint32_t allowed_ = UINT32_MAX;  // UINT32_MAX: no end
};

}  // namespace tegami
