// SPDX-License-Identifier: MIT
// Paper in memory.
#pragma once

#include <vector>

#include "fakes/nth_call.h"
#include "tegami/hal/print_engine.h"

namespace tegami {

class FakePrintEngine final : public PrintEngine {
 public:
  explicit FakePrintEngine(const PageFormat& format = {.width_dots = 2480, .height_rows = 3508, .dots_per_inch = 300})
      : format_(format) {}

  PageFormat Format() const override { return format_; }

  Status BeginPage() override {
    if (printing_) return Fail(Error::kBadState);
    if (busy.IsNow()) return Fail(Error::kBusy);
    printing_ = true;
    page_.clear();
    return {};
  }

  size_t WriteRows(ConstBytes rows) override {
    const size_t row_bytes = format_.width_dots / 8U;
    const size_t offered = std::min<size_t>(rows.size() / row_bytes, rows_per_call);
    const size_t room = printing_ ? format_.height_rows - page_.size() / row_bytes : 0;
    const size_t count = std::min(offered, room);
    page_.insert(page_.end(), rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(count * row_bytes));
    return count;
  }

  Status EndPage() override {
    if (!printing_) return Fail(Error::kBadState);
    printing_ = false;
    if (jamming.IsNow()) return Fail(Error::kIo);
    ++pages_;
    return {};
  }

  // The rows of the page, also of one that is not complete.
  ConstBytes page() const { return page_; }
  uint32_t pages() const { return pages_; }  // that came out
  bool printing() const { return printing_; }

  // --- Faults ---
  size_t rows_per_call = SIZE_MAX;  // 0: no room now
  NthCall busy;                     // BeginPage()
  NthCall jamming;                  // EndPage()

 private:
  const PageFormat format_;
  bool printing_ = false;
  std::vector<uint8_t> page_;
  uint32_t pages_ = 0;
};

}  // namespace tegami
