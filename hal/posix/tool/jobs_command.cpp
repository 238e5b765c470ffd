// SPDX-License-Identifier: MIT
// tegami jobs: what waits in a store's queue and what has ended; cancels, and sends what waits.
#include <charconv>

#include "codec/date.h"
#include "codec/json_writer.h"
#include "posix/tool/commands.h"
#include "text/cause_text.h"
#include "text/ui_text.h"

namespace tegami {
namespace {

constexpr size_t kPageJobs = 16;

std::string_view KindName(JobKind kind) {
  switch (kind) {
    case JobKind::kScanToMail: return "scan_to_mail";
    case JobKind::kFaxToMail: return "fax_to_mail";
    case JobKind::kToMyEmail: return "to_my_email";
    case JobKind::kNotification: return "notification";
    case JobKind::kTestMail: return "test_mail";
  }
  return "scan_to_mail";
}

std::string_view StateName(JobState state) {
  switch (state) {
    case JobState::kWaiting: return "waiting";
    case JobState::kSending: return "sending";
    case JobState::kRetrying: return "retrying";
    case JobState::kDelivered: return "delivered";
    case JobState::kPartial: return "partial";
    case JobState::kFailed: return "failed";
    case JobState::kCancelled: return "cancelled";
  }
  return "waiting";
}

void PutText(JsonWriter& json, std::string_view key, std::string_view text) {
  json.Key(key);
  if (text.empty()) {
    json.Null();
  } else {
    json.String(text);
  }
}

void PutNumber(JsonWriter& json, std::string_view key, int64_t number) {
  json.Key(key);
  json.Number(number);
}

void PutTime(JsonWriter& json, std::string_view key, std::optional<UtcTime> time) {
  PutText(json, key, time ? View(FormatRfc3339(*time)) : std::string_view());
}

void PrintJson(const JobFacts& facts) {
  static std::array<uint8_t, 4096> line;
  JsonWriter json{line};
  json.BeginObject();
  PutNumber(json, "job", facts.id);
  PutText(json, "kind", KindName(facts.kind));
  PutText(json, "state", StateName(facts.state));
  PutNumber(json, "account", facts.account);
  PutNumber(json, "attempts", facts.attempts);
  PutText(json, "first_recipient", View(facts.first_recipient));
  PutNumber(json, "recipients", facts.recipients);
  PutNumber(json, "recipients_refused", facts.recipients_refused);
  PutNumber(json, "parts", facts.parts);
  PutNumber(json, "parts_delivered", facts.parts_delivered);
  json.Key("may_be_twice");
  json.Bool(facts.may_be_twice);
  PutTime(json, "submitted", facts.submitted);
  PutTime(json, "due", facts.due);
  PutTime(json, "ended", facts.ended);
  json.Key("code");
  if (CauseCode(facts.cause) != 0) {
    json.Number(CauseCode(facts.cause));
  } else {
    json.Null();
  }
  PutText(json, "cause", CauseIdentifier(facts.cause));
  PutText(json, "reply", View(facts.reply));
  json.EndObject();
  std::fwrite(json.text().data(), 1, json.text().size(), stdout);
  std::fputc('\n', stdout);
}

void PrintForPeople(const JobFacts& facts, Language language) {
  const auto print = [](std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); };
  std::printf("%u  ", static_cast<unsigned>(facts.id));
  print(UiText(JobStateText(facts.state), language));
  print("  ");
  print(UiText(JobKindText(facts.kind), language));
  std::printf("  %s", facts.first_recipient.c_str());
  if (facts.recipients > 1) std::printf(" +%u", facts.recipients - 1U);
  if (facts.parts > 1) std::printf("  %u/%u", facts.parts_delivered, facts.parts);
  const std::optional<UtcTime> time = facts.ended ? facts.ended : facts.due ? facts.due : facts.submitted;
  if (time) std::printf("  %s", FormatRfc3339(*time).c_str());
  std::fputc('\n', stdout);
  if (facts.cause != Cause::kNone && facts.cause != Cause::kCancelled) {
    print("    ");
    if (CauseCode(facts.cause) != 0) std::printf("%u ", CauseCode(facts.cause));
    print(CauseText(facts.cause, language));
    print(" ");
    print(CauseRemedy(facts.cause, language));
    std::fputc('\n', stdout);
  }
  if (!facts.reply.empty() && facts.state != JobState::kDelivered) std::printf("    %s\n", facts.reply.c_str());
  if (facts.may_be_twice) {
    print("    ");
    print(CauseText(Cause::kDeliveryUnknown, language));
    std::fputc('\n', stdout);
  }
}

void PrintList(const ToolArguments& arguments, MailAppCore& app) {
  JobCursor cursor;
  static std::array<JobFacts, kPageJobs> page;
  for (;;) {
    const size_t count = app.Jobs(cursor, page);
    for (const JobFacts& facts : std::span(page).first(count)) {
      if (arguments.json) {
        PrintJson(facts);
      } else {
        PrintForPeople(facts, arguments.language);
      }
    }
    if (count < page.size()) return;
  }
}

// Until nothing waits any more, retries and all. What became of it.
ToolResult WorkOff(ToolSession& session, MailAppCore& app) {
  ToolResult result{.outcome = "jobs"};
  app.jobs().SetRetry(true);
  uint32_t ended = app.jobs().ended_total();
  for (;;) {
    const Instant wake = app.Poll();
    if (app.jobs().ended_total() != ended) {  // one ends at a time
      ended = app.jobs().ended_total();
      const JobFacts job = app.jobs().last_ended();
      if (job.state == JobState::kFailed || job.state == JobState::kPartial) {
        const bool failed = job.state == JobState::kFailed || result.outcome == "failed";
        result.outcome = failed ? "failed" : "partial";
        result.cause = job.cause;
      }
    }
    if (app.jobs().waiting() == 0) break;
    session.platform().network.WaitForEvent(wake);
  }
  app.Poll();  // ends the connection politely
  return result;
}

}  // namespace

int ListJobs(const ToolArguments& arguments, ToolSession& session, Report& report) {
  int status = 0;
  MailAppCore* app = StartApp(arguments, session, status);
  if (app == nullptr) return status;
  PrintList(arguments, *app);
  if (arguments.json) report.Result({.outcome = "jobs"});
  return 0;
}

int RunJobs(const ToolArguments& arguments, ToolSession& session, Report& report) {
  int status = 0;
  MailAppCore* app = StartApp(arguments, session, status);
  if (app == nullptr) return status;
  const ToolResult result = WorkOff(session, *app);
  PrintList(arguments, *app);
  return arguments.json ? report.Result(result) : ExitStatus(result);
}

int CancelJob(const ToolArguments& arguments, ToolSession& session, Report& report) {
  int status = 0;
  MailAppCore* app = StartApp(arguments, session, status);
  if (app == nullptr) return status;
  const std::string_view text = arguments.operands.front();
  JobId id = 0;
  std::from_chars(text.data(), text.data() + text.size(), id);
  const bool cancelled = app->Do(CancelJobCommand{id}).has_value();
  if (!cancelled) Report::Complain("no such job waits: ", text);
  return report.Result({.outcome = cancelled ? "cancelled" : "failed"});
}

}  // namespace tegami
