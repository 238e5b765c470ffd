// SPDX-License-Identifier: MIT
// The command line, read by the tables of commands.def and options.def.
#include "posix/tool/arguments.h"

#include <array>
#include <charconv>
#include <cstdio>

#include "codec/date.h"
#include "tegami/base/bytes.h"

namespace tegami {
namespace {

struct CommandRow {
  ToolCommand command;
  std::string_view name;
  std::string_view operands;
  size_t operands_max;
  StoreUse store;
  ArgumentCheck check;
  std::string_view summary;
};

constexpr std::array kCommands = {
#define TEGAMI_TOOL_COMMAND(enumerator, name, operands, operands_max, store, check, run, summary) \
  CommandRow{ToolCommand::enumerator, name, operands, operands_max, store, check, summary},
#include "posix/tool/commands.def"
#undef TEGAMI_TOOL_COMMAND
};

// The commands that an option goes with: bit n is the nth command.
namespace commands {
#define TEGAMI_TOOL_COMMAND(enumerator, name, operands, operands_max, store, check, run, summary) \
  [[maybe_unused]] constexpr uint32_t enumerator = uint32_t{1} << static_cast<unsigned>(ToolCommand::enumerator);
#include "posix/tool/commands.def"
#undef TEGAMI_TOOL_COMMAND
constexpr uint32_t kAll = 0xFFFFFFFF;
static_assert(kCommands.size() <= 32);
}  // namespace commands

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

// A value and the word that stands for it.
template <typename E>
struct Choice {
  std::string_view word;
  E value;
};

template <typename E, size_t N, typename Into>
bool ReadChoice(std::string_view value, const std::array<Choice<E>, N>& choices, Into& into) {
  for (const Choice<E>& choice : choices) {
    if (choice.word != value) continue;
    into = choice.value;
    return true;
  }
  return false;
}

bool ReadSecurity(std::string_view value, ToolArguments& arguments) {
  using E = SecureConnection;
  constexpr std::array<Choice<E>, 3> kChoices = {{{"none", E::kNone}, {"tls", E::kTls}, {"starttls", E::kStartTls}}};
  return ReadChoice(value, kChoices, arguments.security);
}

bool ReadAuth(std::string_view value, ToolArguments& arguments) {
  using E = ToolAuth;
  constexpr std::array<Choice<E>, 6> kChoices = {{{"auto", E::kAuto},
                                                  {"xoauth2", E::kXoauth2},
                                                  {"oauthbearer", E::kOauthBearer},
                                                  {"plain", E::kPlain},
                                                  {"login", E::kLogin},
                                                  {"none", E::kNone}}};
  return ReadChoice(value, kChoices, arguments.auth);
}

bool ReadBinary(std::string_view value, ToolArguments& arguments) {
  using E = BinaryTransfer;
  constexpr std::array<Choice<E>, 3> kChoices = {{{"auto", E::kAuto}, {"on", E::kOn}, {"off", E::kOff}}};
  return ReadChoice(value, kChoices, arguments.binary);
}

bool ReadLanguage(std::string_view value, ToolArguments& arguments) {
  using E = Language;
  constexpr std::array<Choice<E>, 2> kChoices = {{{"ja", E::kJapanese}, {"en", E::kEnglish}}};
  return ReadChoice(value, kChoices, arguments.language);
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

bool ReadSplit(std::string_view value, ToolArguments& arguments) {
  double kib = 0;
  if (!ReadNumber(value, 1, 4194303, kib)) return false;
  arguments.split_at_kib = static_cast<uint32_t>(kib);
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

bool ReadLogServer(std::string_view value, ToolArguments& arguments) {
  arguments.log_server = value;
  Endpoint endpoint;
  return value == "none" || ParseHostPort(value, endpoint).has_value();
}

bool ReadPop(std::string_view value, ToolArguments& arguments) {
  arguments.pop = value;
  Endpoint endpoint;
  return ParseHostPort(value, endpoint).has_value();
}

bool ReadProxy(std::string_view value, ToolArguments& arguments) {
  arguments.proxy = value;
  Endpoint endpoint;
  return value == "none" || ParseHostPort(value, endpoint).has_value();
}

template <bool ToolArguments::* Member, bool Value>
bool Set(std::string_view, ToolArguments& arguments) {
  arguments.*Member = Value;
  return true;
}

struct OptionRow {
  std::string_view name;
  std::string_view expects;  // empty: takes no value
  uint32_t commands;
  // Reads the value into the arguments; false: it is not one the option takes.
  bool (*read)(std::string_view value, ToolArguments& arguments);
  std::string_view purpose;
};

using A = ToolArguments;
namespace options {
using namespace commands;
constexpr std::array kOptions = {
#define TEGAMI_TOOL_OPTION(name, expects, commands, read, purpose) OptionRow{name, expects, commands, read, purpose},
#include "posix/tool/options.def"
#undef TEGAMI_TOOL_OPTION
};
}  // namespace options
using options::kOptions;

// The row of the command that argv begins with, the one of two words where both fit; null where it begins with none.
// `words` is how many it took.
const CommandRow* FindCommand(std::span<const char* const> argv, size_t& words) {
  const CommandRow* found = nullptr;
  for (const CommandRow& row : kCommands) {
    const size_t space = row.name.find(' ');
    const size_t taken = space == std::string_view::npos ? 1 : 2;
    const std::string_view first(row.name.data(), taken == 1 ? row.name.size() : space);
    if (argv.size() < taken || argv[0] != first || (found != nullptr && taken < words)) continue;
    if (taken == 2 && argv[1] != std::string_view(row.name.data() + space + 1, row.name.size() - space - 1)) continue;
    found = &row;
    words = taken;
  }
  return found;
}

bool IsHelp(std::string_view word) { return word == "--help" || word == "-h"; }

void PrintOption(const OptionRow& option) {
  const auto print = [](std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); };
  print("    ");
  print(option.name);
  if (!option.expects.empty()) print(" (");
  print(option.expects);
  print(option.expects.empty() ? ": " : "): ");
  print(option.purpose);
  print("\n");
}

}  // namespace

void PrintHelp() {
  const auto print = [](std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); };
  print("tegami: signs in to a mail service and sends mail, as a printer does.\n");
  for (const CommandRow& row : kCommands) {
    print("\n  tegami ");
    print(row.name);
    if (!row.operands.empty()) print(" ");
    print(row.operands);
    print("\n    ");
    print(row.summary);
    print("\n");
    const uint32_t bit = uint32_t{1} << static_cast<unsigned>(row.command);
    for (const OptionRow& option : kOptions) {
      if (option.commands != commands::kAll && (option.commands & bit) != 0) PrintOption(option);
    }
  }
  print("\n  On all of them:\n");
  for (const OptionRow& option : kOptions) {
    if (option.commands == commands::kAll) PrintOption(option);
  }
  print("    --version: tells the version, and nothing else\n");
  print("\nExit status: 0 success; 1 a failure, which is reported; 2 wrong use.\n");
}

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
  if (argv.empty()) return ComplainOf("no command (--help tells them all)");
  if (IsHelp(argv[0]) || std::string_view(argv[0]) == "help") return {};
  size_t words = 0;
  const CommandRow* command = FindCommand(argv, words);
  if (command == nullptr) return ComplainOf("unknown command '", argv[0], "' (--help tells them all)");
  arguments.store_use = command->store;

