// SPDX-License-Identifier: MIT
// A file that imitates NOR flash.
#pragma once

#include "posix/nor_model.h"
#include "posix/store_directory.h"
#include "tegami/hal/flash.h"

namespace tegami {

// The file flash.bin of a store directory, octet for octet what the chip would hold (erased is 0xFF).
class PosixFlash final : public Flash {
 public:
  enum class Sync {
    kEveryOperation,  // each operation is on the disk when it returns, as the contract says
    kNever,           // survives the process, not the machine: for tests
  };
  struct Options {
    FlashGeometry geometry{.sector_bytes = 64 * 1024, .sector_count = 16, .program_unit_bytes = 4};
    Sync sync = Sync::kEveryOperation;
  };

  PosixFlash() = default;
  ~PosixFlash();
  PosixFlash(const PosixFlash&) = delete;
  PosixFlash& operator=(const PosixFlash&) = delete;

  // Opens the chip; makes an erased one where there is none. `directory` is open, and stays so for as long as the
  // flash is used: its lock is what keeps other processes out. directory.trouble() has a sentence after a failure.
  //   kBadState         open already
  //   kInvalidArgument  a geometry that is not allowed, or another one than the file was made with
  //   kNoSpace, kIo     the system refused
  [[nodiscard]] Status Open(StoreDirectory& directory, const Options& options);

  // All call for an open chip.
  FlashGeometry Geometry() const override { return model_.Geometry(); }
  Status Read(uint32_t offset, Bytes into) override { return model_.Read(offset, into); }
  Status Program(uint32_t offset, ConstBytes data) override;
  Status Erase(uint32_t sector) override;

  // Power cuts and counters.
  NorModel& model() { return model_; }

 private:
  Status Flush(size_t offset, size_t size) const;

  Bytes mapping_;
  Sync sync_ = Sync::kEveryOperation;
  NorModel model_;
};

}  // namespace tegami
