// SPDX-License-Identifier: MIT
#include "vexpress_a9/flash.h"

#include "shared/registers.h"
#include "vexpress_a9/memory_map.h"

namespace tegami::vexpress_a9 {
namespace {

constexpr uint32_t kTegamiBytes = NorFlash::kSectorBytes * NorFlash::kSectorCount;

// Commands go to both chips at once: each half of the word is one chip's.
constexpr uint32_t Both(uint32_t command) { return (command << 16) | command; }

constexpr uint32_t kReadArray = Both(0xff);
constexpr uint32_t kReadStatus = Both(0x70);
constexpr uint32_t kClearStatus = Both(0x50);
constexpr uint32_t kCfiQuery = Both(0x98);
constexpr uint32_t kEraseSetup = Both(0x20);
constexpr uint32_t kLockSetup = Both(0x60);
constexpr uint32_t kBufferSetup = Both(0xe8);
constexpr uint32_t kConfirm = Both(0xd0);

constexpr uint32_t kReady = Both(1U << 7);
// Erase failed, program failed, voltage too low, sector locked.
constexpr uint32_t kTrouble = Both((1U << 5) | (1U << 4) | (1U << 3) | (1U << 1));

// "QRY" in the chips' identification, at word 0x10 of each.
constexpr uint32_t kCfiAt = 0x10 * NorFlash::kUnitBytes;

// The write buffer of both chips together; a run of it may not cross its own multiple.
constexpr uint32_t kBufferBytes = 2048;

// Data sheets of such parts: 2 ms for a buffer, 4 s for a sector, at the worst.
constexpr int64_t kProgramMaxMs = 50;
constexpr int64_t kEraseMaxMs = 8000;

const volatile uint32_t* WordAt(uint32_t offset) {
  return reinterpret_cast<const volatile uint32_t*>(kNorFlash1Base + offset);
}

uint32_t Peek(uint32_t offset) { return *WordAt(offset); }

void Command(uint32_t offset, uint32_t command) { WriteRegister(kNorFlash1Base + offset, command); }

bool Outside(uint64_t offset, uint64_t size) { return offset + size > kTegamiBytes; }

}  // namespace

Status NorFlash::Start() {
  Command(0, kReadArray);
  Command(0x55 * kUnitBytes, kCfiQuery);
  const bool there = Peek(kCfiAt) == Both('Q') && Peek(kCfiAt + 4) == Both('R') && Peek(kCfiAt + 8) == Both('Y');
  Command(0, kReadArray);
  if (!there) return Fail(Error::kNotFound);
  return {};
}

FlashGeometry NorFlash::Geometry() const {
  return {.sector_bytes = kSectorBytes, .sector_count = kSectorCount, .program_unit_bytes = kUnitBytes};
}

Status NorFlash::Read(uint32_t offset, Bytes into) {
  if (Outside(offset, into.size())) return Fail(Error::kInvalidArgument);
  size_t done = 0;
  while (done < into.size()) {
    const auto at = static_cast<uint32_t>(offset + done);
    const uint32_t word = Peek(at & ~3U);
    const size_t skip = at & 3U;
    const auto* octets = reinterpret_cast<const uint8_t*>(&word);
    done += CopyBytes(into.subspan(done), {octets + skip, sizeof word - skip});
  }
  return {};
}

// QEMU's model takes a 1 over a 0; real cells do not, so the driver looks.
bool NorFlash::WouldSetBits(uint32_t offset, ConstBytes data) const {
  for (size_t at = 0; at < data.size(); at += kUnitBytes) {
    uint32_t word = 0;
    std::memcpy(&word, data.data() + at, sizeof word);
    if ((word & ~Peek(static_cast<uint32_t>(offset + at))) != 0) return true;
  }
  return false;
}

Status NorFlash::Program(uint32_t offset, ConstBytes data) {
  if (data.empty()) return {};
  if (Outside(offset, data.size()) || offset % kUnitBytes != 0 || data.size() % kUnitBytes != 0) {
    return Fail(Error::kInvalidArgument);
  }
  if (offset / kSectorBytes != (offset + data.size() - 1) / kSectorBytes) return Fail(Error::kInvalidArgument);
  if (WouldSetBits(offset, data)) return Fail(Error::kInvalidArgument);
  TEGAMI_TRY(Unlock(offset));
  while (!data.empty()) {
    const size_t count = std::min<size_t>(data.size(), kBufferBytes - offset % kBufferBytes);
    TEGAMI_TRY(ProgramBuffer(offset, data.first(count)));
    offset += static_cast<uint32_t>(count);
    data = data.subspan(count);
  }
  return {};
}

Status NorFlash::ProgramBuffer(uint32_t offset, ConstBytes data) {
  const Instant deadline = After(clock_.Now(), kProgramMaxMs);
  // The buffer is free when the set-up answers ready. Status comes by reading: what is written next is the count.
  do {
    if (deadline < clock_.Now()) {
      Command(offset, kReadArray);  // or what is read next would be status
      return Fail(Error::kIo);
    }
    Command(offset, kBufferSetup);
  } while ((Peek(offset) & kReady) != kReady);
  Command(offset, Both(static_cast<uint32_t>(data.size() / kUnitBytes) - 1));
  for (size_t at = 0; at < data.size(); at += kUnitBytes) {
    uint32_t word = 0;
    std::memcpy(&word, data.data() + at, sizeof word);
    Command(static_cast<uint32_t>(offset + at), word);
  }
  Command(offset, kConfirm);
  TEGAMI_TRY(WaitReady(offset, kProgramMaxMs));
  for (size_t at = 0; at < data.size(); at += kUnitBytes) {
    uint32_t word = 0;
    std::memcpy(&word, data.data() + at, sizeof word);
    if (Peek(static_cast<uint32_t>(offset + at)) != word) return Fail(Error::kIo);
  }
  return {};
}

Status NorFlash::Erase(uint32_t sector) {
  if (sector >= kSectorCount) return Fail(Error::kInvalidArgument);
  const uint32_t offset = sector * kSectorBytes;
  TEGAMI_TRY(Unlock(offset));
  Command(offset, kEraseSetup);
  Command(offset, kConfirm);
  return WaitReady(offset, kEraseMaxMs);
}

// Such chips wake up with every sector locked.
Status NorFlash::Unlock(uint32_t offset) {
  Command(offset, kLockSetup);
  Command(offset, kConfirm);
  return WaitReady(offset, kProgramMaxMs);
}

Status NorFlash::WaitReady(uint32_t offset, int64_t timeout_ms) {
  const Instant deadline = After(clock_.Now(), timeout_ms);
  Command(offset, kReadStatus);
  uint32_t status = Peek(offset);
  while ((status & kReady) != kReady && clock_.Now() < deadline) status = Peek(offset);
  Command(offset, kClearStatus);
  Command(offset, kReadArray);
  if ((status & kReady) != kReady || (status & kTrouble) != 0) return Fail(Error::kIo);
  return {};
}

}  // namespace tegami::vexpress_a9
