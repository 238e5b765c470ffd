// SPDX-License-Identifier: MIT
// A QR code with its quiet zone.
#pragma once

#include "draw/surface.h"

namespace tegami {

// Draws `text` (ends with NUL) in a square of `side` pixels, as large as whole pixels a module allow. False: it is too
// long to be scanned at this size, and nothing was drawn.
bool DrawQrCode(const Surface& surface, int x, int y, int side, const char* text);

}  // namespace tegami
