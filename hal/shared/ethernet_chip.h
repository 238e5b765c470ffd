// SPDX-License-Identifier: MIT
// An Ethernet controller, polled: what hal/shared/lwip asks of a board.
#pragma once

#include <array>

#include "tegami/base/bytes.h"

namespace tegami {

// Octets of the longest frame, without its checksum (IEEE 802.3 §3.2).
inline constexpr size_t kEthernetFrameMaxBytes = 1514;

class EthernetChip {
 public:
  // Resets the chip and lets it receive unicast, broadcast and multicast frames. False: there is no such chip.
  virtual bool Start() = 0;

  virtual std::array<uint8_t, 6> MacAddress() = 0;

  // Whether a cable with a partner is in.
  virtual bool LinkUp() = 0;

  // Takes the receive interrupt back. Called before the frames are taken, so that one that comes later raises it again.
  virtual void AcknowledgeInterrupt() = 0;

  // Octets of the oldest frame that has arrived, without its checksum; 0: none.
  virtual size_t PendingFrameBytes() = 0;

  // Takes that frame, into `into` of so many octets or more, rounded up to 4 and aligned to 4; an empty `into` drops
  // it.
  virtual void TakeFrame(Bytes into) = 0;

  // Sends a frame of `size` octets: BeginFrame, pieces that add up to it, EndFrame. BeginFrame gives false where the
  // chip has no room: the frame is lost, as on any wire.
  virtual bool BeginFrame(size_t size) = 0;
  virtual void AddToFrame(ConstBytes piece) = 0;
  virtual void EndFrame() = 0;

 protected:
  ~EthernetChip() = default;
};

}  // namespace tegami
