// SPDX-License-Identifier: MIT
// New Message-IDs.
#pragma once

#include <string_view>

#include "tegami/base/text.h"
#include "tegami/config.h"
#include "tegami/hal/entropy.h"

namespace tegami {

// RFC 5322 §3.6.4: 128 random bits at the sender's domain; unique for ever, and says nothing about the device. False:
// the random generator failed.
[[nodiscard]] bool MakeNewMessageId(Entropy& entropy, std::string_view sender, Text<kMessageIdMaxBytes>& id);

}  // namespace tegami
