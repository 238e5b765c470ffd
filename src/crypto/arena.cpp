// SPDX-License-Identifier: MIT
// Boundary tags: a block knows its own size and the size of the block before it; free ones stand in a list.
#include "crypto/arena.h"

#include <algorithm>
#include <cstring>
#include <new>

#include "crypto/sanitizer_poison.h"

namespace tegami {

// Stands in front of the octets that are given out. `next_free` and `previous_free` lie in those octets: they mean
// something in a free block only.
struct Arena::Block {
  uint32_t bytes_and_used;  // of the whole block, a multiple of kAlign; bit 0: given out
  uint32_t bytes_before;    // of the block that ends here; 0: the first
  Block* next_free;
  Block* previous_free;

  static constexpr size_t kHeadBytes = 2 * sizeof(uint32_t);

  size_t bytes() const { return bytes_and_used & ~uint32_t{1}; }
  bool used() const { return (bytes_and_used & 1U) != 0; }
  void Set(size_t bytes, bool used) { bytes_and_used = static_cast<uint32_t>(bytes) | (used ? 1U : 0U); }
  std::byte* memory() { return reinterpret_cast<std::byte*>(this) + kHeadBytes; }
  static Block* Of(void* memory) {
    return reinterpret_cast<Block*>(static_cast<void*>(static_cast<std::byte*>(memory) - kHeadBytes));
  }
};

namespace {

constexpr size_t kBytesMax = size_t{1} << 31;

constexpr size_t RoundUp(size_t bytes, size_t unit) { return (bytes + unit - 1) / unit * unit; }

}  // namespace

Arena::Arena(std::span<std::byte> storage) {
  static_assert(Block::kHeadBytes % kAlign == 0 && sizeof(Block) % kAlign == 0);
  const size_t skip = (kAlign - reinterpret_cast<uintptr_t>(storage.data()) % kAlign) % kAlign;
  if (storage.size() < skip + sizeof(Block)) return;
  capacity_ = std::min(storage.size() - skip, kBytesMax) / kAlign * kAlign;
  begin_ = storage.data() + skip;
  end_ = begin_ + capacity_;
  auto* whole = new (begin_) Block;
  whole->Set(capacity_, false);
  whole->bytes_before = 0;
  Link(whole);
  Poison(begin_, capacity_);
}

Arena::~Arena() { Unpoison(begin_, capacity_); }

Arena::Block* Arena::Next(Block* block) const {
  std::byte* next = reinterpret_cast<std::byte*>(block) + block->bytes();
  return next == end_ ? nullptr : reinterpret_cast<Block*>(static_cast<void*>(next));
}

void Arena::Link(Block* block) {
  block->previous_free = nullptr;
  block->next_free = free_;
  if (free_ != nullptr) free_->previous_free = block;
  free_ = block;
}

void Arena::Unlink(Block* block) {
  if (block->previous_free != nullptr) block->previous_free->next_free = block->next_free;
  if (block->next_free != nullptr) block->next_free->previous_free = block->previous_free;
  if (free_ == block) free_ = block->next_free;
}

// Leaves `bytes` in the block and makes a free one of the rest, where that is worth it.
void Arena::Split(Block* block, size_t bytes) {
  const size_t rest = block->bytes() - bytes;
  if (rest < sizeof(Block)) return;
  block->Set(bytes, block->used());
  auto* behind = new (reinterpret_cast<std::byte*>(block) + bytes) Block;
  behind->Set(rest, false);
  behind->bytes_before = static_cast<uint32_t>(bytes);
  if (Block* next = Next(behind)) next->bytes_before = static_cast<uint32_t>(rest);
  Link(behind);
}

void* Arena::Allocate(size_t count, size_t size) {
  if (count == 0 || size == 0) return nullptr;
  if (size <= capacity_ / count && allowed_ != 0) {
    const size_t bytes = std::max(RoundUp(count * size + Block::kHeadBytes, kAlign), sizeof(Block));
    for (Block* block = free_; block != nullptr; block = block->next_free) {
      if (block->bytes() < bytes) continue;
      if (allowed_ != UINT32_MAX) --allowed_;
      Unlink(block);
      Split(block, bytes);
      block->Set(block->bytes(), true);
      used_ += block->bytes();
      peak_ = std::max(peak_, used_);
      Unpoison(block->memory(), count * size);
      std::memset(block->memory(), 0, count * size);
      return block->memory();
    }
  }
  ++failures_;
  return nullptr;
}

void Arena::Free(void* memory) {
  if (memory == nullptr) return;
  Block* block = Block::Of(memory);
  if (!Owns(memory) || !block->used())
    __builtin_trap();  // freed twice, or never given out: nothing here can be trusted
  used_ -= block->bytes();
  Poison(block->memory(), block->bytes() - Block::kHeadBytes);
  block->Set(block->bytes(), false);
  if (Block* next = Next(block); next != nullptr && !next->used()) {
    Unlink(next);
    block->Set(block->bytes() + next->bytes(), false);
  }
  if (block->bytes_before != 0) {
    auto* before =
        reinterpret_cast<Block*>(static_cast<void*>(reinterpret_cast<std::byte*>(block) - block->bytes_before));
    if (!before->used()) {
      Unlink(before);
      before->Set(before->bytes() + block->bytes(), false);
      block = before;
    }
  }
  if (Block* next = Next(block)) next->bytes_before = static_cast<uint32_t>(block->bytes());
  Link(block);
}

bool Arena::Owns(const void* memory) const {
  const auto* octet = static_cast<const std::byte*>(memory);
  return octet >= begin_ && octet < end_;
}

}  // namespace tegami
