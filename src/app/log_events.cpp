// SPDX-License-Identifier: MIT
// Events of sign-ins, refreshes, jobs and connections.
#include "app/log_events.h"

#include <array>
#include <charconv>

#include "codec/escape.h"

namespace tegami {
namespace {

void Add(EventLog* log, Event& event, std::string_view words) {
  if (log == nullptr) return;
  EscapeForDisplay(words, event.detail);
  log->Add(event);
}

}  // namespace

void LogSignIn(EventLog* log, const SignInFacts& facts) {
  const bool failed = facts.phase == SignInFacts::Phase::kFailed;
  if (!failed && facts.phase != SignInFacts::Phase::kConfirm) return;
  Event event;
  event.kind = failed ? EventKind::kSignInFailed : EventKind::kSignedIn;
  event.account = facts.account;
  event.cause = facts.cause;
  Add(log, event, failed ? View(facts.detail) : View(facts.signed_in_as));
}

void LogRefresh(EventLog* log, AccountId account, Cause cause, std::string_view words) {
  Event event;
  event.kind = cause == Cause::kNone ? EventKind::kRefreshed : EventKind::kRefreshFailed;
  event.account = account;
  event.cause = cause;
  Add(log, event, words);
}

void LogTrouble(EventLog* log, const TokenEvent& trouble) {
  Event event;
  event.kind = EventKind::kSignInTrouble;
  event.account = trouble.account;
  event.cause = trouble.cause;
  switch (trouble.kind) {
    case TokenEvent::Kind::kAboutToLapse: {
      std::array<char, 4> digits;
      const char* end = std::to_chars(digits.data(), digits.data() + digits.size(), trouble.days_left).ptr;
      Text<40> words("about to lapse, days left: ");
      static_cast<void>(Append(words, {digits.data(), static_cast<size_t>(end - digits.data())}));
      return Add(log, event, View(words));
    }
    case TokenEvent::Kind::kSignInEnded: return Add(log, event, "ended");
    case TokenEvent::Kind::kPendingLapsed: return Add(log, event, "was not applied");
  }
}

void LogJob(EventLog* log, const JobFacts& job, std::string_view words) {
  Event event;
  event.kind = job.state == JobState::kDelivered ? EventKind::kJobDelivered : EventKind::kJobFailed;
  event.account = job.account;
  event.job = job.id;
  event.cause = job.cause;
  Add(log, event, words);
}

void LogTlsFailure(EventLog* log, std::string_view host, Cause cause, std::string_view words) {
  Event event;
  event.kind = EventKind::kTlsFailed;
  event.cause = cause;
  Text<kHostNameMaxBytes + kErrorTextMaxBytes + 2> told;
  static_cast<void>(Append(told, host));
  if (!words.empty() && Append(told, ": ")) static_cast<void>(Append(told, words));
  Add(log, event, View(told));
}

}  // namespace tegami
