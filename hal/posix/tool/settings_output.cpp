// SPDX-License-Identifier: MIT
// Lines for people, JSON Lines for programs.
#include "posix/tool/settings_output.h"

#include <cstdio>

#include "codec/escape.h"
#include "codec/json_writer.h"
#include "settings/service_defaults.h"

namespace tegami {
namespace {

constexpr size_t kLineMaxBytes = 8 * 1024;

void Print(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void PrintAll(std::initializer_list<std::string_view> parts) {
  for (const std::string_view part : parts) Print(part);
  Print("\n");
}

}  // namespace

void PrintSetting(const ToolArguments& arguments, std::string_view section, const SettingField& field,
                  SettingsView settings, bool stored) {
  Text<128> name;
  for (const std::string_view part : {section, std::string_view("."), std::string_view(field.name)}) {
    static_cast<void>(Append(name, part));
  }
  Text<kSettingTextMaxBytes> value;
  GetSetting(field, settings, value);
  const bool secret = field.type == SettingType::kSecret;
  Text<kSettingTextMaxBytes> effective;
  if (value.empty()) GetEffectiveSetting(field, settings, effective);
  if (!arguments.json) {
    const bool given = !effective.empty();
    PrintAll({View(name), "=", secret ? (stored ? "(stored)" : "") : View(value), "  # ",
              LabelText(field.label, arguments.language), given ? ": " : "", View(effective)});
    return;
  }
  std::array<uint8_t, kLineMaxBytes> line;
  JsonWriter json(line);
  json.BeginObject();
  json.Key("name");
  json.String(View(name));
  json.Key(secret ? "stored" : "value");
  if (secret) {
    json.Bool(stored);
  } else {
    json.String(View(value));
  }
  if (ServiceGives(field)) {
    json.Key("effective");  // the value that counts
    json.String(value.empty() ? View(effective) : View(value));
  }
  json.Key("label");
  json.String(LabelText(field.label, arguments.language));
  json.EndObject();
  PrintAll({json.text()});
}

void PrintingSink::OnIssue(const SettingIssue& issue) {
  const bool is_error = WeightOf(issue.problem) == ProblemWeight::kError;
  if (is_error) has_error_ = true;
  Text<256> name;
  if (!section_.empty()) {
    static_cast<void>(Append(name, section_));
    static_cast<void>(Append(name, "."));
  }
  static_cast<void>(Append(name, issue.name));
  const std::string_view text = ProblemText(issue.problem, arguments_.language);
  if (!arguments_.json) {
    Text<512> shown;  // a name may be a file's
    EscapeForDisplay(View(name), shown);
    PrintAll({View(shown), shown.empty() ? "" : ": ", text});
    return;
  }
  std::array<uint8_t, kLineMaxBytes> line;
  JsonWriter json(line);
  json.BeginObject();
  json.Key("name");
  json.String(View(name));
  json.Key("problem");
  json.String(ProblemWord(issue.problem));
  json.Key("weight");
  json.String(is_error ? "error" : "warning");
  json.Key("text");
  json.String(text);
  json.EndObject();
  PrintAll({json.text()});
}

}  // namespace tegami
