// SPDX-License-Identifier: MIT
#include "vexpress_a9/print_engine.h"

#include <array>

namespace tegami::vexpress_a9 {
namespace {

// PBM, binary (netpbm(5)): 1 is black, the most significant bit is left, as the contract has it.
constexpr std::string_view kHead = "P4\n2480 3508\n";
constexpr std::array<uint8_t, PbmPrintEngine::kRowBytes> kWhiteRow{};

}  // namespace

Status PbmPrintEngine::BeginPage() {
  if (printing_) return Fail(Error::kBusy);
  TEGAMI_TRY(channel_.Begin());
  printing_ = true;
  rows_ = 0;
  broken_ = !channel_.Write(AsBytes(kHead));
  return {};
}

size_t PbmPrintEngine::WriteRows(ConstBytes rows) {
  if (!printing_) return 0;
  const size_t wanted = std::min(rows.size() / kRowBytes, kRowsACall);
  const size_t on_page = std::min(wanted, kFormat.height_rows - rows_);
  if (!broken_ && on_page != 0) broken_ = !channel_.Write(rows.first(on_page * kRowBytes));
  rows_ += on_page;
  return wanted;  // rows below the page are swallowed, as paper does
}

Status PbmPrintEngine::EndPage() {
  if (!printing_) return Fail(Error::kBadState);
  printing_ = false;
  for (; rows_ < kFormat.height_rows && !broken_; ++rows_) broken_ = !channel_.Write(kWhiteRow);
  const Status ended = channel_.End();
  if (broken_ || !ended) return Fail(Error::kIo);
  return {};
}

}  // namespace tegami::vexpress_a9
