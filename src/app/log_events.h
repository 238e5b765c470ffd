// SPDX-License-Identifier: MIT
// From what happens in the app to events of the log.
#pragma once

#include <string_view>

#include "account/account_book.h"
#include "app/token_event.h"
#include "log/event_log.h"
#include "tegami/command.h"
#include "tegami/snapshot.h"

namespace tegami {

// What is, before a command is carried out.
struct FactsBefore {
  const SignInFacts& sign_in;  // the one under way
  std::optional<UtcTime> time;
};

// What a command will have done, once it is carried out; nothing for one that the log does not tell of. To be asked
// before it is: what changes is told from what is stored.
std::optional<Event> EventOf(const Command& command, EventActor actor, AccountBook& book, const FactsBefore& before);

// `log` may be null. Words of peers are escaped and cut here.
void LogSignIn(EventLog* log, const SignInFacts& facts);
void LogRefresh(EventLog* log, AccountId account, Cause cause, std::string_view words);
void LogTrouble(EventLog* log, const TokenEvent& trouble);
void LogJob(EventLog* log, const JobFacts& job, std::string_view words);
void LogTlsFailure(EventLog* log, std::string_view host, Cause cause, std::string_view words);

}  // namespace tegami
