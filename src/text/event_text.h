// SPDX-License-Identifier: MIT
// What people read about an event of the log.
#pragma once

#include <string_view>

#include "tegami/event.h"
#include "tegami/settings.h"

namespace tegami {

// One sentence: UTF-8, static storage.
std::string_view EventText(EventKind kind, Language language);

}  // namespace tegami
