// SPDX-License-Identifier: MIT
// SMSC LAN9118 Ethernet controller, 32 bits wide, FIFOs by programmed transfer (data sheet revision 1.5).
#pragma once

#include "shared/ethernet_chip.h"

namespace tegami {

class Lan9118 final : public EthernetChip {
 public:
  explicit Lan9118(uintptr_t base) : base_(base) {}

  bool Start() override;
  std::array<uint8_t, 6> MacAddress() override;
  bool LinkUp() override;
  void AcknowledgeInterrupt() override;
  size_t PendingFrameBytes() override;
  void TakeFrame(Bytes into) override;
  bool BeginFrame(size_t size) override;
  void AddToFrame(ConstBytes piece) override;
  void EndFrame() override;

 private:
  uint32_t Read(uintptr_t offset) const;
  void Write(uintptr_t offset, uint32_t value) const;
  uint32_t ReadMac(uint32_t index) const;
  void WriteMac(uint32_t index, uint32_t value) const;
  uint32_t ReadPhy(uint32_t index) const;
  void WritePhy(uint32_t index, uint32_t value) const;
  bool WaitWhileSet(uintptr_t offset, uint32_t bits) const;

  uintptr_t base_;
  size_t pending_bytes_ = 0;  // of the frame whose status was taken, with its checksum; 0: none
  uint32_t partial_word_ = 0;
  uint32_t partial_octets_ = 0;  // in partial_word_
};

}  // namespace tegami
