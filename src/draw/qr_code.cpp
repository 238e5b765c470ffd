// SPDX-License-Identifier: MIT
// ISO/IEC 18004, by the QR Code generator library.
#include "draw/qr_code.h"

#include <qrcodegen.h>

#include <array>

#include "draw/text_layout.h"

namespace tegami {
namespace {

constexpr int kVersionMax = 12;   // 65 modules: enough for 250 characters
constexpr int kQuietModules = 4;  // §6.3.8
constexpr int kModulePixelsMin = 3;
constexpr Rgb565 kWhite = ColourOf(0xFF, 0xFF, 0xFF);
constexpr Rgb565 kBlack = ColourOf(0, 0, 0);

}  // namespace

bool DrawQrCode(const Surface& surface, int x, int y, int side, const char* text) {
  std::array<uint8_t, qrcodegen_BUFFER_LEN_FOR_VERSION(kVersionMax)> code{};
  std::array<uint8_t, qrcodegen_BUFFER_LEN_FOR_VERSION(kVersionMax)> work{};
  if (!qrcodegen_encodeText(text, work.data(), code.data(), qrcodegen_Ecc_MEDIUM, qrcodegen_VERSION_MIN, kVersionMax,
                            qrcodegen_Mask_AUTO, true)) {
    return false;
  }
  const int modules = qrcodegen_getSize(code.data());
  const int pixels = side / (modules + 2 * kQuietModules);
  if (pixels < kModulePixelsMin) return false;
  FillRect(surface, x, y, side, side, kWhite);
  const int inset = (side - modules * pixels) / 2;
  for (int row = 0; row < modules; ++row) {
    for (int column = 0; column < modules; ++column) {
      if (!qrcodegen_getModule(code.data(), column, row)) continue;
      FillRect(surface, x + inset + column * pixels, y + inset + row * pixels, pixels, pixels, kBlack);
    }
  }
  return true;
}

}  // namespace tegami
