// SPDX-License-Identifier: MIT
// How the settings commands print: a setting or an issue a line.
#pragma once

#include "posix/tool/arguments.h"
#include "settings/checks.h"
#include "settings/keeper.h"

namespace tegami {

// `stored` is for secrets: whether there is one.
void PrintSetting(const ToolArguments& arguments, std::string_view section, const SettingField& field,
                  SettingsView settings, bool stored);

// Prints issues as they come; warnings as well.
class PrintingSink final : public IssueSink {
 public:
  // `section` stands before the names that have none.
  PrintingSink(const ToolArguments& arguments, std::string_view section) : arguments_(arguments), section_(section) {}

  void OnIssue(const SettingIssue& issue) override;
  bool has_error() const { return has_error_; }

 private:
  const ToolArguments& arguments_;
  std::string_view section_;
  bool has_error_ = false;
};

}  // namespace tegami
