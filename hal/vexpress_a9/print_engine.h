// SPDX-License-Identifier: MIT
// The print engine of this board: A4 at 300 dpi, as a PBM image into a channel that the image chooses.
#pragma once

#include "tegami/hal/print_engine.h"

namespace tegami::vexpress_a9 {

// Where a page goes: a UART (release), a file of the host (demo).
class PageChannel {
 public:
  [[nodiscard]] virtual Status Begin() = 0;
  [[nodiscard]] virtual Status Write(ConstBytes octets) = 0;
  [[nodiscard]] virtual Status End() = 0;

 protected:
  ~PageChannel() = default;
};

class PbmPrintEngine final : public PrintEngine {
 public:
  static constexpr PageFormat kFormat{.width_dots = 2480, .height_rows = 3508, .dots_per_inch = 300};
  static constexpr size_t kRowBytes = kFormat.width_dots / 8;

  explicit PbmPrintEngine(PageChannel& channel) : channel_(channel) {}

  PageFormat Format() const override { return kFormat; }
  Status BeginPage() override;
  size_t WriteRows(ConstBytes rows) override;
  Status EndPage() override;

 private:
  // What one call sends at most: a UART needs 27 ms for a row at 115200 baud.
  static constexpr size_t kRowsACall = 16;

  PageChannel& channel_;
  size_t rows_ = 0;
  bool printing_ = false;
  bool broken_ = false;
};

}  // namespace tegami::vexpress_a9
