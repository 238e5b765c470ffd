// SPDX-License-Identifier: MIT
// The imitated flash that both stores run on, with its counters.
#pragma once

#include <vector>

#include "posix/nor_model.h"
#include "tegami/hal/flash.h"

namespace tegami::bench {

class Chip final : public Flash {
 public:
  explicit Chip(const FlashGeometry& geometry)
      : image_(size_t{geometry.sector_bytes} * geometry.sector_count, 0xFF), wear_(geometry.sector_count) {
    if (!model_.Attach(geometry, image_)) __builtin_trap();
  }

  FlashGeometry Geometry() const override { return model_.Geometry(); }
  Status Read(uint32_t offset, Bytes into) override {
    read_bytes += into.size();
    ++reads;
    return model_.Read(offset, into);
  }
  Status Program(uint32_t offset, ConstBytes data) override { return model_.Program(offset, data); }
  Status Erase(uint32_t sector) override {
    ++wear_[sector];
    return model_.Erase(sector);
  }

  uint64_t programmed_bytes() const { return model_.programmed_bytes(); }
  uint64_t erases() const { return model_.erases(); }
  const std::vector<uint32_t>& wear() const { return wear_; }
  void ResetWear() { wear_.assign(wear_.size(), 0); }

  uint64_t read_bytes = 0;
  uint64_t reads = 0;

 private:
  std::vector<uint8_t> image_;
  std::vector<uint32_t> wear_;
  NorModel model_;
};

}  // namespace tegami::bench
