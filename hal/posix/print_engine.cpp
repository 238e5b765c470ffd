// SPDX-License-Identifier: MIT
#include "posix/print_engine.h"

#include <stdio.h>

namespace tegami {

PosixPrintEngine::~PosixPrintEngine() {
  if (printing_ && path_ != nullptr) ::remove(draft_path_.c_str());
}

Status PosixPrintEngine::BeginPage() {
  if (printing_) return Fail(Error::kBadState);
  if (path_ != nullptr) {
    TEGAMI_TRY(Assign(draft_path_, path_));
    TEGAMI_TRY(Append(draft_path_, ".new"));
    TEGAMI_TRY(png_.Begin(draft_path_.c_str(), kA4));
  }
  printing_ = true;
  return {};
}

size_t PosixPrintEngine::WriteRows(ConstBytes rows) {
  const size_t row_bytes = kA4.width_dots / 8U;
  const size_t count = rows.size() / row_bytes;
  if (!printing_) return 0;
  for (size_t i = 0; i < count && path_ != nullptr; ++i) png_.AddRow(rows.subspan(i * row_bytes, row_bytes));
  return count;
}

Status PosixPrintEngine::EndPage() {
  if (!printing_) return Fail(Error::kBadState);
  printing_ = false;
  if (path_ == nullptr) return {};
  const bool printed = png_.End() && ::rename(draft_path_.c_str(), path_) == 0;
  if (!printed) ::remove(draft_path_.c_str());
  return printed ? Status() : Fail(Error::kIo);
}

}  // namespace tegami
