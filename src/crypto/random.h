// SPDX-License-Identifier: MIT
// Random octets for keys, nonces and tokens.
#pragma once

#include "tegami/base/bytes.h"
#include "tegami/base/status.h"

namespace tegami {

//   kIo  the board's generator failed; `into` is wiped
[[nodiscard]] Status FillRandom(Bytes into);

}  // namespace tegami
