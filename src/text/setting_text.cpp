// SPDX-License-Identifier: MIT
// The rows of setting_labels.def and setting_problems.def.
#include "text/setting_text.h"

#include <array>

namespace tegami {
namespace {

struct LabelRow {
  std::array<std::string_view, 2> text;  // by Language: Japanese, English
};

struct ProblemRow {
  std::array<std::string_view, 2> text;
  std::string_view word;
  ProblemWeight weight;
};

constexpr auto kLabels = std::to_array<LabelRow>({
#define TEGAMI_SETTING_LABEL(key, english, japanese) {{japanese, english}},
#include "text/setting_labels.def"
#undef TEGAMI_SETTING_LABEL
});

constexpr auto kProblems = std::to_array<ProblemRow>({
#define TEGAMI_SETTING_PROBLEM(key, word, weight, english, japanese) {{japanese, english}, word, ProblemWeight::weight},
#include "text/setting_problems.def"
#undef TEGAMI_SETTING_PROBLEM
});

const ProblemRow& RowOf(SettingProblem problem) { return kProblems[static_cast<size_t>(problem)]; }

}  // namespace

std::string_view LabelText(SettingLabel label, Language language) {
  return kLabels[static_cast<size_t>(label)].text[static_cast<size_t>(language)];
}

std::string_view ProblemText(SettingProblem problem, Language language) {
  return RowOf(problem).text[static_cast<size_t>(language)];
}

std::string_view ProblemWord(SettingProblem problem) { return RowOf(problem).word; }
ProblemWeight WeightOf(SettingProblem problem) { return RowOf(problem).weight; }

}  // namespace tegami
