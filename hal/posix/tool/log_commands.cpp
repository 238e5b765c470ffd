// SPDX-License-Identifier: MIT
// tegami log: prints the event log, sets the log server, sends to it.
#include <cstdio>

#include "codec/date.h"
#include "codec/json_writer.h"
#include "posix/tool/commands.h"
#include "text/cause_text.h"
#include "text/event_text.h"

namespace tegami {
namespace {

using AccountName = Text<kDisplayNameMaxBytes + 5>;

AccountName NameOf(AccountBook& book, const Event& event) {
  AccountName name;
  if (!EventHasAccount(event.kind)) return name;
  AccountSettings settings;
  AssignCut(name, event.account == kMailAccount ? "mail" : event.account == kFaxAccount ? "fax" : "user:");
  if (event.account >= kFirstUserAccount && book.LoadSettings(event.account, settings)) {
    static_cast<void>(Append(name, View(settings.owner)));
  }
  return name;
}

void PutTextOrNull(JsonWriter& json, std::string_view key, std::string_view text) {
  json.Key(key);
  if (text.empty()) {
    json.Null();
  } else {
    json.String(text);
  }
}

void PrintJson(const Event& event, std::string_view account, Language language) {
  std::array<uint8_t, 2048> line;
  JsonWriter json{line};
  json.BeginObject();
  json.Key("number");
  json.Number(event.number);
  const Text<24> time = event.time ? FormatRfc3339(*event.time) : Text<24>();
  PutTextOrNull(json, "time", View(time));
  json.Key("uptime_s");
  json.Number(event.uptime_s);
  PutTextOrNull(json, "event", EventIdentifier(event.kind));
  PutTextOrNull(json, "severity", SeverityIdentifier(EventSeverityOf(event.kind)));
  PutTextOrNull(json, "actor", ActorIdentifier(event.actor));
  PutTextOrNull(json, "account", account);
  json.Key("job");
  if (event.job != 0) {
    json.Number(event.job);
  } else {
    json.Null();
  }
  PutTextOrNull(json, "cause", CauseIdentifier(event.cause));
  PutTextOrNull(json, "detail", View(event.detail));
  PutTextOrNull(json, "text", EventText(event.kind, language));
  json.EndObject();
  std::printf("%.*s\n", static_cast<int>(json.text().size()), json.text().data());
}

// "2026-11-24T04:05:00Z  A sign-in was refreshed. mail, by device: detail"
void PrintLine(const Event& event, std::string_view account, Language language) {
  const Text<24> time = event.time ? FormatRfc3339(*event.time) : Text<24>("(time not known)");
  const auto print = [](std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); };
  for (const std::string_view part : {View(time), std::string_view("  "), EventText(event.kind, language)}) print(part);
  for (const std::string_view part : {std::string_view(ActorIdentifier(event.actor)), account, View(event.detail),
                                      CauseText(event.cause, language)}) {
    if (part.empty()) continue;
    print(" / ");
    print(part);
  }
  print("\n");
}

void PrintLog(const ToolArguments& arguments, MailAppCore& app) {
  for (uint32_t number = 1;;) {
    const Result<Event> event = app.log().ReadOnFrom(number);
    if (!event) return;
    const AccountName account = NameOf(app.book(), *event);
    if (arguments.json) {
      PrintJson(*event, View(account), arguments.language);
    } else {
      PrintLine(*event, View(account), arguments.language);
    }
    number = event->number + 1;
  }
}

// Returns an exit status, 0 to go on.
int KeepLogServer(const ToolArguments& arguments, MailAppCore& app) {
  LogServerSettings settings;
  if (arguments.log_server != "none") {
    Endpoint place;
    settings.enabled = ParseHostPort(arguments.log_server, place).has_value();
    settings.host = place.host;
    settings.port = place.port;
  }
  if (const Status kept = app.Do(SetLogServerCommand{&settings}); !kept) {
    Report::Complain("--store: cannot save the log server: ", ErrorName(kept.error()));
    return 1;
  }
  return 0;
}

int SendLog(ToolSession& session, MailAppCore& app, Report& report) {
  LogServerSettings settings;
  if (!app.book().LoadGroup(settings) || !settings.enabled) {
    Report::Complain("log: no log server is set: give --log-server HOST:PORT");
    return 2;
  }
  const LogTask& task = app.log_task();
  for (;;) {
    const Instant wake = app.Poll();
    if (task.up_to_date() || task.cause() != Cause::kNone) break;
    session.platform().network.WaitForEvent(wake);
  }
  ToolResult result;
  result.outcome = task.cause() == Cause::kNone ? "sent" : "failed";
  result.cause = task.cause();
  result.reply = task.detail();
  return report.Result(result);
}

}  // namespace

int ShowLog(const ToolArguments& arguments, ToolSession& session, Report& report) {
  int status = 0;
  MailAppCore* app = StartApp(arguments, session, status);
  if (app == nullptr) return status;
  if (!arguments.log_server.empty()) {
    if (const int kept = KeepLogServer(arguments, *app); kept != 0) return kept;
  }
  if (arguments.send) return SendLog(session, *app, report);
  PrintLog(arguments, *app);
  if (arguments.json) report.Result({.outcome = "log"});
  return 0;
}

}  // namespace tegami
