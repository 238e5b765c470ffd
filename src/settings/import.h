// SPDX-License-Identifier: MIT
// Takes over a file that SettingsExport wrote, on this device or on another: all of it or nothing.
#pragma once

#include "settings/checks.h"
#include "settings/keeper.h"
#include "tegami/base/bytes.h"

namespace tegami {

// Checks every field of `file` and the sections as wholes; tells all that is wrong, by full name ("mail.smtp_port").
// Saves only where no issue is an error. What the file does not mention stays as it is; what this firmware does not
// know is told and ignored. Uses the JSON arena while it runs; `draft` is its working memory.
//   kTooLong          over kSettingsFileMaxBytes, or its document is too large for the JSON arena
//   kInvalidArgument  an error was told, nothing was saved
//   kNoSpace          the store is full, nothing was saved
//   kIo               the flash refused: nothing was saved, or all will be as soon as it works again
[[nodiscard]] Status ImportSettings(ConstBytes file, SettingsKeeper& keeper, SettingsDraft& draft, IssueSink& sink);

}  // namespace tegami
