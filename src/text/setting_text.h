// SPDX-License-Identifier: MIT
// What people read about settings: labels, values, and what is wrong with one.
#pragma once

#include <cstdint>
#include <string_view>

#include "tegami/settings.h"

namespace tegami {

enum class SettingLabel : uint8_t {
#define TEGAMI_SETTING_LABEL(key, english, japanese) key,
#include "text/setting_labels.def"
#undef TEGAMI_SETTING_LABEL
};

enum class SettingProblem : uint8_t {
#define TEGAMI_SETTING_PROBLEM(key, word, weight, english, japanese) key,
#include "text/setting_problems.def"
#undef TEGAMI_SETTING_PROBLEM
};

// A warning is shown and lets the setting pass.
enum class ProblemWeight : uint8_t { kNone, kWarning, kError };

// UTF-8, static storage.
std::string_view LabelText(SettingLabel label, Language language);
std::string_view ProblemText(SettingProblem problem, Language language);
std::string_view ProblemWord(SettingProblem problem);  // for programs, "out_of_range"
ProblemWeight WeightOf(SettingProblem problem);

}  // namespace tegami
