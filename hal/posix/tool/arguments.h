// SPDX-License-Identifier: MIT
// The host tool's command line. Views into argv: they live as long as the process.
#pragma once

#include <etl/vector.h>

#include <optional>
#include <span>
#include <string_view>

#include "tegami/base/text.h"
#include "tegami/base/time.h"
#include "tegami/config.h"
#include "tegami/settings.h"

namespace tegami {

enum class ToolCommand : uint8_t {
#define TEGAMI_TOOL_COMMAND(enumerator, name, operands, operands_max, store, check, run, summary) enumerator,
#include "posix/tool/commands.def"
#undef TEGAMI_TOOL_COMMAND
  kHelp,
};

// What a command does to the directory of --store.
enum class StoreUse : uint8_t { kOptional, kReads, kMakes };

enum class ToolAuth : uint8_t { kAuto, kXoauth2, kOauthBearer, kPlain, kLogin, kNone };

inline constexpr size_t kResolveMax = 16;
inline constexpr size_t kCaFilesMax = 4;
inline constexpr size_t kOperandsMax = 128;

struct ToolArguments {
  ToolCommand command = ToolCommand::kHelp;
  StoreUse store_use = StoreUse::kOptional;
  etl::vector<std::string_view, kOperandsMax> operands;  // what is no option, behind the command

  // All commands.
  bool json = false;
  Language language = Language::kEnglish;
  etl::vector<std::string_view, kResolveMax> resolve;  // NAME:PORT:ADDR:PORT
  etl::vector<std::string_view, kCaFilesMax> ca_files;
  double clock_rate = 1.0;
  std::optional<UtcTime> clock_start;
  std::optional<int64_t> timeout_ms;  // caps every named time-out
  std::string_view trace_file;
  std::string_view additional_interface;
  std::string_view store;
  std::string_view account;  // "mail", "fax", "user:ID"

  // send
  std::string_view smtp;  // HOST:PORT
  std::optional<SecureConnection> security;
  ToolAuth auth = ToolAuth::kAuto;
  bool verify = true;
  std::string_view user;
  std::string_view token_file;
  std::string_view password_file;
  bool allow_password_without_tls = false;
  std::string_view pop;  // HOST:PORT
  std::string_view fax;  // a number
  std::string_view from;
  etl::vector<std::string_view, kRecipientsMax> to;
  etl::vector<std::string_view, kRecipientsMax> cc;
  etl::vector<std::string_view, kRecipientsMax> bcc;
  std::string_view subject;
  std::string_view text;
  etl::vector<std::string_view, kAttachmentsMax> attach;
  std::optional<BinaryTransfer> binary;
  uint32_t split_at_kib = 0;  // 0: not split
  bool queue = false;

  // sign-in
  std::string_view service;
  std::string_view cloud;
  std::string_view authority;
  std::string_view discover;
  std::string_view device_endpoint;
  std::string_view token_endpoint;
  std::string_view tenant;
  std::string_view client_id;
  std::string_view client_secret_file;
  std::string_view scope;
  std::string_view proxy;  // HOST:PORT of the proxy for the OAuth endpoints, or "none"
  std::string_view proxy_user;
  std::string_view proxy_password_file;

  // log
  std::string_view log_server;  // HOST:PORT, or "none"

  // settings
  bool with_device = false;

  // log, test-connection
  bool send = false;

  // roots
  std::string_view roots_key_file;

  // reset
  bool yes = false;
};

// One line that says what is wrong with the command line; empty where nothing is.
using ArgumentError = Text<256>;

// How a command complains of options that do not go together, or miss. Empty: nothing to complain of.
using ArgumentCheck = ArgumentError (*)(const ToolArguments& arguments);
ArgumentError CheckSend(const ToolArguments& arguments);
ArgumentError CheckMail(const ToolArguments& arguments);  // what is in the mail, as CheckJob() will ask
ArgumentError CheckSettingsSet(const ToolArguments& arguments);
ArgumentError CheckJobsCancel(const ToolArguments& arguments);
ArgumentError CheckSignIn(const ToolArguments& arguments);
ArgumentError CheckOperands(const ToolArguments& arguments);
ArgumentError CheckClockSet(const ToolArguments& arguments);
ArgumentError CheckRootsUpdate(const ToolArguments& arguments);
ArgumentError CheckRootsRemove(const ToolArguments& arguments);
ArgumentError CheckReset(const ToolArguments& arguments);

// A sentence of up to four parts.
ArgumentError ComplainOf(std::string_view a, std::string_view b = {}, std::string_view c = {}, std::string_view d = {});

// Commands and options, from their tables.
void PrintHelp();

// Reads argv (without the program's name). Checks everything that can be checked without a file or the network.
ArgumentError ParseArguments(std::span<const char* const> argv, ToolArguments& arguments);

// "HOST:PORT", "[::1]:587".
//   kInvalidArgument  not of that form
[[nodiscard]] Status ParseHostPort(std::string_view text, Endpoint& endpoint);

}  // namespace tegami
