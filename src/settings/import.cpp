// SPDX-License-Identifier: MIT
// Two passes over the same document: the first only looks.
#include "settings/import.h"

#include <charconv>

#include "codec/json_reader.h"
#include "settings/export.h"

namespace tegami {
namespace {

// Puts the section's name before the field's, and remembers errors.
class FullNameSink final : public IssueSink {
 public:
  explicit FullNameSink(IssueSink& sink) : sink_(sink) {}

  void SetSection(std::string_view section) { section_ = section; }
  bool has_error() const { return has_error_; }

  void OnIssue(const SettingIssue& issue) override {
    if (WeightOf(issue.problem) == ProblemWeight::kError) has_error_ = true;
    name_.clear();
    // Names of the file may be longer than any of ours: cut for display.
    Text<kNameMaxBytes / 2> part;
    AssignCut(part, section_);
    static_cast<void>(Append(name_, View(part)));
    if (!section_.empty() && !issue.name.empty()) static_cast<void>(Append(name_, "."));
    AssignCut(part, issue.name);
    static_cast<void>(Append(name_, View(part)));
    SettingIssue full = issue;
    full.name = View(name_);
    sink_.OnIssue(full);
  }

 private:
  static constexpr size_t kNameMaxBytes = 128;
  IssueSink& sink_;
  std::string_view section_;
  Text<kNameMaxBytes + 1> name_;
  bool has_error_ = false;
};

// The member's value as SetSetting() takes it; nothing where it is an object, an array or no whole
// number.
std::optional<std::string_view> ValueText(JsonValue value, std::span<char, 24> digits) {
  if (const std::optional<std::string_view> text = value.Text()) return text;
  if (const std::optional<bool> flag = value.Bool()) return *flag ? "true" : "false";
  if (const std::optional<int64_t> number = value.WholeNumber()) {
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), *number);
    return std::string_view(digits.data(), static_cast<size_t>(end - digits.data()));
  }
  if (value.IsNull()) return std::string_view{};
  return std::nullopt;
}

// Sets one field; adds to `changed` whether it has another value now.
SettingProblem Apply(const SettingField& field, SettingsRef settings, std::string_view text, bool& changed) {
  Text<kSettingTextMaxBytes> before;
  Text<kSettingTextMaxBytes> after;
  GetSetting(field, settings, before);
  const SettingProblem problem = SetSetting(field, settings, text);
  GetSetting(field, settings, after);
  if (before != after) changed = true;
  return problem;
}

// First of all: another service brings values of its own, which the file's take the place of.
void ApplyService(JsonValue object, SettingsRef settings, bool& changed) {
  const SettingField* service = FindSetting(settings.group(), "service");
  const std::optional<std::string_view> text = object.Member("service").Text();
  if (service != nullptr && text) static_cast<void>(Apply(*service, settings, *text, changed));
}

// Changes `settings` by the members of `object`; tells what cannot be. True: they are no longer what they were.
bool ApplySection(JsonValue object, SettingsRef settings, IssueSink& sink) {
  bool changed = false;
  ApplyService(object, settings, changed);
  for (JsonValue value = object.First(); value.exists(); value = value.Next()) {
    std::array<char, 24> digits;
    const SettingField* field = FindSetting(settings.group(), value.Name());
    SettingIssue issue{value.Name(), field, SettingProblem::kNone};
    if (field == nullptr || field->Is(kInternal)) {
      issue.problem = SettingProblem::kUnknownName;
    } else if (field->type == SettingType::kSecret) {
      issue.problem = SettingProblem::kSecretInFile;
    } else if (const std::optional<std::string_view> text = ValueText(value, digits)) {
      issue.problem = Apply(*field, settings, *text, changed);
    } else {
      issue.problem = value.IsNumber() ? SettingProblem::kNotANumber : SettingProblem::kNotAChoice;
    }
    if (issue.problem != SettingProblem::kNone) sink.OnIssue(issue);
  }
  return changed;
}

bool IsSettingsFile(JsonValue root) {
  const std::optional<int64_t> version = root.Member("version").Number();
  return root.Member("format").Text() == kSettingsFormat && version && *version >= 1;
}

Status CheckFile(JsonValue root, SettingsKeeper& keeper, SettingsDraft& draft, FullNameSink& sink) {
  for (JsonValue member = root.First(); member.exists(); member = member.Next()) {
    if (member.Name() == "format" || member.Name() == "version") continue;
    const SettingsSection* section = SectionNamed(member.Name());
    sink.SetSection({});
    if (section == nullptr || !member.IsObject()) {
      sink.OnIssue({member.Name(), nullptr,
                    section == nullptr ? SettingProblem::kUnknownName : SettingProblem::kNotASettingsFile});
      continue;
    }
    TEGAMI_TRY(keeper.Load(*section, draft));
    sink.SetSection(section->name);
    static_cast<void>(ApplySection(member, draft.ref(), sink));
    CheckSettings(draft.view(), sink);
  }
  return {};
}

// A sink for the second pass, which finds nothing new.
class Nobody final : public IssueSink {
 public:
  void OnIssue(const SettingIssue&) override {}
};

Status SaveFile(JsonValue root, SettingsKeeper& keeper, SettingsDraft& draft) {
  Nobody nobody;
  bool any = false;
  for (const SettingsSection& section : kSettingsSections) {
    const JsonValue object = root.Member(section.name);
    if (!object.exists()) continue;
    TEGAMI_TRY(keeper.Load(section, draft));
    if (!ApplySection(object, draft.ref(), nobody)) continue;
    TEGAMI_TRY(keeper.Stage(section, draft));
    any = true;
  }
  return any ? keeper.SaveStaged(draft) : Status{};
}

}  // namespace

Status ImportSettings(ConstBytes file, SettingsKeeper& keeper, SettingsDraft& draft, IssueSink& sink) {
  if (file.size() > kSettingsFileMaxBytes) {
    sink.OnIssue({{}, nullptr, SettingProblem::kFileTooLarge});
    return Fail(Error::kTooLong);
  }
  JsonReader json;
  const Status parsed = json.Parse(file);
  if (!parsed && parsed.error() == Error::kNoMemory) {
    sink.OnIssue({{}, nullptr, SettingProblem::kFileTooLarge});
    return Fail(Error::kTooLong);
  }
  if (!parsed || !IsSettingsFile(json.root())) {
    sink.OnIssue({{}, nullptr, SettingProblem::kNotASettingsFile});
    return Fail(Error::kInvalidArgument);
  }
  FullNameSink full_names(sink);
  TEGAMI_TRY(CheckFile(json.root(), keeper, draft, full_names));
  if (full_names.has_error()) return Fail(Error::kInvalidArgument);
  return SaveFile(json.root(), keeper, draft);
}

}  // namespace tegami
