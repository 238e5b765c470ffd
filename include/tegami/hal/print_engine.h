// SPDX-License-Identifier: MIT
// Prints the status sheet: one page of one-bit rows.
#pragma once

#include "tegami/base/bytes.h"
#include "tegami/base/status.h"

namespace tegami {

struct PageFormat {
  uint16_t width_dots = 0;  // a multiple of 8
  uint16_t height_rows = 0;
  uint16_t dots_per_inch = 0;
};

class PrintEngine {
 public:
  // The paper that is loaded.
  virtual PageFormat Format() const = 0;

  //   kBusy  a job of another kind is printing
  [[nodiscard]] virtual Status BeginPage() = 0;

  // Takes whole rows (width_dots / 8 octets each, most significant bit left, 1 is black); returns the rows taken.
  // 0: no room now, ask again at the next poll.
  virtual size_t WriteRows(ConstBytes rows) = 0;

  //   kIo  paper out or jam: the page is lost
  [[nodiscard]] virtual Status EndPage() = 0;

 protected:
  ~PrintEngine() = default;
};

}  // namespace tegami