  for (size_t i = words; i < argv.size(); ++i) {
    const std::string_view name = argv[i];
    if (IsHelp(name)) return {};
    if (!name.starts_with('-') || name == "-") {
      if (arguments.operands.size() == command->operands_max) {
        return ComplainOf(command->name, ": what is '", name, "'?");
      }
      arguments.operands.push_back(name);
      continue;
    }
    const auto* option =
        std::find_if(kOptions.begin(), kOptions.end(), [&](const OptionRow& o) { return o.name == name; });
    if (option == kOptions.end()) return ComplainOf(command->name, ": unknown option '", name, "'");
    const uint32_t bit = uint32_t{1} << static_cast<unsigned>(command->command);
    if ((option->commands & bit) == 0) return ComplainOf(name, " does not go with ", command->name);
    std::string_view value;
    if (!option->expects.empty()) {
      if (i + 1 == argv.size()) return ComplainOf(name, " needs a value: ", option->expects);
      value = argv[++i];
    }
    if (!option->read(value, arguments)) return ComplainOf(name, " takes ", option->expects);
  }
  if (command->store != StoreUse::kOptional && arguments.store.empty()) {
    return ComplainOf(command->name, ": --store is missing");
  }
  arguments.command = command->command;
  return command->check == nullptr ? ArgumentError{} : command->check(arguments);
}

}  // namespace tegami
