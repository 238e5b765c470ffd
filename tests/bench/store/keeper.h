// SPDX-License-Identifier: MIT
// What keeps records: Tegami's sealed log, or littlefs with a file a record.
#pragma once

#include <memory>

#include "bench/store/chip.h"
#include "store/record.h"

namespace tegami::bench {

class Keeper {
 public:
  virtual ~Keeper() = default;
  virtual bool Mount() = 0;
  virtual bool Put(RecordId id, ConstBytes value) = 0;
  virtual bool Remove(RecordId id) = 0;
  virtual size_t ram_bytes() const = 0;
};

std::unique_ptr<Keeper> MakeLog(Chip& chip);
std::unique_ptr<Keeper> MakeLittlefs(Chip& chip);

}  // namespace tegami::bench
