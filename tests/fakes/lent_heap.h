// SPDX-License-Identifier: MIT
// Lends access tokens memory of the heap, as MailApp lends it of its arena. For tests without one.
#pragma once

#include <cstdlib>

#include "codec/lent_secret.h"

namespace tegami {

inline const bool kLendsFromHeap = (LentSecretBase::Use({std::malloc, std::free}), true);

}  // namespace tegami
