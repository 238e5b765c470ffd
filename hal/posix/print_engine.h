// SPDX-License-Identifier: MIT
// Prints to a PNG file.
#pragma once

#include "posix/png_writer.h"
#include "tegami/base/text.h"
#include "tegami/hal/print_engine.h"

namespace tegami {

// One page, one file. The page replaces the file when it is complete, and leaves it alone when it is not.
class PosixPrintEngine final : public PrintEngine {
 public:
  // A4 at 300 dpi, the width cut to whole octets.
  static constexpr PageFormat kA4{.width_dots = 2480, .height_rows = 3508, .dots_per_inch = 300};

  PosixPrintEngine() = default;
  ~PosixPrintEngine();
  PosixPrintEngine(const PosixPrintEngine&) = delete;
  PosixPrintEngine& operator=(const PosixPrintEngine&) = delete;

  // Where the next page goes; null: it is printed nowhere. The text outlives the page.
  void SetOutput(const char* path) { path_ = path; }

  PageFormat Format() const override { return kA4; }
  // kIo: the file cannot be made; errno says why. kBadState: a page is being printed.
  Status BeginPage() override;
  size_t WriteRows(ConstBytes rows) override;
  Status EndPage() override;

 private:
  const char* path_ = nullptr;
  bool printing_ = false;
  Text<512> draft_path_;
  PngWriter png_;
};

}  // namespace tegami
