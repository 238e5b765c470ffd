// SPDX-License-Identifier: MIT
// Which options go together, by command.
#include <algorithm>

#include "codec/date.h"
#include "posix/tool/arguments.h"

namespace tegami {

ArgumentError ComplainOf(std::string_view a, std::string_view b, std::string_view c, std::string_view d) {
  ArgumentError error;
  for (const std::string_view part : {a, b, c, d}) {
    if (!Append(error, part)) break;
  }
  return error;
}

namespace {

ArgumentError CheckFax(const ToolArguments& a) {
  const bool mail = !a.to.empty() || !a.cc.empty() || !a.bcc.empty() || !a.subject.empty() || !a.text.empty();
  if (a.store.empty() || mail) return ComplainOf("send: --fax goes with --store, and not with recipients or words");
  if (a.attach.size() != 1) return ComplainOf("send: --fax needs one --attach");
  if (!a.account.empty() && a.account != "fax") return ComplainOf("send: --fax goes with --account fax");
  return {};
}

}  // namespace

ArgumentError CheckSend(const ToolArguments& a) {
  if (a.smtp.empty() == a.store.empty()) return ComplainOf("send: give either --smtp HOST:PORT or --store DIR");
  if (!a.fax.empty()) return CheckFax(a);
  if (a.to.empty() && a.cc.empty() && a.bcc.empty()) return ComplainOf("send: no recipient: give --to, --cc or --bcc");
  if (a.to.size() + a.cc.size() + a.bcc.size() > kRecipientsMax) return ComplainOf("send: more than 100 recipients");
  if (!a.store.empty()) {
    const bool explicit_server = !a.user.empty() || !a.token_file.empty() || !a.password_file.empty() ||
                                 a.security.has_value() || a.auth != ToolAuth::kAuto || !a.verify || !a.pop.empty() ||
                                 !a.from.empty();
    if (explicit_server) {
      return ComplainOf(
          "send: --user, --token-file, --password-file, --security, --auth, --pop, --from and --no-verify go with "
          "--smtp");
    }
    if (a.queue && !a.attach.empty()) return ComplainOf("send: --queue goes without --attach: files are not kept");
    return CheckMail(a);
  }
  if (a.queue || a.split_at_kib != 0) return ComplainOf("send: --queue and --split go with --store");
  if (a.from.empty()) return ComplainOf("send: --from is missing");
  if (!a.security) return ComplainOf("send: --security is missing (none, starttls or tls)");
  if (!a.token_file.empty() && !a.password_file.empty()) {
    return ComplainOf("send: give either --token-file or --password-file");
  }
  if (!a.pop.empty() && (a.password_file.empty() || a.auth != ToolAuth::kAuto)) {
    return ComplainOf("send: --pop needs --user and --password-file, and no --auth");
  }
  const bool has_secret = !a.token_file.empty() || !a.password_file.empty();
  if (has_secret && a.user.empty()) return ComplainOf("send: --user is missing");
  const bool wants_token = a.auth == ToolAuth::kXoauth2 || a.auth == ToolAuth::kOauthBearer;
  const bool wants_password = a.auth == ToolAuth::kPlain || a.auth == ToolAuth::kLogin;
  if (wants_token && a.token_file.empty()) return ComplainOf("send: this --auth needs --user and --token-file");
  if (wants_password && a.password_file.empty())
    return ComplainOf("send: this --auth needs --user and --password-file");
  if (!a.user.empty() && !has_secret) return ComplainOf("send: --user needs --token-file or --password-file");
  return CheckMail(a);
}

ArgumentError CheckSettingsSet(const ToolArguments& a) {
  const bool secret = !a.password_file.empty() || !a.client_secret_file.empty() || !a.proxy_password_file.empty();
  const bool makes_user = a.account.starts_with("user:");
  return a.operands.empty() && !secret && !makes_user ? ComplainOf("settings set: what? NAME=VALUE") : ArgumentError{};
}

ArgumentError CheckJobsCancel(const ToolArguments& a) {
  const std::string_view id = a.operands.empty() ? std::string_view() : a.operands.front();
  const bool digits = std::all_of(id.begin(), id.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (id.empty() || id.size() > 10 || !digits) return ComplainOf("jobs cancel: give the job's number");
  return {};
}

ArgumentError CheckSignIn(const ToolArguments& a) {
  // Users follow the mail account.
  if (a.service.empty() && !a.account.starts_with("user:"))
    return ComplainOf("sign-in: --service is missing (exchange-online, outlook or custom)");
  if (!a.cloud.empty() && a.service != "exchange-online") {
    return ComplainOf("sign-in: --cloud goes with --service exchange-online");
  }
  const bool one_endpoint = a.device_endpoint.empty() != a.token_endpoint.empty();
  if (one_endpoint) return ComplainOf("sign-in: --device-endpoint and --token-endpoint go together");
  const int ways = (a.authority.empty() ? 0 : 1) + (a.discover.empty() ? 0 : 1) + (a.device_endpoint.empty() ? 0 : 1);
  if (ways > 1) return ComplainOf("sign-in: give one of --authority, --discover, --device-endpoint");
  const bool credentials = !a.proxy_user.empty() || !a.proxy_password_file.empty();
  if (credentials && (a.proxy.empty() || a.proxy == "none")) {
    return ComplainOf("sign-in: --proxy-user and --proxy-password-file go with --proxy HOST:PORT");
  }
  if (a.proxy_user.empty() && !a.proxy_password_file.empty()) return ComplainOf("sign-in: --proxy-user is missing");
  if (a.service == "custom") {
    if (ways == 0) {
      return ComplainOf("sign-in: --service custom needs --authority, --discover or both endpoints");
    }
    if (a.client_id.empty()) return ComplainOf("sign-in: --service custom needs --client-id");
    if (a.scope.empty()) return ComplainOf("sign-in: --service custom needs --scope");
  }
  return {};
}

ArgumentError CheckOperands(const ToolArguments& a) {
  return a.operands.empty() ? ComplainOf("what? (--help tells)") : ArgumentError{};
}

ArgumentError CheckClockSet(const ToolArguments& a) {
  if (a.operands.empty()) return ComplainOf("clock set: to what? A time like 2026-11-24T10:00:00Z");
  return ParseRfc3339(a.operands[0]) ? ArgumentError{}
                                     : ComplainOf("clock set: a time like 2026-11-24T10:00:00Z, not ", a.operands[0]);
}

ArgumentError CheckRootsUpdate(const ToolArguments& a) {
  const bool in_clear = !a.operands.empty() && a.operands[0].starts_with("http:");
  return in_clear ? ComplainOf("roots update: only https, not ", a.operands[0]) : ArgumentError{};
}

ArgumentError CheckReset(const ToolArguments& a) {
  return a.yes ? ArgumentError{} : ComplainOf("reset: erases settings, sign-ins, jobs and log; --yes if that is meant");
}

ArgumentError CheckRootsRemove(const ToolArguments& a) {
  if (a.operands.empty()) return ComplainOf("roots remove: which? roots list tells the numbers");
  for (const char c : a.operands[0]) {
    if (c < '0' || c > '9') return ComplainOf("roots remove: not a number: ", a.operands[0]);
  }
  return {};
}

}  // namespace tegami
