// SPDX-License-Identifier: MIT
// tegami clock, clock set.
#include <cstdio>

#include "codec/date.h"
#include "codec/json_writer.h"
#include "posix/tool/commands.h"
#include "posix/tool/settings_output.h"

namespace tegami {
namespace {

void PrintClock(const ToolArguments& arguments, UtcTime now, std::string_view time_server) {
  const Text<24> time = FormatRfc3339(now);
  if (!arguments.json) {
    std::printf("%s\n", time.c_str());
    const SettingField& field = *FindSetting(SettingsGroup::kDevice, "time_server");
    const std::string_view label = LabelText(field.label, arguments.language);
    if (time_server.empty()) return;
    std::printf("%.*s: %.*s\n", static_cast<int>(label.size()), label.data(), static_cast<int>(time_server.size()),
                time_server.data());
    return;
  }
  std::array<uint8_t, 512> line;
  JsonWriter json(line);
  json.BeginObject();
  json.Key("time");
  json.String(View(time));
  json.Key("time_server");
  if (time_server.empty()) {
    json.Null();
  } else {
    json.String(time_server);
  }
  json.EndObject();
  std::printf("%.*s\n", static_cast<int>(json.text().size()), json.text().data());
}

int Finish(Report& report, std::string_view outcome, Cause cause = Cause::kNone) {
  return report.Result({.outcome = outcome, .cause = cause});
}

}  // namespace

int ShowClock(const ToolArguments& arguments, ToolSession& session, Report& report) {
  int status = 0;
  MailAppCore* app = StartApp(arguments, session, status);
  if (app == nullptr) return status;
  DeviceSettings device;
  if (!app->book().LoadDevice(device)) return Finish(report, "failed", Cause::kStorageFailed);
  PrintClock(arguments, app->clock().WallClock().value_or(UtcTime{}), View(device.network.time_server));
  return arguments.json ? Finish(report, "shown") : 0;
}

int SetClock(const ToolArguments& arguments, ToolSession& session, Report& report) {
  int status = 0;
  MailAppCore* app = StartApp(arguments, session, status);
  if (app == nullptr) return status;
  DeviceSettings device;
  if (!app->book().LoadDevice(device)) return Finish(report, "failed", Cause::kStorageFailed);
  const UtcTime now = ParseRfc3339(arguments.operands[0]).value_or(UtcTime{});
  if (const SettingProblem problem = CheckClock(device, now); problem != SettingProblem::kNone) {
    PrintingSink(arguments, {}).OnIssue({"clock", nullptr, problem});
    return Finish(report, "failed");
  }
  if (!app->Do(SetClockCommand{now})) return Finish(report, "failed", Cause::kStorageFailed);
  return Finish(report, "set");
}

}  // namespace tegami
