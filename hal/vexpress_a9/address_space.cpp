// SPDX-License-Identifier: MIT
#include "vexpress_a9/address_space.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace tegami::vexpress_a9 {
namespace {

// ARM DDI 0406C B3.5.1, short descriptors: a section maps 1 MiB. TTBCR.N = 1: the table covers the lower 2 GiB, all
// that this board uses; above, every access faults. It is never written, so it lies in flash.
constexpr size_t kSectionBytes = 1024 * 1024;
constexpr size_t kSections = 2048;

constexpr uint32_t kSection = 0x2;
constexpr uint32_t kBuffered = 1U << 2;  // B
constexpr uint32_t kCached = 1U << 3;    // C
constexpr uint32_t kNoExecute = 1U << 4;
constexpr uint32_t kPrivileged = 1U << 10;    // AP[0]: privileged code only
constexpr uint32_t kNormalMemory = 1U << 12;  // TEX[0]
constexpr uint32_t kReadOnly = 1U << 15;      // APX

constexpr uint32_t kWriteBack = kNormalMemory | kCached | kBuffered;
constexpr uint32_t kCode = kSection | kPrivileged | kReadOnly | kWriteBack;
constexpr uint32_t kData = kSection | kPrivileged | kNoExecute | kWriteBack;
constexpr uint32_t kUncachedData = kSection | kPrivileged | kNoExecute | kNormalMemory;
constexpr uint32_t kDevice = kSection | kPrivileged | kNoExecute | kBuffered;

struct Range {
  uint32_t first_mib;
  uint32_t mib;
  uint32_t attributes;
};

// Agrees with toolchain/vexpress_a9.ld. What is not named here faults: a null pointer, and the stack that overflows
// (it lies lowest in RAM).
constexpr Range kRanges[] = {
    {0x100, 1, kDevice},        // motherboard and display
    {0x1e0, 1, kDevice},        // the cores' private devices
    {0x440, 64, kDevice},       // NOR flash: commands are writes, so nothing may be merged or cached
    {0x480, 1, kDevice},        // the imitation of fuses
    {0x4e0, 1, kDevice},        // Ethernet
    {0x600, 4, kCode},          // code and constants
    {0x610, 2, kData},          // RAM
    {0x620, 2, kUncachedData},  // framebuffer
};

using Table = std::array<uint32_t, kSections>;

constexpr Table MakeTable() {
  Table table{};
  for (const Range& range : kRanges) {
    for (uint32_t mib = range.first_mib; mib < range.first_mib + range.mib; ++mib) {
      table[mib] = static_cast<uint32_t>(mib * kSectionBytes) | range.attributes;
    }
  }
  return table;
}

alignas(sizeof(Table)) constexpr Table kTranslationTable = MakeTable();

// ARM DDI 0388 §4.3.9: reset does not invalidate the level-1 data cache. 4 ways, 256 sets, 32 octets a line.
void InvalidateDataCache() {
  for (uint32_t way = 0; way < 4; ++way) {
    for (uint32_t set = 0; set < 256; ++set) {
      asm volatile("mcr p15, 0, %0, c7, c6, 2" : : "r"((way << 30) | (set << 5)));
    }
  }
}

}  // namespace

void EnableAddressSpace() {
  constexpr uint32_t kMmu = 1U << 0;
  constexpr uint32_t kDataCache = 1U << 2;
  constexpr uint32_t kBranchPrediction = 1U << 11;
  constexpr uint32_t kInstructionCache = 1U << 12;
  constexpr uint32_t kAlignmentCheck = 1U << 1;
  InvalidateDataCache();
  asm volatile("mcr p15, 0, %0, c8, c7, 0" : : "r"(0));  // TLB
  asm volatile("mcr p15, 0, %0, c7, c5, 0" : : "r"(0));  // instruction cache
  asm volatile("mcr p15, 0, %0, c7, c5, 6" : : "r"(0));  // branch predictor
  asm volatile("mcr p15, 0, %0, c3, c0, 0" : : "r"(1));  // domain 0: descriptors are obeyed
  constexpr uint32_t kLowerHalf = 1;                     // TTBCR.N
  constexpr uint32_t kNoUpperTable = 1U << 5;            // TTBCR.PD1
  asm volatile("mcr p15, 0, %0, c2, c0, 2" : : "r"(kLowerHalf | kNoUpperTable));
  asm volatile("mcr p15, 0, %0, c2, c0, 0" : : "r"(reinterpret_cast<uintptr_t>(kTranslationTable.data())));
  asm volatile("dsb\n\tisb" : : : "memory");
  uint32_t control = 0;
  asm volatile("mrc p15, 0, %0, c1, c0, 0" : "=r"(control));
  control |= kMmu | kDataCache | kInstructionCache | kBranchPrediction;
  control &= ~kAlignmentCheck;
  asm volatile("mcr p15, 0, %0, c1, c0, 0\n\tisb" : : "r"(control) : "memory");
}

}  // namespace tegami::vexpress_a9
