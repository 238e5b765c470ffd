// SPDX-License-Identifier: MIT
// A NOR flash chip in memory: what it allows, and what a power cut leaves behind.
#pragma once

#include "tegami/hal/flash.h"

namespace tegami {

// How the operation that the power cut hits is left.
enum class CutStyle : uint8_t {
  kClean,      // the front is done, the rest is as it was
  kTorn,       // the front is done, the unit after it is anything between, the rest is as it was
  kScattered,  // each unit of the range is done, as it was, or anything between: a chip with a write buffer
};

struct PowerCut {
  uint64_t operation = 0;  // the Nth Program() or Erase() from now on, counted from 1; 0: none
  uint32_t octets = 0;     // done at the front of the range; cut to a whole unit, and to the range
  CutStyle style = CutStyle::kClean;
  uint64_t seed = 0;  // of the bits between
};

// Programs by AND, erases to 0xFF, and refuses what would be wrong on some chip: a unit that is programmed again
// before it was erased, even where only 1 goes to 0 (with ECC that destroys the unit).
class NorModel final : public Flash {
 public:
  static bool Allows(const FlashGeometry& geometry);

  // `medium` holds all sectors and outlives the model; what it contains is what the chip contains.
  //   kInvalidArgument  a size that FlashGeometry does not allow, or that does not fit `medium`
  [[nodiscard]] Status Attach(const FlashGeometry& geometry, Bytes medium);

  FlashGeometry Geometry() const override { return geometry_; }
  Status Read(uint32_t offset, Bytes into) override;
  Status Program(uint32_t offset, ConstBytes data) override;
  Status Erase(uint32_t sector) override;

  // The operation that it hits is left as `cut` says; it and all later ones answer kIo until RestorePower().
  void SetPowerCut(const PowerCut& cut);
  bool PowerIsOff() const { return power_is_off_; }
  void RestorePower();

  // Program() and Erase() that passed the checks, ever; the one that was cut counts.
  uint64_t operations() const { return operations_; }
  uint64_t erases() const { return erases_; }
  uint64_t programmed_bytes() const { return programmed_bytes_; }

 private:
  bool IsCutNow();
  void LeaveProgrammed(Bytes range, ConstBytes data);
  void LeaveErased(Bytes range);
  uint32_t UnitsDone(size_t range_bytes) const;

  FlashGeometry geometry_;
  Bytes medium_;
  PowerCut cut_;
  bool power_is_off_ = false;
  uint64_t operations_ = 0;
  uint64_t erases_ = 0;
  uint64_t programmed_bytes_ = 0;
};

}  // namespace tegami
