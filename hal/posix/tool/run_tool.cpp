// SPDX-License-Identifier: MIT
// Which command, and what all of them share.
#include <cstdio>

#include "posix/tool/commands.h"

namespace tegami {
namespace {

constexpr char kHelp[] =
    R"(tegami: signs in to a mail service and sends mail, as a printer does.

  tegami send --smtp HOST:PORT --security none|starttls|tls [--auth auto|xoauth2|oauthbearer|plain|login|none]
              [--user ADDR (--token-file FILE | --password-file FILE)] [--no-verify] [--allow-password-without-tls]
              --from ADDR --to ADDR... [--cc ADDR]... [--bcc ADDR]... [--subject TEXT] [--text TEXT]
              [--attach FILE]... [--binary auto|on|off]
  tegami send --store DIR [--account mail|fax|user:ID] --to ADDR... [...]
  tegami sign-in --store DIR --service exchange-online|outlook|custom [--cloud public|gcch|dod|china]
              [--authority URL | --discover URL | --device-endpoint URL --token-endpoint URL]
              [--tenant T] [--client-id ID] [--client-secret-file FILE] [--scope S] [--account ...]
  tegami refresh|status|sign-out --store DIR [--account ...]

On all: --json  --lang ja|en  --ca FILE  --resolve NAME:PORT:ADDR:PORT  --timeout SECONDS  --trace FILE
        --clock-rate N  --clock-start UTC
Exit status: 0 success; 1 a failure, which is reported; 2 wrong use.
)";

alignas(MailApp::kStorageAlign) std::array<std::byte, sizeof(MailAppCore)> app_storage;

}  // namespace

MailAppCore* StartApp(const ToolArguments& arguments, ToolSession& session, int& status) {
  MailAppOptions options;
  options.tracer = session.tracer();
  options.extra_roots = session.ca_files().certificates();
  options.timeout_cap_ms = arguments.timeout_ms.value_or(0);
  options.retry_jobs = false;
  auto& app = static_cast<MailAppCore&>(MailApp::Build(app_storage, session.platform(), options));
  if (const Status started = app.Start(); !started) {
    Report report(arguments);
    const ToolResult result{.outcome = "failed", .cause = StoreCause(started)};
    report.Result(result);
    status = 1;
    return nullptr;
  }
  return &app;
}

Result<AccountId> AccountOf(const ToolArguments& arguments, AccountBook& book, bool create) {
  if (arguments.account.empty() || arguments.account == "mail") return kMailAccount;
  if (arguments.account == "fax") return kFaxAccount;
  std::string_view owner = arguments.account;
  owner.remove_prefix(5);  // "user:"
  return book.FindUser(owner, create);
}

int RunTool(std::span<const char* const> argv) {
  static ToolArguments arguments;
  const ArgumentError error = ParseArguments(argv, arguments);
  if (!error.empty()) {
    Report::Complain(View(error));
    return 2;
  }
  if (arguments.command == ToolCommand::kHelp) {
    std::fputs(kHelp, stdout);
    return 0;
  }
  static ToolSession session(arguments);
  const bool creates = arguments.command == ToolCommand::kSignIn;
  if (const int status = session.Open(creates); status != 0) return status;
  Report report(arguments);
  switch (arguments.command) {
    case ToolCommand::kSend:
      return arguments.smtp.empty() ? SendFromStore(arguments, session, report)
                                    : SendDirect(arguments, session, report);
    case ToolCommand::kSignIn: return SignInToStore(arguments, session, report);
    case ToolCommand::kRefresh: return RefreshInStore(arguments, session, report);
    case ToolCommand::kStatus: return ShowStatus(arguments, session, report);
    case ToolCommand::kSignOut: return SignOutOfStore(arguments, session, report);
    case ToolCommand::kHelp: break;
  }
  return 2;
}

}  // namespace tegami
