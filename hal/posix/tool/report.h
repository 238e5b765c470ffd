// SPDX-License-Identifier: MIT
// What the host tool prints: JSON Lines for programs, sentences for people.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string_view>

#include "app/job_runner.h"
#include "posix/tool/arguments.h"
#include "tegami/error_codes.h"
#include "tegami/snapshot.h"

namespace tegami {

// The last line of every command.
struct ToolResult {
  std::string_view outcome;  // "delivered", "partial", "failed", "signed_in", "refreshed", "status", ...
  Cause cause = Cause::kNone;
  std::string_view reply;  // the server's words, not escaped
  std::span<const SmtpRecipient> recipients;
  std::string_view account_name;
  bool with_recipients = false;
};

class Report {
 public:
  explicit Report(const ToolArguments& arguments) : json_(arguments.json), language_(arguments.language) {}

  // The last line of a command; returns the process's exit status.
  int Result(const ToolResult& result);
  void Code(const SignInFacts& facts, std::optional<int64_t> expires_in_seconds);
  void Account(const AccountFacts& facts, std::string_view name);
  void StatusEnd(bool any);

  // A misuse, or trouble before anything began: one line on stderr.
  static void Complain(std::string_view sentence);
  static void Complain(std::string_view sentence, std::string_view object);

 private:
  bool json_;
  Language language_;
};

// The process's exit status for a result: 0 where all that was asked for is done.
int ExitStatus(const ToolResult& result);

}  // namespace tegami
