// SPDX-License-Identifier: MIT
#include "shared/lan9118.h"

#include "shared/registers.h"

namespace tegami {
namespace {

// Data sheet chapter 5: system control and status registers.
constexpr uintptr_t kReceiveData = 0x00;
constexpr uintptr_t kTransmitData = 0x20;
constexpr uintptr_t kReceiveStatus = 0x40;
constexpr uintptr_t kTransmitStatus = 0x48;
constexpr uintptr_t kInterruptConfiguration = 0x54;
constexpr uintptr_t kInterruptStatus = 0x58;
constexpr uintptr_t kInterruptEnable = 0x5c;
constexpr uintptr_t kByteTest = 0x64;
constexpr uintptr_t kFifoInterrupt = 0x68;
constexpr uintptr_t kReceiveConfiguration = 0x6c;
constexpr uintptr_t kTransmitConfiguration = 0x70;
constexpr uintptr_t kHardwareConfiguration = 0x74;
constexpr uintptr_t kReceiveFifo = 0x7c;
constexpr uintptr_t kTransmitFifo = 0x80;
constexpr uintptr_t kMacCommand = 0xa4;
constexpr uintptr_t kMacData = 0xa8;

constexpr uint32_t kByteTestValue = 0x87654321;
constexpr uint32_t kSoftReset = 1U << 0;                          // HW_CFG
constexpr uint32_t kStoreAndForward = (1U << 20) | (5U << 16);    // HW_CFG: must be set; transmit FIFO of 5 KiB
constexpr uint32_t kTransmitOn = 1U << 1;                         // TX_CFG
constexpr uint32_t kInterruptPinOn = (1U << 8) | (1U << 4) | 1U;  // push-pull, active high
constexpr uint32_t kReceiveStatusLevel = 1U << 3;                 // RSFL_INT
constexpr uint32_t kReceiveError = 1U << 15;                      // RX_STS
constexpr uint32_t kSegmentFirstAndLast = (1U << 13) | (1U << 12);

// Registers behind the MAC's own bus.
constexpr uint32_t kMacControl = 1;
constexpr uint32_t kMacAddressHigh = 2;
constexpr uint32_t kMacAddressLow = 3;
constexpr uint32_t kMiiAccess = 6;
constexpr uint32_t kMiiData = 7;
constexpr uint32_t kMacBusy = 1U << 31;
constexpr uint32_t kMacRead = 1U << 30;
// IPv6 needs multicast: without it no router advertisement arrives, and so no address.
constexpr uint32_t kMacOn = (1U << 19) | (1U << 20) | (1U << 3) | (1U << 2);  // MCPAS, full duplex, TXEN, RXEN

constexpr uint32_t kPhyAddress = 1U << 11;
constexpr uint32_t kMiiWrite = 1U << 1;
constexpr uint32_t kMiiBusy = 1U << 0;
constexpr uint32_t kPhyControl = 0;
constexpr uint32_t kPhyStatus = 1;
constexpr uint32_t kPhyNegotiate = (1U << 12) | (1U << 9);
constexpr uint32_t kPhyLink = 1U << 2;

constexpr size_t kChecksumBytes = 4;
constexpr uint32_t kSpinMax = 1'000'000;

uint32_t WordAt(const uint8_t* octets) {
  uint32_t word = 0;
  std::memcpy(&word, octets, sizeof word);
  return word;
}

}  // namespace

uint32_t Lan9118::Read(uintptr_t offset) const { return ReadRegister(base_ + offset); }

void Lan9118::Write(uintptr_t offset, uint32_t value) const { WriteRegister(base_ + offset, value); }

bool Lan9118::WaitWhileSet(uintptr_t offset, uint32_t bits) const {
  for (uint32_t spin = 0; spin < kSpinMax; ++spin) {
    if ((Read(offset) & bits) == 0) return true;
  }
  return false;
}

uint32_t Lan9118::ReadMac(uint32_t index) const {
  WaitWhileSet(kMacCommand, kMacBusy);
  Write(kMacCommand, kMacBusy | kMacRead | index);
  WaitWhileSet(kMacCommand, kMacBusy);
  return Read(kMacData);
}

void Lan9118::WriteMac(uint32_t index, uint32_t value) const {
  WaitWhileSet(kMacCommand, kMacBusy);
  Write(kMacData, value);
  Write(kMacCommand, kMacBusy | index);
  WaitWhileSet(kMacCommand, kMacBusy);
}

uint32_t Lan9118::ReadPhy(uint32_t index) const {
  WriteMac(kMiiAccess, kPhyAddress | (index << 6) | kMiiBusy);
  for (uint32_t spin = 0; spin < kSpinMax && (ReadMac(kMiiAccess) & kMiiBusy) != 0; ++spin) {
  }
  return ReadMac(kMiiData);
}

void Lan9118::WritePhy(uint32_t index, uint32_t value) const {
  WriteMac(kMiiData, value);
  WriteMac(kMiiAccess, kPhyAddress | (index << 6) | kMiiWrite | kMiiBusy);
}

bool Lan9118::Start() {
  if (Read(kByteTest) != kByteTestValue) return false;
  Write(kHardwareConfiguration, kSoftReset);
  if (!WaitWhileSet(kHardwareConfiguration, kSoftReset)) return false;
  Write(kHardwareConfiguration, kStoreAndForward);
  Write(kReceiveConfiguration, 0);
  Write(kTransmitConfiguration, kTransmitOn);
  // The interrupt wakes the sleeping core from the first frame on; nobody takes it.
  Write(kFifoInterrupt, 0);
  Write(kInterruptStatus, UINT32_MAX);
  Write(kInterruptEnable, kReceiveStatusLevel);
  Write(kInterruptConfiguration, kInterruptPinOn);
  WritePhy(kPhyControl, kPhyNegotiate);
  WriteMac(kMacControl, kMacOn);
  pending_bytes_ = 0;
  return true;
}

std::array<uint8_t, 6> Lan9118::MacAddress() {
  const uint32_t low = ReadMac(kMacAddressLow);
  const uint32_t high = ReadMac(kMacAddressHigh);
  return {static_cast<uint8_t>(low),       static_cast<uint8_t>(low >> 8), static_cast<uint8_t>(low >> 16),
          static_cast<uint8_t>(low >> 24), static_cast<uint8_t>(high),     static_cast<uint8_t>(high >> 8)};
}

bool Lan9118::LinkUp() {
  ReadPhy(kPhyStatus);  // a lost link is latched: the second reading is now
  return (ReadPhy(kPhyStatus) & kPhyLink) != 0;
}

void Lan9118::AcknowledgeInterrupt() { Write(kInterruptStatus, kReceiveStatusLevel); }

size_t Lan9118::PendingFrameBytes() {
  while (pending_bytes_ == 0) {
    if ((Read(kReceiveFifo) & 0x00ff0000) == 0) return 0;
    const uint32_t status = Read(kReceiveStatus);
    pending_bytes_ = (status >> 16) & 0x3fff;
    const bool usable = (status & kReceiveError) == 0 && pending_bytes_ > kChecksumBytes &&
                        pending_bytes_ - kChecksumBytes <= kEthernetFrameMaxBytes;
    if (!usable) TakeFrame({});
  }
  return pending_bytes_ - kChecksumBytes;
}

void Lan9118::TakeFrame(Bytes into) {
  const size_t words = (pending_bytes_ + 3) / 4;
  const size_t wanted = into.empty() ? 0 : (pending_bytes_ - kChecksumBytes + 3) / 4;
  auto* word = reinterpret_cast<uint32_t*>(__builtin_assume_aligned(into.data(), 4));
  for (size_t i = 0; i < wanted; ++i) word[i] = Read(kReceiveData);
  for (size_t i = wanted; i < words; ++i) Read(kReceiveData);
  pending_bytes_ = 0;
}

bool Lan9118::BeginFrame(size_t size) {
  constexpr uint32_t kCommandBytes = 8;
  while ((Read(kTransmitFifo) & 0x00ff0000) != 0) Read(kTransmitStatus);
  if ((Read(kTransmitFifo) & 0xffff) < size + kCommandBytes + 4) return false;
  Write(kTransmitData, kSegmentFirstAndLast | static_cast<uint32_t>(size));
  Write(kTransmitData, static_cast<uint32_t>(size));
  partial_word_ = 0;
  partial_octets_ = 0;
  return true;
}

void Lan9118::AddToFrame(ConstBytes piece) {
  const uint8_t* octet = piece.data();
  const uint8_t* const end = octet + piece.size();
  const uint32_t shift = 8 * partial_octets_;
  // The FIFO takes whole words: what does not fill one waits for the next piece.
  for (; end - octet >= 4; octet += 4) {
    const uint32_t word = WordAt(octet);
    Write(kTransmitData, partial_word_ | (word << shift));
    partial_word_ = shift == 0 ? 0 : word >> (32 - shift);
  }
  for (; octet != end; ++octet) {
    partial_word_ |= uint32_t{*octet} << (8 * partial_octets_);
    if (++partial_octets_ == 4) {
      Write(kTransmitData, partial_word_);
      partial_word_ = 0;
      partial_octets_ = 0;
    }
  }
}

void Lan9118::EndFrame() {
  if (partial_octets_ != 0) Write(kTransmitData, partial_word_);
}

}  // namespace tegami
