// SPDX-License-Identifier: MIT
// tegami test-connection.
#include <cstdio>

#include "codec/json_writer.h"
#include "posix/tool/commands.h"
#include "text/ui_text.h"

namespace tegami {
namespace {

void PrintStep(const TestStepFacts& step, const ToolArguments& arguments) {
  const bool tried = step.outcome == TestOutcome::kPassed || step.outcome == TestOutcome::kFailed;
  if (!arguments.json) {
    const std::string_view label = UiText(TestStepText(step.step), arguments.language);
    const std::string_view outcome = UiText(TestOutcomeText(step.outcome), arguments.language);
    std::printf("%.*s: %.*s", static_cast<int>(label.size()), label.data(), static_cast<int>(outcome.size()),
                outcome.data());
    if (tried) std::printf(" (%d ms)", step.duration_ms);
    std::fputc('\n', stdout);
    return;
  }
  std::array<uint8_t, 256> line;
  JsonWriter json{line};
  json.BeginObject();
  json.Key("step");
  json.String(TestStepName(step.step));
  json.Key("outcome");
  json.String(TestOutcomeName(step.outcome));
  json.Key("duration_ms");
  if (tried) {
    json.Number(step.duration_ms);
  } else {
    json.Null();
  }
  json.EndObject();
  std::fwrite(json.text().data(), 1, json.text().size(), stdout);
  std::fputc('\n', stdout);
}

}  // namespace

int TestConnection(const ToolArguments& arguments, ToolSession& session, Report& report) {
  int status = 0;
  MailAppCore* app = StartApp(arguments, session, status);
  if (app == nullptr) return status;
  const Result<AccountId> account = AccountOf(arguments, app->book(), false);
  if (!account) {
    Report::Complain("--account: no such user: ", arguments.account);
    return 2;
  }
  if (!app->Do(TestConnectionCommand{.account = *account, .send = arguments.send})) return 1;
  const ConnectionTestFacts& facts = app->snapshot().test;
  for (;;) {
    const Instant wake = app->Poll();
    if (facts.phase != ConnectionTestFacts::Phase::kRunning) break;
    session.platform().network.WaitForEvent(wake);
  }
  for (size_t i = 0; i < facts.step_count; ++i) PrintStep(facts.steps[i], arguments);
  ToolResult result;
  const bool passed = facts.phase == ConnectionTestFacts::Phase::kPassed;
  result.outcome = passed ? "passed" : "failed";
  result.cause = facts.cause;
  result.reply = View(facts.detail);
  if (passed && !arguments.json) {
    const std::string_view sentence = UiText(TextKey::kTestSuccessful, arguments.language);
    std::printf("%.*s\n", static_cast<int>(sentence.size()), sentence.data());
    return 0;
  }
  report.Result(result);
  app->Poll();  // ends the connection politely
  return ExitStatus(result);
}

}  // namespace tegami
