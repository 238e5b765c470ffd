// SPDX-License-Identifier: MIT
// Which command, and what all of them share.
#include <cstdio>

#include "posix/tool/commands.h"

namespace tegami {
namespace {

alignas(MailApp::kStorageAlign) std::array<std::byte, sizeof(MailAppCore)> app_storage;

}  // namespace

MailAppCore* StartApp(const ToolArguments& arguments, ToolSession& session, int& status) {
  MailAppOptions options;
  options.tracer = session.tracer();
  options.extra_roots = session.ca_files().certificates();
  options.timeout_cap_ms = arguments.timeout_ms.value_or(0);
  options.retry_jobs = false;
  options.actor = EventActor::kTool;
  options.firmware_version = TEGAMI_FIRMWARE_VERSION;
  options.roots_key = session.roots_key();
  if (arguments.command == ToolCommand::kRootsUpdate && !arguments.operands.empty()) {
    options.roots_url = arguments.operands[0];
  }
  auto& app = static_cast<MailAppCore&>(MailApp::Build(app_storage, session.platform(), options));
  const bool any_state = arguments.command == ToolCommand::kReset;  // it is what helps where the app does not start
  if (const Status started = app.Start(); !started && !any_state) {
    Report report(arguments);
    const ToolResult result{.outcome = "failed", .cause = StoreCause(started)};
    status = report.Result(result);
    return nullptr;
  }
  return &app;
}

std::string_view OwnerOf(const ToolArguments& arguments) {
  std::string_view owner = arguments.account;
  owner.remove_prefix(5);  // "user:"
  return owner;
}

Result<AccountId> AccountOf(const ToolArguments& arguments, AccountBook& book, bool create) {
  if (arguments.account.empty() || arguments.account == "mail") return kMailAccount;
  if (arguments.account == "fax") return kFaxAccount;
  return book.FindUser(OwnerOf(arguments), create);
}

namespace {

int RunCommand(std::span<const char* const> argv) {
  if (argv.size() == 1 && argv[0] == std::string_view("--version")) {
    std::puts("tegami " TEGAMI_FIRMWARE_VERSION);
    return 0;
  }
  static ToolArguments arguments;
  const ArgumentError error = ParseArguments(argv, arguments);
  if (!error.empty()) {
    Report::Complain(View(error));
    return 2;
  }
  if (arguments.command == ToolCommand::kHelp) {
    PrintHelp();
    return 0;
  }
  static ToolSession session(arguments);
  if (const int status = session.Open(arguments.store_use == StoreUse::kMakes); status != 0) return status;
  Report report(arguments);
  switch (arguments.command) {
#define TEGAMI_TOOL_COMMAND(enumerator, name, operands, operands_max, store, check, run, summary) \
  case ToolCommand::enumerator: return run(arguments, session, report);
#include "posix/tool/commands.def"
#undef TEGAMI_TOOL_COMMAND
    case ToolCommand::kHelp: break;
  }
  return 2;
}

}  // namespace

int RunTool(std::span<const char* const> argv) {
  const int status = RunCommand(argv);
  const bool written = std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
  // The status of a mail is worth more than the words about it.
  const bool sends = !argv.empty() && argv[0] == std::string_view("send");
  if (written || sends) return status;
  Report::Complain("cannot write the output");
  return status != 0 ? status : 1;
}

}  // namespace tegami
