// SPDX-License-Identifier: MIT
// Settings that need or exclude one another, and what is allowed but should be known.
#pragma once

#include <etl/vector.h>

#include "settings/schema.h"
#include "tegami/base/time.h"

namespace tegami {

// What is wrong with which field, or worth a warning (WeightOf).
struct SettingIssue {
  std::string_view name;                // as FindSetting() takes it; also of a field that does not exist
  const SettingField* field = nullptr;  // null: no such field, or nothing about one field
  SettingProblem problem = SettingProblem::kNone;
};

// Whom issues are told as they are found. The name is valid during the call only.
class IssueSink {
 public:
  virtual void OnIssue(const SettingIssue& issue) = 0;

 protected:
  ~IssueSink() = default;
};

// More issues than a form has fields that depend on others.
inline constexpr size_t kIssuesMax = 16;

// A form's worth of issues of known fields.
class IssueList final : public IssueSink {
 public:
  void OnIssue(const SettingIssue& issue) override {
    if (WeightOf(issue.problem) == ProblemWeight::kError) has_error_ = true;
    if (!issues_.full()) issues_.push_back(issue);
  }
  bool has_error() const { return has_error_; }
  std::span<const SettingIssue> issues() const { return {issues_.data(), issues_.size()}; }

 private:
  etl::vector<SettingIssue, kIssuesMax> issues_;
  bool has_error_ = false;
};

// Why the clock cannot be set to this by hand, if so. It is no setting: SetClockCommand sets it.
SettingProblem CheckClock(const DeviceSettings& device, UtcTime now);

// Checks fields against one another. Each by itself was checked by SetSetting().
void CheckSettings(SettingsView settings, IssueSink& sink);

}  // namespace tegami
