// SPDX-License-Identifier: MIT
// What notification mails say.
#pragma once

#include <string_view>

#include "tegami/settings.h"

namespace tegami {

enum class NotifyWord : uint8_t {
#define TEGAMI_NOTIFY_WORD(key, english, japanese) key,
#include "text/notify.def"
#undef TEGAMI_NOTIFY_WORD
};

// UTF-8, static storage.
std::string_view NotifyEventText(DeviceEvent event, Language language);
std::string_view NotifyWordText(NotifyWord word, Language language);

}  // namespace tegami
