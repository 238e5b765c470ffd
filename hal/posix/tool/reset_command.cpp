// SPDX-License-Identifier: MIT
// tegami reset: the store of a device that is as new.
#include "posix/tool/commands.h"

namespace tegami {

int ResetStore(const ToolArguments& arguments, ToolSession& session, Report& report) {
  int status = 0;
  MailAppCore* app = StartApp(arguments, session, status);
  if (app == nullptr) return status;
  const Status reset = app->Do(FactoryResetCommand{});
  return report.Result({.outcome = reset ? "reset" : "failed", .cause = reset ? Cause::kNone : Cause::kStorageFailed});
}

}  // namespace tegami
