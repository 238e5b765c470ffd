// SPDX-License-Identifier: MIT
// NOR flash in memory, with wear, power cuts and broken cells.
#pragma once

#include <vector>

#include "fakes/nth_call.h"
#include "posix/nor_model.h"
#include "tegami/hal/flash.h"

namespace tegami {

// Stricter than a chip need be: a unit may be programmed once between two erases, even where it was programmed to
// ones. Starts erased.
//
// To cut the power at every operation of a scenario: run it once and read operations(), then for each N of them
// SetPowerCut({.operation = N}), run it again until it fails, Reboot(), and look at what is left.
class FakeFlash final : public Flash {
 public:
  // A geometry that the contract does not allow ends the test program.
  explicit FakeFlash(const FlashGeometry& geometry = {
                         .sector_bytes = 64 * 1024, .sector_count = 8, .program_unit_bytes = 4});
  FakeFlash(const FakeFlash&) = delete;
  FakeFlash& operator=(const FakeFlash&) = delete;

  FlashGeometry Geometry() const override { return model_.Geometry(); }
  Status Read(uint32_t offset, Bytes into) override;
  Status Program(uint32_t offset, ConstBytes data) override;
  Status Erase(uint32_t sector) override;

  // --- Faults ---
  void SetPowerCut(const PowerCut& cut) { model_.SetPowerCut(cut); }
  bool PowerIsOff() const { return model_.PowerIsOff(); }
  // The power comes back, and no further cut is planned.
  void Reboot() { model_.RestorePower(); }
  // The chip answers kIo to these calls; a Program() or an Erase() leaves its range as it was.
  NthCall failing_reads;
  NthCall failing_programs;
  NthCall failing_erases;

  // --- Counters, ever ---
  uint64_t operations() const { return model_.operations(); }  // Program() and Erase() that were legal
  uint64_t programmed_bytes() const { return model_.programmed_bytes(); }
  uint64_t reads() const { return reads_; }
  uint64_t refused() const { return refused_; }                   // calls that broke the contract: a test may demand 0
  uint32_t Wear(uint32_t sector) const { return wear_[sector]; }  // erases
  uint32_t MaxWear() const;

  // --- The chip, as with clips on its legs: to compare, to copy into another device, to damage ---
  Bytes image() { return image_; }
  void CopyFrom(FakeFlash& other);

 private:
  bool IsProgrammable(uint32_t offset, size_t size) const;
  bool ReadsErased(size_t unit_offset) const;

  std::vector<uint8_t> image_;
  std::vector<bool> programmed_;  // by unit
  std::vector<uint32_t> wear_;
  NorModel model_;
  uint64_t reads_ = 0;
  uint64_t refused_ = 0;
};

}  // namespace tegami
