// SPDX-License-Identifier: MIT
// The commands of the host tool. Each returns the process's exit status.
#pragma once

#include "app/mail_app_core.h"
#include "posix/tool/arguments.h"
#include "posix/tool/file_source.h"
#include "posix/tool/report.h"
#include "posix/tool/session.h"

namespace tegami {

int RunTool(std::span<const char* const> argv);

// The rows of commands.def.
#define TEGAMI_TOOL_COMMAND(enumerator, name, operands, operands_max, store, check, run, summary) \
  int run(const ToolArguments& arguments, ToolSession& session, Report& report);
#include "posix/tool/commands.def"
#undef TEGAMI_TOOL_COMMAND

// The app over the session's platform, started. Null: complained, exit status in `status`.
MailAppCore* StartApp(const ToolArguments& arguments, ToolSession& session, int& status);

// The account of --account; users are looked up by their id.
[[nodiscard]] Result<AccountId> AccountOf(const ToolArguments& arguments, AccountBook& book, bool create);

// The ID of --account user:ID.
std::string_view OwnerOf(const ToolArguments& arguments);

// The attachments of --attach, opened.
class AttachedFiles {
 public:
  // Complains and returns false where one cannot be read.
  [[nodiscard]] bool Open(const ToolArguments& arguments);
  std::span<const Attachment> attachments() const { return {attachments_.data(), attachments_.size()}; }

 private:
  std::array<FileSource, kAttachmentsMax> files_;
  etl::vector<Attachment, kAttachmentsMax> attachments_;
};

}  // namespace tegami
