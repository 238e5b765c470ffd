// SPDX-License-Identifier: MIT
// Options as a table: name, what it takes, who may use it.
#include "posix/tool/arguments.h"

#include <array>
#include <charconv>
#include <cstdlib>

#include "codec/date.h"
#include "tegami/base/bytes.h"

namespace tegami {
namespace {

constexpr unsigned kForSend = 1U;
constexpr unsigned kForSignIn = 2U;
constexpr unsigned kForAll = 0xFFU;

struct CommandName {
  std::string_view name;
  ToolCommand command;
  unsigned mask;
};

constexpr std::array<CommandName, 5> kCommands = {{
    {"send", ToolCommand::kSend, kForSend},
    {"sign-in", ToolCommand::kSignIn, kForSignIn},
    {"refresh", ToolCommand::kRefresh, 4U},
    {"status", ToolCommand::kStatus, 8U},
    {"sign-out", ToolCommand::kSignOut, 16U},
}};

// Reads one value into the arguments; false: the value is not one the option takes.
using Reader = bool (*)(std::string_view value, ToolArguments& arguments);

struct Option {
  std::string_view name;
  bool takes_value;
  unsigned mask;
  std::string_view expects;
  Reader read;
};

template <std::string_view ToolArguments::* Member>
bool ReadText(std::string_view value, ToolArguments& arguments) {
  arguments.*Member = value;
  return true;
}

template <auto Member>
bool ReadList(std::string_view value, ToolArguments& arguments) {
  if ((arguments.*Member).full()) return false;
  (arguments.*Member).push_back(value);
  return true;
}

bool ReadSecurity(std::string_view value, ToolArguments& arguments) {
  if (value == "none")
    arguments.security = SecureConnection::kNone;
  else if (value == "tls")
    arguments.security = SecureConnection::kTls;
  else if (value == "starttls")
    arguments.security = SecureConnection::kStartTls;
  else
    return false;
  return true;
}

bool ReadAuth(std::string_view value, ToolArguments& arguments) {
  constexpr std::array<std::string_view, 6> kNames = {"auto", "xoauth2", "oauthbearer", "plain", "login", "none"};
  for (size_t i = 0; i < kNames.size(); ++i) {
    if (value != kNames[i]) continue;
    arguments.auth = static_cast<ToolAuth>(i);
    return true;
  }
  return false;
}

bool ReadBinary(std::string_view value, ToolArguments& arguments) {
  if (value == "auto")
    arguments.binary = BinaryTransfer::kAuto;
  else if (value == "on")
    arguments.binary = BinaryTransfer::kOn;
  else if (value == "off")
    arguments.binary = BinaryTransfer::kOff;
  else
    return false;
  return true;
}

bool ReadLanguage(std::string_view value, ToolArguments& arguments) {
  if (value == "ja")
    arguments.language = Language::kJapanese;
  else if (value == "en")
    arguments.language = Language::kEnglish;
  else
    return false;
  return true;
}

bool ReadNumber(std::string_view value, double least, double most, double& number) {
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  return error == std::errc{} && end == value.data() + value.size() && number >= least && number <= most;
}

bool ReadClockRate(std::string_view value, ToolArguments& arguments) {
  return ReadNumber(value, 0.001, 1e6, arguments.clock_rate);
}

bool ReadTimeout(std::string_view value, ToolArguments& arguments) {
  double seconds = 0;
  if (!ReadNumber(value, 0.001, 86400, seconds)) return false;
  arguments.timeout_ms = static_cast<int64_t>(seconds * 1000);
  return true;
}

// "2026-11-24T10:00:00Z", or seconds since 1970.
bool ReadClockStart(std::string_view value, ToolArguments& arguments) {
  double seconds = 0;
  if (ReadNumber(value, 0, 1e11, seconds)) {
    arguments.clock_start = UtcTime{static_cast<int64_t>(seconds)};
    return true;
  }
  const std::optional<UtcTime> time = ParseRfc3339(value);
  if (!time) return false;
  arguments.clock_start = time;
  return true;
}

bool ReadService(std::string_view value, ToolArguments& arguments) {
  arguments.service = value;
  return value == "exchange-online" || value == "outlook" || value == "custom";
}

bool ReadCloud(std::string_view value, ToolArguments& arguments) {
  arguments.cloud = value;
  return value == "public" || value == "gcch" || value == "dod" || value == "china";
}

bool ReadAccount(std::string_view value, ToolArguments& arguments) {
  arguments.account = value;
  return value == "mail" || value == "fax" || (value.starts_with("user:") && value.size() > 5);
}

bool ReadSmtp(std::string_view value, ToolArguments& arguments) {
  arguments.smtp = value;
  Endpoint endpoint;
  return ParseHostPort(value, endpoint).has_value();
}

template <bool ToolArguments::* Member, bool Value>
bool Set(std::string_view, ToolArguments& arguments) {
  arguments.*Member = Value;
  return true;
}

using A = ToolArguments;
constexpr std::array kOptions = {
    Option{"--json", false, kForAll, "", Set<&A::json, true>},
    Option{"--lang", true, kForAll, "ja or en", ReadLanguage},
    Option{"--resolve", true, kForAll, "NAME:PORT:ADDR:PORT, 16 times at most", ReadList<&A::resolve>},
    Option{"--ca", true, kForAll, "a file, 4 times at most", ReadList<&A::ca_files>},
    Option{"--clock-rate", true, kForAll, "a number from 0.001 to 1000000", ReadClockRate},
    Option{"--clock-start", true, kForAll, "a time like 2026-11-24T10:00:00Z", ReadClockStart},
    Option{"--timeout", true, kForAll, "seconds, from 0.001 to 86400", ReadTimeout},
    Option{"--trace", true, kForAll, "a file", ReadText<&A::trace_file>},
    Option{"--store", true, kForAll, "a directory", ReadText<&A::store>},
    Option{"--account", true, kForAll, "mail, fax or user:ID", ReadAccount},
    Option{"--smtp", true, kForSend | kForSignIn, "HOST:PORT", ReadSmtp},
    Option{"--security", true, kForSend | kForSignIn, "none, starttls or tls", ReadSecurity},
    Option{"--auth", true, kForSend, "auto, xoauth2, oauthbearer, plain, login or none", ReadAuth},
    Option{"--no-verify", false, kForSend, "", Set<&A::verify, false>},
    Option{"--user", true, kForSend | kForSignIn, "an account name", ReadText<&A::user>},
    Option{"--token-file", true, kForSend, "a file", ReadText<&A::token_file>},
    Option{"--password-file", true, kForSend, "a file", ReadText<&A::password_file>},
    Option{"--allow-password-without-tls", false, kForSend, "", Set<&A::allow_password_without_tls, true>},
    Option{"--from", true, kForSend | kForSignIn, "an address", ReadText<&A::from>},
    Option{"--to", true, kForSend, "an address, 100 times at most", ReadList<&A::to>},
    Option{"--cc", true, kForSend, "an address, 100 times at most", ReadList<&A::cc>},
    Option{"--bcc", true, kForSend, "an address, 100 times at most", ReadList<&A::bcc>},
    Option{"--subject", true, kForSend, "text", ReadText<&A::subject>},
    Option{"--text", true, kForSend, "text", ReadText<&A::text>},
    Option{"--attach", true, kForSend, "a file, 16 times at most", ReadList<&A::attach>},
    Option{"--binary", true, kForSend, "auto, on or off", ReadBinary},
    Option{"--service", true, kForSignIn, "exchange-online, outlook or custom", ReadService},
    Option{"--cloud", true, kForSignIn, "public, gcch, dod or china", ReadCloud},
    Option{"--authority", true, kForSignIn, "a URL", ReadText<&A::authority>},
    Option{"--discover", true, kForSignIn, "a URL", ReadText<&A::discover>},
    Option{"--device-endpoint", true, kForSignIn, "a URL", ReadText<&A::device_endpoint>},
    Option{"--token-endpoint", true, kForSignIn, "a URL", ReadText<&A::token_endpoint>},
    Option{"--tenant", true, kForSignIn, "a tenant", ReadText<&A::tenant>},
    Option{"--client-id", true, kForSignIn, "a client id", ReadText<&A::client_id>},
    Option{"--client-secret-file", true, kForSignIn, "a file", ReadText<&A::client_secret_file>},
    Option{"--scope", true, kForSignIn, "a scope", ReadText<&A::scope>},
};

ArgumentError Complain(std::string_view a, std::string_view b = {}, std::string_view c = {}, std::string_view d = {}) {
  ArgumentError error;
  for (const std::string_view part : {a, b, c, d}) {
    if (!Append(error, part)) break;
  }
  return error;
}

ArgumentError CheckSend(const ToolArguments& a) {
  if (a.smtp.empty() == a.store.empty()) return Complain("send: give either --smtp HOST:PORT or --store DIR");
  if (a.to.empty() && a.cc.empty() && a.bcc.empty()) return Complain("send: no recipient: give --to, --cc or --bcc");
  if (a.to.size() + a.cc.size() + a.bcc.size() > kRecipientsMax) return Complain("send: more than 100 recipients");
  if (!a.store.empty()) {
    const bool explicit_server = !a.user.empty() || !a.token_file.empty() || !a.password_file.empty() ||
                                 a.security.has_value() || a.auth != ToolAuth::kAuto || !a.verify;
    if (explicit_server) {
      return Complain("send: --user, --token-file, --password-file, --security, --auth and --no-verify go with --smtp");
    }
    return {};
  }
  if (a.from.empty()) return Complain("send: --from is missing");
  if (!a.security) return Complain("send: --security is missing (none, starttls or tls)");
  if (!a.token_file.empty() && !a.password_file.empty()) {
    return Complain("send: give either --token-file or --password-file");
  }
  const bool has_secret = !a.token_file.empty() || !a.password_file.empty();
  if (has_secret && a.user.empty()) return Complain("send: --user is missing");
  const bool wants_token = a.auth == ToolAuth::kXoauth2 || a.auth == ToolAuth::kOauthBearer;
  const bool wants_password = a.auth == ToolAuth::kPlain || a.auth == ToolAuth::kLogin;
  if (wants_token && a.token_file.empty()) return Complain("send: this --auth needs --user and --token-file");
  if (wants_password && a.password_file.empty()) return Complain("send: this --auth needs --user and --password-file");
  return {};
}

ArgumentError CheckSignIn(const ToolArguments& a) {
  if (a.store.empty()) return Complain("sign-in: --store is missing");
  if (a.service.empty()) return Complain("sign-in: --service is missing (exchange-online, outlook or custom)");
  if (!a.cloud.empty() && a.service != "exchange-online") {
    return Complain("sign-in: --cloud goes with --service exchange-online");
  }
  const bool one_endpoint = a.device_endpoint.empty() != a.token_endpoint.empty();
  if (one_endpoint) return Complain("sign-in: --device-endpoint and --token-endpoint go together");
  const int ways = (a.authority.empty() ? 0 : 1) + (a.discover.empty() ? 0 : 1) + (a.device_endpoint.empty() ? 0 : 1);
  if (ways > 1) return Complain("sign-in: give one of --authority, --discover, --device-endpoint");
  if (a.service == "custom") {
    if (ways == 0) {
      return Complain("sign-in: --service custom needs --authority, --discover or both endpoints");
    }
    if (a.client_id.empty()) return Complain("sign-in: --service custom needs --client-id");
    if (a.scope.empty()) return Complain("sign-in: --service custom needs --scope");
  }
  return {};
}

ArgumentError Check(const ToolArguments& a) {
  switch (a.command) {
    case ToolCommand::kSend: return CheckSend(a);
    case ToolCommand::kSignIn: return CheckSignIn(a);
    case ToolCommand::kRefresh:
    case ToolCommand::kStatus:
    case ToolCommand::kSignOut: return a.store.empty() ? Complain("--store is missing") : ArgumentError{};
    case ToolCommand::kHelp: return {};
  }
  return {};
}

}  // namespace

Status ParseHostPort(std::string_view text, Endpoint& endpoint) {
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return Fail(Error::kInvalidArgument);
  std::string_view host(text.data(), colon);
  const std::string_view port(text.data() + colon + 1, text.size() - colon - 1);
  if (host.front() == '[') {
    if (host.back() != ']' || host.size() < 3) return Fail(Error::kInvalidArgument);
    host = std::string_view(host.data() + 1, host.size() - 2);
  } else if (host.find(':') != std::string_view::npos) {
    return Fail(Error::kInvalidArgument);
  }
  unsigned number = 0;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
  if (error != std::errc{} || end != port.data() + port.size() || number == 0 || number > 65535) {
    return Fail(Error::kInvalidArgument);
  }
  endpoint.port = static_cast<uint16_t>(number);
  return Assign(endpoint.host, host);
}

ArgumentError ParseArguments(std::span<const char* const> argv, ToolArguments& arguments) {
  if (argv.empty()) return Complain("no command: send, sign-in, refresh, status or sign-out (--help tells more)");
  const std::string_view first = argv[0];
  if (first == "--help" || first == "help" || first == "-h") {
    arguments.command = ToolCommand::kHelp;
    return {};
  }
  const auto* command =
      std::find_if(kCommands.begin(), kCommands.end(), [&](const CommandName& c) { return c.name == first; });
  if (command == kCommands.end()) return Complain("unknown command '", first, "' (--help tells them all)");
  arguments.command = command->command;

  for (size_t i = 1; i < argv.size(); ++i) {
    const std::string_view name = argv[i];
    if (name == "--help" || name == "-h") {
      arguments.command = ToolCommand::kHelp;
      return {};
    }
    const auto* option =
        std::find_if(kOptions.begin(), kOptions.end(), [&](const Option& o) { return o.name == name; });
    if (option == kOptions.end()) return Complain(first, ": unknown option '", name, "'");
    if ((option->mask & command->mask) == 0) return Complain(name, " does not go with ", first);
    std::string_view value;
    if (option->takes_value) {
      if (i + 1 == argv.size()) return Complain(name, " needs a value: ", option->expects);
      value = argv[++i];
    }
    if (!option->read(value, arguments)) return Complain(name, " takes ", option->expects);
  }
  return Check(arguments);
}

}  // namespace tegami
