// SPDX-License-Identifier: MIT
// What an attempt goes by: the account's settings, its password or token, its POP log-in; all of one moment.
#include "app/job_runner.h"
#include "codec/escape.h"

namespace tegami {

// Settings, what is known of the server, who we are, the password.
Cause JobRunner::ReadAccount() {
  const AccountId account = job_.mail().account;
  attempt_revision_ = book_.revision();
  if (time_ != nullptr) corrections_ = time_->corrections();
  if (!book_.LoadSettings(account, settings_) || !book_.LoadNotes(account, notes_)) return Cause::kStorageFailed;
  AssignCut(user_, View(settings_.user));
  switch (settings_.auth) {
    case AuthMethod::kOff: return Cause::kNone;
    case AuthMethod::kOauth2:
      if (user_.empty()) FindSignedInUser();
      return Cause::kNone;
    case AuthMethod::kSmtpAuth:
    case AuthMethod::kPopBeforeSmtp: break;
  }
  return LoadPassword(account);
}

// Not inlined: the sign-in leaves the stack before the mail is planned.
[[gnu::noinline]] void JobRunner::FindSignedInUser() {
  SignIn sign_in;
  if (book_.LoadSignIn(job_.mail().account, AccountBook::Slot::kApplied, sign_in, nullptr)) {
    user_ = sign_in.account_name;
  }
}

Cause JobRunner::LoadPassword(AccountId account) {
  const Status loaded = book_.LoadPassword(account, password_);
  if (loaded) return Cause::kNone;
  return loaded.error() == Error::kIo ? Cause::kStorageFailed : Cause::kPasswordMissing;
}

void JobRunner::LoadAccount(Instant now) {
  if (const Cause cause = ReadAccount(); cause != Cause::kNone) return EndAttempt(cause, now);
  ChooseSender();
  // What is known to be too large costs neither a token nor a log-in. Who has no address yet hears of that first.
  const Cause cause = from_.empty() ? Cause::kNone : PlanParts();
  if (cause != Cause::kNone) return EndAttempt(cause, now);
  if (settings_.auth == AuthMethod::kOauth2) {
    stage_ = Stage::kWaitingForToken;
    return;
  }
  const bool pop = settings_.auth == AuthMethod::kPopBeforeSmtp;
  if (pop && !pop_.UseLastLogIn(job_.mail().account, attempt_revision_, now)) return BeginPopLogIn(now);
  if (pop) password_.Clear();  // SMTP never sees it
  BeginMail(now);
}

// A secret of now never goes where the settings of before point, nor the other way round: all is loaded anew.
void JobRunner::ReloadAccount(Instant now) {
  token_refused_ = false;
  token_.Clear();
  password_.Clear();
  LoadAccount(now);
}

void JobRunner::BeginPopLogIn(Instant now) {
  task_.End(now);  // its connection and its buffer are needed
  pop_.Begin(settings_, View(user_), password_.RevealText(), timeout_cap_ms_, now);
  stage_ = Stage::kLoggingIn;
}

void JobRunner::PollPopLogIn(Instant now) {
  pop_.Poll(now);
  if (!pop_.done()) return;
  password_.Clear();
  const Cause cause = pop_.cause();
  EscapeForDisplay(pop_.words(), result_.text);
  pop_.End(now);
  if (settings_changed()) return ReloadAccount(now);
  if (cause != Cause::kNone) {
    EndAttempt(cause, now);
    return;
  }
  pop_.RememberLogIn(current_->account, attempt_revision_, now);
  BeginMail(now);
}

void JobRunner::PollToken(Instant now) {
  if (settings_changed()) ReloadAccount(now);
  if (stage_ != Stage::kWaitingForToken) return;
  const TokenService::TokenAnswer answer = tokens_.RequestToken(current_->account, token_refused_, &token_, now);
  if (!answer.ready && answer.cause == Cause::kNone) return;
  if (!answer.ready) {
    retry_at_ = answer.retry_at;
    // Of a token that was refused the mail server said why.
    if (answer.cause != Cause::kAuthTokenRejected) EscapeForDisplay(tokens_.detail(), result_.text);
    EndAttempt(answer.cause, now);
    return;
  }
  BeginMail(now);
}

}  // namespace tegami
