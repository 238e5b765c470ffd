// SPDX-License-Identifier: MIT
// tegami settings list, get, set, export, import; tegami users list, delete.
#include <cstdio>

#include "account/user_directory.h"
#include "app/settings_keeper.h"
#include "posix/tool/commands.h"
#include "posix/tool/settings_output.h"
#include "settings/export.h"
#include "settings/import.h"

namespace tegami {
namespace {

SettingsDraft draft;

int Finish(Report& report, std::string_view outcome, const Status& done) {
  ToolResult result;
  result.outcome = done ? outcome : "failed";
  if (!done && done.error() != Error::kInvalidArgument) {
    result.cause = done.error() == Error::kNoSpace ? Cause::kStorageFull : Cause::kStorageFailed;
  }
  return report.Result(result);
}

// The section of a name; "mail" is the account of --account. Null: complained.
const SettingField* FindField(const ToolArguments& arguments, std::string_view full_name, AccountId account,
                              SettingsSection& section) {
  std::string_view name;
  const SettingsSection* found = FindSection(full_name, name);
  const SettingField* field = found != nullptr ? FindSetting(found->group, name) : nullptr;
  if (field == nullptr || field->Is(kInternal)) {
    Report::Complain("settings: no such setting (settings list tells them all): ", full_name);
    return nullptr;
  }
  section = *found;
  if (found->name == "mail") section.account = account;
  const bool inherited = section.account >= kFirstUserAccount && section.group == SettingsGroup::kAccount &&
                         !field->Is(kOwn) && arguments.command == ToolCommand::kSettingsSet;
  if (inherited) {
    Report::Complain("settings: users have the mail account's, set it without --account: ", full_name);
    return nullptr;
  }
  return field;
}

bool IsStored(MailAppCore& app, const SettingsSection& section, const SettingField& field) {
  if (field.type != SettingType::kSecret) return false;
  if (section.group == SettingsGroup::kProxy) return app.store().Contains({RecordKind::kProxyPassword, 0});
  const bool password = field.Is(kOwn);
  const AccountId holder = password || section.account < kFirstUserAccount ? section.account : kMailAccount;
  return app.store().Contains({password ? RecordKind::kPassword : RecordKind::kClientSecret, holder});
}

// NAME and VALUE of an operand. False: there is no '='.
bool Split(std::string_view operand, std::string_view& name, std::string_view& value) {
  const size_t equals = operand.find('=');
  if (equals == std::string_view::npos) return false;
  name = std::string_view(operand.data(), equals);
  value = std::string_view(operand.data() + equals + 1, operand.size() - equals - 1);
  return true;
}

// Whether every operand names a setting that may be set here. False: complained.
bool CheckNames(const ToolArguments& arguments, AccountId account) {
  for (const std::string_view operand : arguments.operands) {
    std::string_view name;
    std::string_view value;
    if (!Split(operand, name, value)) {
      Report::Complain("settings set: NAME=VALUE, not ", operand);
      return false;
    }
    SettingsSection section{};
    const SettingField* field = FindField(arguments, name, account, section);
    if (field == nullptr) return false;
    if (field->type == SettingType::kSecret) {
      Report::Complain("settings set: a secret comes from a file (--password-file, ...): ", name);
      return false;
    }
  }
  return true;
}

// Puts the operands of this section into the draft. True: there were some.
bool ApplyOperands(const ToolArguments& arguments, const SettingsSection& section, IssueSink& sink) {
  bool touched = false;
  for (const bool service : {true, false}) {
    for (const std::string_view operand : arguments.operands) {
      std::string_view full_name;
      std::string_view name;
      std::string_view value;
      if (!Split(operand, full_name, value) || FindSection(full_name, name)->name != section.name) continue;
      if (service != (name == "service")) continue;  // first: it brings values of its own
      const SettingField* field = FindSetting(section.group, name);
      const SettingProblem problem = SetSetting(*field, draft.ref(), value);
      if (problem != SettingProblem::kNone) sink.OnIssue({field->name, field, problem});
      touched = true;
    }
  }
  return touched;
}

// The sections that operands name, one after the other, changed in the draft.
//   kInvalidArgument  something is wrong, and was printed
template <typename Use>
Status ForEachTouched(const ToolArguments& arguments, AppSettingsKeeper& keeper, AccountId account, bool print,
                      Use use) {
  for (const SettingsSection& listed : kSettingsSections) {
    SettingsSection section = listed;
    if (section.name == "mail") section.account = account;
    PrintingSink sink(arguments, section.name);
    IssueList silent;
    TEGAMI_TRY(keeper.Load(section, draft));
    if (!ApplyOperands(arguments, section, print ? static_cast<IssueSink&>(sink) : silent)) continue;
    TEGAMI_TRY(use(section, sink));
  }
  return {};
}

// Looks at all sections, saves nothing.
Status CheckValues(const ToolArguments& arguments, MailAppCore& app, AccountId account) {
  AppSettingsKeeper keeper(app);
  bool good = true;
  const auto check = [&good](const SettingsSection&, PrintingSink& sink) {
    CheckSettings(draft.view(), sink);
    good = good && !sink.has_error();
    return Status{};
  };
  TEGAMI_TRY(ForEachTouched(arguments, keeper, account, true, check));
  return good ? Status{} : Fail(Error::kInvalidArgument);
}

// Saves what CheckValues() found good: all, or none.
Status SaveValues(const ToolArguments& arguments, MailAppCore& app, AccountId account) {
  AppSettingsKeeper keeper(app);
  bool staged = false;
  const auto stage = [&](const SettingsSection& section, PrintingSink&) {
    staged = true;
    return keeper.Stage(section, draft);
  };
  TEGAMI_TRY(ForEachTouched(arguments, keeper, account, false, stage));
  return staged ? keeper.SaveStaged(draft) : Status{};
}

// A secret from a file, handed to `save`. Returns an exit status, 0 to go on.
template <typename Save>
int SaveSecretFile(std::string_view path, size_t longest, Save save) {
  if (path.empty()) return 0;
  std::array<uint8_t, 1024> octets;
  const Result<size_t> read = ReadWholeFile(path.data(), octets);
  size_t size = read.value_or(0);
  while (size > 0 && (octets[size - 1] == '\n' || octets[size - 1] == '\r')) --size;
  if (!read || size > longest) {
    Report::Complain("settings set: cannot read, or too long: ", path);
    return 2;
  }
  const Status saved = save(ConstBytes(octets).first(size));
  Wipe(octets);
  return saved ? 0 : 1;
}

int SaveSecrets(const ToolArguments& arguments, MailAppCore& app, AccountId account) {
  const int password = SaveSecretFile(arguments.password_file, kPasswordMaxBytes,
                                      [&](ConstBytes value) { return app.Do(SetPasswordCommand{account, value}); });
  if (password != 0) return password;
  const int client = SaveSecretFile(arguments.client_secret_file, kClientSecretMaxBytes,
                                    [&](ConstBytes value) { return app.Do(SetClientSecretCommand{account, value}); });
  if (client != 0) return client;
  return SaveSecretFile(arguments.proxy_password_file, kProxyPasswordMaxBytes,
                        [&](ConstBytes value) { return app.Do(SetProxyPasswordCommand{value}); });
}

// The app and the account of --account. Null: complained, exit status in `status`.
MailAppCore* StartWithAccount(const ToolArguments& arguments, ToolSession& session, AccountId& account, int& status) {
  MailAppCore* app = StartApp(arguments, session, status);
  if (app == nullptr) return nullptr;
  const Result<AccountId> found = AccountOf(arguments, app->book(), false);
  if (found) {
    account = *found;
    return app;
  }
  Report::Complain("--account: no such user: ", arguments.account);
  status = 2;
  return nullptr;
}

// The account that the user of --account has, or will have: nothing is made before all is known to be right.
Result<AccountId> AccountToBe(const ToolArguments& arguments, MailAppCore& app) {
  const Result<AccountId> found = AccountOf(arguments, app.book(), false);
  if (found || found.error() != Error::kNotFound) return found;
  return UserDirectory(app.store()).Choose(OwnerOf(arguments));
}

}  // namespace

int ListSettings(const ToolArguments& arguments, ToolSession& session, Report& report) {
  int status = 0;
  AccountId account = kMailAccount;
  MailAppCore* app = StartWithAccount(arguments, session, account, status);
  if (app == nullptr) return status;
  AppSettingsKeeper keeper(*app);
  for (const SettingsSection& listed : kSettingsSections) {
    SettingsSection section = listed;
    if (section.name == "mail") section.account = account;
    if (!keeper.Load(section, draft)) return Finish(report, "listed", Fail(Error::kIo));
    for (const SettingField& field : SettingsOf(section.group)) {
      if (field.Is(kInternal)) continue;
      PrintSetting(arguments, section.name, field, draft.view(), IsStored(*app, section, field));
    }
  }
  return arguments.json ? Finish(report, "listed", {}) : 0;
}

int GetSettings(const ToolArguments& arguments, ToolSession& session, Report& report) {
  int status = 0;
  AccountId account = kMailAccount;
  MailAppCore* app = StartWithAccount(arguments, session, account, status);
  if (app == nullptr) return status;
  AppSettingsKeeper keeper(*app);
  for (const std::string_view name : arguments.operands) {
    SettingsSection section{};
    const SettingField* field = FindField(arguments, name, account, section);
    if (field == nullptr) return 2;
    if (!keeper.Load(section, draft)) return Finish(report, "listed", Fail(Error::kIo));
    PrintSetting(arguments, section.name, *field, draft.view(), IsStored(*app, section, *field));
  }
  return arguments.json ? Finish(report, "listed", {}) : 0;
}

int SetSettings(const ToolArguments& arguments, ToolSession& session, Report& report) {
  int status = 0;
  MailAppCore* app = StartApp(arguments, session, status);
  if (app == nullptr) return status;
  Result<AccountId> account = AccountToBe(arguments, *app);
  if (account && !CheckNames(arguments, *account)) return 2;
  Status saved = account ? CheckValues(arguments, *app, *account) : Status{};
  if (saved) account = AccountOf(arguments, app->book(), true);
  if (!account) {
    Report::Complain("--account: cannot make the user: ", ErrorName(account.error()));
    return 1;
  }
  if (saved) saved = SaveValues(arguments, *app, *account);
  if (!saved) return Finish(report, "saved", saved);
  // Behind the settings: a secret that was entered together with a new server is for that one.
  status = SaveSecrets(arguments, *app, *account);
  if (status != 0) return status == 2 ? 2 : Finish(report, "saved", Fail(Error::kIo));
  return Finish(report, "saved", {});
}

int ExportSettings(const ToolArguments& arguments, ToolSession& session, Report& report) {
  int status = 0;
  MailAppCore* app = StartApp(arguments, session, status);
  if (app == nullptr) return status;
  const bool to_file = !arguments.operands.empty() && arguments.operands[0] != "-";
  std::FILE* out = to_file ? std::fopen(arguments.operands[0].data(), "w") : stdout;
  if (out == nullptr) {
    Report::Complain("settings export: cannot write ", arguments.operands[0]);
    return 2;
  }
  AppSettingsKeeper keeper(*app);
  static SettingsExport file(
      keeper, arguments.with_device ? SettingsExport::DeviceOwn::kInclude : SettingsExport::DeviceOwn::kLeaveOut);
  std::array<uint8_t, 512> piece;
  Status done;
  bool written = true;
  for (;;) {
    const Result<size_t> size = file.Read(piece);
    if (!size) done = Fail(size.error());
    if (!size || *size == 0) break;
    written = std::fwrite(piece.data(), 1, *size, out) == *size && written;
  }
  if (!to_file) return done ? 0 : Finish(report, "exported", done);  // what could not be written is told at the end
  written = std::fclose(out) == 0 && written;
  if (!written) {
    Report::Complain("settings export: cannot write all of ", arguments.operands[0]);
    return 1;
  }
  return Finish(report, "exported", done);
}

int ImportSettingsFile(const ToolArguments& arguments, ToolSession& session, Report& report) {
  static std::array<uint8_t, kSettingsFileMaxBytes + 1> octets;
  const Result<size_t> size = ReadWholeFile(arguments.operands[0].data(), octets);
  if (!size && size.error() != Error::kTooLong) {
    Report::Complain("settings import: cannot read ", arguments.operands[0]);
    return 2;
  }
  int status = 0;
  MailAppCore* app = StartApp(arguments, session, status);
  if (app == nullptr) return status;
  AppSettingsKeeper keeper(*app);
  PrintingSink sink(arguments, {});
  const Status done = ImportSettings(ConstBytes(octets).first(size.value_or(octets.size())), keeper, draft, sink);
  const bool told = !done && (done.error() == Error::kTooLong || done.error() == Error::kInvalidArgument);
  return Finish(report, "imported", told ? Fail(Error::kInvalidArgument) : done);
}

int ListUsers(const ToolArguments& arguments, ToolSession& session, Report& report) {
  int status = 0;
  MailAppCore* app = StartApp(arguments, session, status);
  if (app == nullptr) return status;
  const UserDirectory users(app->store());
  const SettingField& owner = *FindSetting(SettingsGroup::kAccount, "owner");
  for (auto account = users.Next(0); account; account = users.Next(*account + 1U)) {
    if (!app->book().LoadSettings(*account, draft.Get<AccountSettings>())) continue;
    PrintSetting(arguments, "user", owner, draft.view(), false);
  }
  return arguments.json ? Finish(report, "listed", {}) : 0;
}

int DeleteUser(const ToolArguments& arguments, ToolSession& session, Report& report) {
  int status = 0;
  MailAppCore* app = StartApp(arguments, session, status);
  if (app == nullptr) return status;
  const Result<AccountId> account = app->book().FindUser(arguments.operands[0], false);
  if (!account) {
    Report::Complain("users delete: no such user: ", arguments.operands[0]);
    return 2;
  }
  return Finish(report, "deleted", app->Do(DeleteUserCommand{*account}));
}

}  // namespace tegami
