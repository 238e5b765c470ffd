// SPDX-License-Identifier: MIT
// Settings, notes and sign-ins of an account, as facts.
#include "app/account_facts.h"

#include "account/account_state.h"
#include "app/oauth_setup.h"
#include "app/token_schedule.h"
#include "tegami/plausible_time.h"

namespace tegami {

void FillAccountFacts(AccountBook& book, AccountId account, std::optional<UtcTime> now,
                      const SignInFacts& sign_in_facts, AccountFacts& facts) {
  facts = {};
  facts.id = account;
  AccountSettings settings;
  if (!book.LoadSettings(account, settings)) return;
  const Endpoint server = MailServerOf(settings);
  facts.service = settings.service;
  facts.auth = settings.auth;
  facts.security = settings.security;
  facts.verify_certificate = settings.verify_certificate;
  facts.smtp_host = server.host;
  facts.smtp_port = server.port;
  facts.account_name = settings.user;
  facts.tenant = settings.tenant;
  AccountNotes notes;
  if (book.LoadNotes(account, notes)) facts.last_mail = notes.last_mail;
  AccountStanding standing;
  standing.uses_oauth = settings.auth == AuthMethod::kOauth2;
  standing.code_wanted = sign_in_facts.account == account && (sign_in_facts.phase == SignInFacts::Phase::kCodeShown ||
                                                              sign_in_facts.phase == SignInFacts::Phase::kAsking);
  SignIn sign_in;
  if (standing.uses_oauth && book.LoadSignIn(account, AccountBook::Slot::kApplied, sign_in, nullptr)) {
    standing.applied = true;
    standing.mark = sign_in.cause;
    facts.days_left = LapseDaysLeft(ProviderOf(settings.service).refresh_idle_days, sign_in.refreshed, now);
    standing.days_left = facts.days_left;
    if (facts.account_name.empty()) facts.account_name = sign_in.account_name;
    if (!sign_in.tenant_id.empty()) AssignCut(facts.tenant, View(sign_in.tenant_id));
    facts.scope = sign_in.scope;
    if (IsPlausible(sign_in.refreshed)) facts.last_refresh = sign_in.refreshed;
    facts.cause = sign_in.cause;
    facts.detail = sign_in.detail;
  }
  if (standing.uses_oauth && book.LoadSignIn(account, AccountBook::Slot::kPending, sign_in, nullptr)) {
    standing.pending = true;
    if (facts.account_name.empty()) facts.account_name = sign_in.account_name;
  }
  facts.state = StateOf(standing);
  if (facts.state == AccountState::kSignedOut && notes.pending_lapsed) facts.cause = Cause::kPendingSignInLapsed;
  facts.sender = settings.sender.empty() ? facts.account_name : settings.sender;
}

}  // namespace tegami
