// SPDX-License-Identifier: MIT
// An Ethernet chip with a test at the other end of the cable.
#pragma once

#include <deque>
#include <vector>

#include "shared/ethernet_chip.h"
#include "tegami/base/bytes.h"

namespace tegami {

using Frame = std::vector<uint8_t>;

class FakeChip final : public EthernetChip {
 public:
  static constexpr std::array<uint8_t, 6> kMac = {2, 0, 0, 0, 0, 1};

  bool Start() override { return true; }
  std::array<uint8_t, 6> MacAddress() override { return kMac; }
  bool LinkUp() override { return true; }
  void AcknowledgeInterrupt() override {}
  size_t PendingFrameBytes() override { return to_device.empty() ? 0 : to_device.front().size(); }
  void TakeFrame(Bytes into) override {
    CopyBytes(into, to_device.front());
    to_device.pop_front();
  }
  bool BeginFrame(size_t size) override {
    writing_.clear();
    writing_.reserve(size);
    return true;
  }
  void AddToFrame(ConstBytes piece) override { writing_.insert(writing_.end(), piece.begin(), piece.end()); }
  void EndFrame() override { from_device.push_back(writing_); }

  std::deque<Frame> to_device;
  std::vector<Frame> from_device;

 private:
  Frame writing_;
};

}  // namespace tegami
