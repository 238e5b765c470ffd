// SPDX-License-Identifier: MIT
// What the text of a setting must look like.
#pragma once

#include <string_view>

#include "settings/schema.h"

namespace tegami {

// kNone where `text`, which is not empty, obeys the rule.
SettingProblem CheckTextRule(SettingRule rule, std::string_view text);

// Whether a placeholder of a fax template stands in `text`: "{number}".
bool HasNumberPlaceholder(std::string_view text);

}  // namespace tegami
