// SPDX-License-Identifier: MIT
// Raw NOR flash: sectors that are erased to 0xFF and programmed from 1 to 0. The store above does the rest.
//
// eMMC, SD or a file can back the same contract: a "sector" is then a run of blocks that Erase() fills with 0xFF,
// and Program() rewrites the blocks it touches. What must hold is the order: an operation that returned is on the
// medium before the next begins, and a power cut harms nothing but the range of the one operation under way.
#pragma once

#include "tegami/base/bytes.h"
#include "tegami/base/status.h"

namespace tegami {

struct FlashGeometry {
  uint32_t sector_bytes = 0;        // what one Erase() erases: 4 KiB to 256 KiB, a power of two
  uint32_t sector_count = 0;        // sectors that belong to Tegami, numbered from 0
  uint32_t program_unit_bytes = 0;  // Program() takes multiples of this at multiples of this: 1 to 256, a power of two
};

class Flash {
 public:
  virtual FlashGeometry Geometry() const = 0;

  // `offset` counts octets from the first of Tegami's sectors; the range lies within the sectors. Any alignment.
  //   kIo               the chip did not answer, or its ECC gave up
  //   kInvalidArgument  outside the sectors
  [[nodiscard]] virtual Status Read(uint32_t offset, Bytes into) = 0;

  // Programs erased octets. Offset and size are multiples of the program unit; the range lies in one sector, and
  // every unit of it is erased (a unit is programmed once between two erases). May block for the time of one page.
  // After a power cut each unit of the range holds the old octets, the new ones, or anything between.
  //   kIo               the chip reports failure; the range is undefined
  //   kInvalidArgument  misaligned, outside, or it would turn a 0 to a 1 (a driver that can see it must refuse, and may
  //                     refuse any unit that is not erased); nothing was programmed
  [[nodiscard]] virtual Status Program(uint32_t offset, ConstBytes data) = 0;

  // Erases one sector to 0xFF. May block for one erase (the longest blocking of all services).
  // After a power cut the sector holds anything.
  //   kIo               the chip reports failure; the sector is undefined
  //   kInvalidArgument  no such sector
  [[nodiscard]] virtual Status Erase(uint32_t sector) = 0;

 protected:
  ~Flash() = default;
};

}  // namespace tegami
