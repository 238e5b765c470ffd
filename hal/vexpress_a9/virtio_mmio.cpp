// SPDX-License-Identifier: MIT
#include "vexpress_a9/virtio_mmio.h"

#include "shared/registers.h"
#include "vexpress_a9/memory_map.h"

namespace tegami::vexpress_a9 {
namespace {

// §4.2.2
constexpr uintptr_t kMagic = 0x000;
constexpr uintptr_t kVersion = 0x004;
constexpr uintptr_t kDeviceId = 0x008;
constexpr uintptr_t kDriverFeatures = 0x020;
constexpr uintptr_t kDriverFeaturesSelect = 0x024;
constexpr uintptr_t kQueueSelect = 0x030;
constexpr uintptr_t kQueueSlotsMax = 0x034;
constexpr uintptr_t kQueueSlots = 0x038;
constexpr uintptr_t kQueueReady = 0x044;
constexpr uintptr_t kQueueNotify = 0x050;
constexpr uintptr_t kInterruptStatus = 0x060;
constexpr uintptr_t kInterruptAcknowledge = 0x064;
constexpr uintptr_t kStatus = 0x070;
constexpr uintptr_t kQueueDescriptors = 0x080;
constexpr uintptr_t kQueueAvailable = 0x090;
constexpr uintptr_t kQueueUsed = 0x0a0;

constexpr uint32_t kMagicValue = 0x74726976;
constexpr uint32_t kVersionValue = 2;
constexpr uint32_t kFeatureVersion1 = 1;  // bit 32, so bit 0 of the second word

// §2.1
constexpr uint32_t kAcknowledge = 1;
constexpr uint32_t kDriver = 2;
constexpr uint32_t kDriverOk = 4;
constexpr uint32_t kFeaturesOk = 8;

constexpr uint16_t kDeviceWrites = 2;  // §2.6.5, VIRTQ_DESC_F_WRITE

void Barrier() { asm volatile("dmb" : : : "memory"); }

uint32_t Address(const volatile void* pointer) { return static_cast<uint32_t>(reinterpret_cast<uintptr_t>(pointer)); }

}  // namespace

Status VirtioQueue::Start(VirtioDevice device) {
  for (size_t transport = 0; transport < kVirtioTransports; ++transport) {
    const uintptr_t base = kVirtioBase + transport * kVirtioTransportBytes;
    if (ReadRegister(base + kMagic) == kMagicValue && ReadRegister(base + kDeviceId) == static_cast<uint32_t>(device)) {
      return StartAt(base);
    }
  }
  return Fail(Error::kNotFound);
}

// §3.1.1: the order of these writes is prescribed.
Status VirtioQueue::StartAt(uintptr_t base) {
  if (ReadRegister(base + kVersion) != kVersionValue) return Fail(Error::kUnsupported);
  WriteRegister(base + kStatus, 0);
  WriteRegister(base + kStatus, kAcknowledge);
  WriteRegister(base + kStatus, kAcknowledge | kDriver);
  WriteRegister(base + kDriverFeaturesSelect, 0);
  WriteRegister(base + kDriverFeatures, 0);
  WriteRegister(base + kDriverFeaturesSelect, 1);
  WriteRegister(base + kDriverFeatures, kFeatureVersion1);
  WriteRegister(base + kStatus, kAcknowledge | kDriver | kFeaturesOk);
  if ((ReadRegister(base + kStatus) & kFeaturesOk) == 0) return Fail(Error::kUnsupported);

  WriteRegister(base + kQueueSelect, 0);
  if (ReadRegister(base + kQueueSlotsMax) < kSlots) return Fail(Error::kUnsupported);
  WriteRegister(base + kQueueSlots, kSlots);
  const struct {
    uintptr_t offset;
    uint32_t address;
  } areas[] = {{kQueueDescriptors, Address(descriptors_)},
               {kQueueAvailable, Address(&available_)},
               {kQueueUsed, Address(&used_)}};
  for (const auto& area : areas) {
    WriteRegister(base + area.offset, area.address);
    WriteRegister(base + area.offset + 4, 0);
  }
  WriteRegister(base + kQueueReady, 1);
  WriteRegister(base + kStatus, kAcknowledge | kDriver | kFeaturesOk | kDriverOk);
  base_ = base;
  return {};
}

void VirtioQueue::Lend(uint16_t slot, Bytes buffer) {
  descriptors_[slot] = {Address(buffer.data()), static_cast<uint32_t>(buffer.size()), kDeviceWrites, 0};
  available_.ring[next_available_ % kSlots] = slot;
  Barrier();
  available_.index = ++next_available_;
  Barrier();
  WriteRegister(base_ + kQueueNotify, 0);
}

std::optional<VirtioQueue::Returned> VirtioQueue::Take() {
  if (base_ == 0) return std::nullopt;
  const uint32_t interrupt = ReadRegister(base_ + kInterruptStatus);
  if (interrupt != 0) WriteRegister(base_ + kInterruptAcknowledge, interrupt);
  if (used_.index == next_used_) return std::nullopt;
  Barrier();
  const volatile UsedElement& element = used_.ring[next_used_ % kSlots];
  const Returned returned{static_cast<uint16_t>(element.slot), element.count};
  ++next_used_;
  return returned;
}

}  // namespace tegami::vexpress_a9
