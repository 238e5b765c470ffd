// SPDX-License-Identifier: MIT
// Labels and short sentences of the faces.
#pragma once

#include <string_view>

#include "tegami/settings.h"
#include "tegami/snapshot.h"

namespace tegami {

enum class TextKey : uint8_t {
#define TEGAMI_TEXT(key, english, japanese) key,
#include "text/ui.def"
#undef TEGAMI_TEXT
};

// UTF-8, static storage.
std::string_view UiText(TextKey key, Language language);

TextKey StateText(AccountState state);
TextKey JobStateText(JobState state);
TextKey JobKindText(JobKind kind);
TextKey TestStepText(TestStep step);
TextKey TestOutcomeText(TestOutcome outcome);

// "Microsoft Exchange Online", ...
std::string_view ServiceName(MailService service);

}  // namespace tegami
