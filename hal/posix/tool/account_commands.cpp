// SPDX-License-Identifier: MIT
// tegami sign-in, refresh, status, sign-out.
#include "posix/tool/commands.h"
#include "settings/service_defaults.h"
#include "text/cause_text.h"

namespace tegami {
namespace {

MailService ServiceOf(const ToolArguments& arguments) {
  if (arguments.service == "outlook") return MailService::kOutlook;
  if (arguments.service == "custom") return MailService::kCustom;
  if (arguments.cloud == "gcch") return MailService::kExchangeGccHigh;
  if (arguments.cloud == "dod") return MailService::kExchangeDod;
  if (arguments.cloud == "china") return MailService::kExchangeChina;
  return MailService::kExchangeOnline;
}

Status FillService(const ToolArguments& arguments, AccountSettings& settings) {
  ChooseService(settings, ServiceOf(arguments));
  settings.auth = AuthMethod::kOauth2;
  TEGAMI_TRY(Assign(settings.authority, arguments.authority));
  TEGAMI_TRY(Assign(settings.discovery, arguments.discover));
  TEGAMI_TRY(Assign(settings.device_endpoint, arguments.device_endpoint));
  TEGAMI_TRY(Assign(settings.token_endpoint, arguments.token_endpoint));
  TEGAMI_TRY(Assign(settings.tenant, arguments.tenant));
  TEGAMI_TRY(Assign(settings.client_id, arguments.client_id));
  return Assign(settings.scope, arguments.scope);
}

// A user needs no service: it is the mail account's.
Status FillSettings(const ToolArguments& arguments, AccountSettings& settings) {
  if (!arguments.service.empty()) TEGAMI_TRY(FillService(arguments, settings));
  if (!arguments.user.empty()) TEGAMI_TRY(Assign(settings.user, arguments.user));
  if (!arguments.from.empty()) TEGAMI_TRY(Assign(settings.sender, arguments.from));
  if (arguments.smtp.empty()) return {};
  Endpoint server;
  TEGAMI_TRY(ParseHostPort(arguments.smtp, server));
  settings.smtp_host = server.host;
  settings.smtp_port = server.port;
  settings.security = arguments.security.value_or(settings.security);
  return {};
}

// A secret of one line. Complains of the file and returns false where there is none.
template <size_t N>
bool ReadSecretFile(std::string_view complaint, std::string_view path, Secret<N>& secret) {
  std::array<uint8_t, N + 2> octets;
  const Result<size_t> read = ReadWholeFile(path.data(), octets);
  size_t size = read.value_or(0);
  while (size > 0 && (octets[size - 1] == '\n' || octets[size - 1] == '\r')) --size;
  const bool taken = size != 0 && secret.Assign(ConstBytes(octets).first(size)).has_value();
  Wipe(octets);
  if (!taken) Report::Complain(complaint, path);
  return taken;
}

// Keeps the proxy, or that there is none any more.
int KeepProxy(const ToolArguments& arguments, MailAppCore& app) {
  ProxySettings proxy;
  if (arguments.proxy != "none") {
    Endpoint place;
    proxy.enabled = true;
    const bool fits = ParseHostPort(arguments.proxy, place) && Assign(proxy.user, arguments.proxy_user);
    if (!fits) {
      Report::Complain("sign-in: --proxy-user is too long");
      return 2;
    }
    proxy.host = place.host;
    proxy.port = place.port;
  }
  Status kept = app.Do(SetProxyCommand{&proxy});
  if (kept && !arguments.proxy_password_file.empty()) {
    ProxyPassword password;
    if (!ReadSecretFile("--proxy-password-file: cannot read, empty or too long: ", arguments.proxy_password_file,
                        password))
      return 2;
    kept = app.Do(SetProxyPasswordCommand{password.Reveal()});
  }
  if (kept) return 0;
  Report::Complain("--store: cannot save the proxy: ", ErrorName(kept.error()));
  return 1;
}

// Whether all but a user's own settings are the mail account's.
bool FollowsMailAccount(MailAppCore& app, const AccountSettings& user) {
  AccountSettings mail;
  if (!app.book().LoadSettings(kMailAccount, mail)) return false;
  for (const SettingField& field : SettingsOf(SettingsGroup::kAccount)) {
    if (!field.Is(kOwn) && !SameSetting(field, mail, user)) return false;
  }
  return true;
}

// Keeps settings, client secret, proxy and CA files in the store. Returns an exit status, 0 to go on.
int KeepSettings(const ToolArguments& arguments, ToolSession& session, MailAppCore& app, AccountId account) {
  AccountSettings settings;
  Status kept = app.book().LoadSettings(account, settings);
  if (kept) kept = FillSettings(arguments, settings);
  if (!kept) {
    Report::Complain("sign-in: an option is too long");
    return 2;
  }
  const bool client = !settings.client_id.empty() || !ProviderOf(settings.service).client_id.empty();
  // Users have the mail account's: until an administrator has signed in, that is what is missing.
  if (account < kFirstUserAccount && settings.auth == AuthMethod::kOauth2 && !client) {
    Report::Complain("sign-in: --client-id is missing: this build has none of its own");
    return 2;
  }
  if (account >= kFirstUserAccount && !FollowsMailAccount(app, settings)) {
    Report::Complain("sign-in: users have the mail account's service and server: sign in without --account first, ",
                     "and leave those options away");
    return 2;
  }
  kept = app.Do(SetAccountCommand{account, &settings});
  if (kept && !arguments.client_secret_file.empty()) {
    Secret<kClientSecretMaxBytes> secret;
    if (!ReadSecretFile("--client-secret-file: cannot read, empty or too long: ", arguments.client_secret_file, secret))
      return 2;
    kept = app.Do(SetClientSecretCommand{account, secret.Reveal()});
  }
  if (kept && !arguments.proxy.empty()) {
    if (const int status = KeepProxy(arguments, app); status != 0) return status;
  }
  for (const ExtraCertificate& certificate : session.ca_files().certificates()) {
    if (kept) kept = app.Do(ImportCaCommand{certificate.der});
  }
  if (kept) return 0;
  if (const Cause cause = app.roots().facts().cause; cause != Cause::kNone) {
    Report::Complain("--ca: ", CauseText(cause, arguments.language));
    return 2;
  }
  Report::Complain("--store: cannot save the settings: ", ErrorName(kept.error()));
  return 1;
}

}  // namespace

int SignInToStore(const ToolArguments& arguments, ToolSession& session, Report& report) {
  int status = 0;
  MailAppCore* app = StartApp(arguments, session, status);
  if (app == nullptr) return status;
  const Result<AccountId> account = AccountOf(arguments, app->book(), true);
  if (!account) {
    Report::Complain("--account: cannot make the user: ", ErrorName(account.error()));
    return 1;
  }
  if (const int kept = KeepSettings(arguments, session, *app, *account); kept != 0) return kept;
  if (const Status begun = app->Do(SignInCommand{*account}); !begun) {
    Report::Complain("sign-in: the endpoints, the tenant or the client id is missing or not valid: ",
                     ErrorName(begun.error()));
    return 2;
  }
  Text<kUserCodeMaxBytes> shown;
  for (;;) {
    const Instant wake = app->Poll();
    const SignInFacts& facts = app->tokens().facts();
    if (facts.phase == SignInFacts::Phase::kCodeShown && facts.user_code != shown) {
      shown = facts.user_code;
      report.Code(facts, facts.code_life_ms / kMsPerSecond);
    }
    if (facts.phase == SignInFacts::Phase::kConfirm || facts.phase == SignInFacts::Phase::kFailed) break;
    session.platform().network.WaitForEvent(wake);
  }
  ToolResult result;
  result.outcome = "failed";
  const SignInFacts facts = app->tokens().facts();
  result.cause = facts.cause;
  result.reply = View(facts.detail);
  if (facts.phase == SignInFacts::Phase::kConfirm) {
    const Status applied = app->Do(ApplySignInCommand{});
    result.cause = applied ? Cause::kNone : Cause::kStorageFailed;
    result.outcome = applied ? "signed_in" : "failed";
    result.account_name = View(facts.signed_in_as);
  }
  return report.Result(result);
}

int RefreshInStore(const ToolArguments& arguments, ToolSession& session, Report& report) {
  int status = 0;
  MailAppCore* app = StartApp(arguments, session, status);
  if (app == nullptr) return status;
  const Result<AccountId> account = AccountOf(arguments, app->book(), false);
  if (!account) {
    Report::Complain("--account: no such user: ", arguments.account);
    return 2;
  }
  app->tokens().ForceRefresh();
  TokenService::TokenAnswer answer;
  for (;;) {
    answer = app->tokens().RequestToken(*account, false, nullptr, session.clock().Now());
    if (answer.ready || answer.cause != Cause::kNone) break;
    session.platform().network.WaitForEvent(app->Poll());
  }
  ToolResult result;
  result.outcome = answer.ready ? "refreshed" : "failed";
  result.cause = answer.cause;
  result.reply = answer.ready ? std::string_view{} : app->tokens().detail();
  return report.Result(result);
}

int ShowStatus(const ToolArguments& arguments, ToolSession& session, Report& report) {
  int status = 0;
  MailAppCore* app = StartApp(arguments, session, status);
  if (app == nullptr) return status;
  const Result<AccountId> asked = AccountOf(arguments, app->book(), false);
  if (!asked) {
    Report::Complain("--account: no such user: ", arguments.account);
    return 2;
  }
  AccountFacts facts;
  bool any = false;
  for (auto index = app->store().NextIndex(RecordKind::kAccountSettings, 0); index;
       index = app->store().NextIndex(RecordKind::kAccountSettings, *index + 1)) {
    const auto account = static_cast<AccountId>(*index);
    if (!arguments.account.empty() && account != *asked) continue;
    FillAccountFacts(app->book(), account, app->clock().WallClock(), SignInFacts(), facts);
    AccountSettings settings;
    Text<kDisplayNameMaxBytes + 5> name;
    static_cast<void>(Append(name, account == kMailAccount ? "mail" : account == kFaxAccount ? "fax" : "user:"));
    if (account >= kFirstUserAccount && app->book().LoadSettings(account, settings)) {
      static_cast<void>(Append(name, View(settings.owner)));
    }
    report.Account(facts, View(name));
    any = true;
  }
  report.StatusEnd(any);
  return 0;
}

int SignOutOfStore(const ToolArguments& arguments, ToolSession& session, Report& report) {
  int status = 0;
  MailAppCore* app = StartApp(arguments, session, status);
  if (app == nullptr) return status;
  const Result<AccountId> account = AccountOf(arguments, app->book(), false);
  if (!account) {
    Report::Complain("--account: no such user: ", arguments.account);
    return 2;
  }
  ToolResult result;
  result.outcome = "signed_out";
  if (!app->Do(SignOutCommand{*account})) {
    result.outcome = "failed";
    result.cause = Cause::kStorageFailed;
  }
  // The tokens are gone here; the provider is told while we wait, as long as that may take.
  while (app->tokens().revoking()) session.platform().network.WaitForEvent(app->Poll());
  return report.Result(result);
}

}  // namespace tegami
