// SPDX-License-Identifier: MIT
// The facts that faces read, gathered.
#include "app/mail_app_core.h"
#include "codec/ip_text.h"

namespace tegami {
namespace {

// Facts that change by themselves (the clock, addresses) are renewed so often.
constexpr int64_t kFactsMs = 1 * kMsPerSecond;
constexpr int64_t kSecondsPerDay = 86400;
// A sign-in with fewer days left than this is about to lapse.
constexpr int32_t kDaysLeftWarning = 14;

AccountState StateOf(const SignIn& sign_in, std::optional<int32_t> days_left) {
  if (sign_in.cause != Cause::kNone) {
    return CauseCode(sign_in.cause) == 361 ? AccountState::kLinkExpired : AccountState::kSignInAgain;
  }
  return days_left && *days_left <= kDaysLeftWarning ? AccountState::kAboutToLapse : AccountState::kSignedIn;
}

std::optional<int32_t> DaysLeft(const SignIn& sign_in, MailService service, std::optional<UtcTime> now) {
  const uint16_t idle_days = ProviderOf(service).refresh_idle_days;
  if (idle_days == 0 || !now || sign_in.refreshed.seconds < kEarliestPlausibleUtcSeconds) return std::nullopt;
  const int64_t left = idle_days - (now->seconds - sign_in.refreshed.seconds) / kSecondsPerDay;
  return static_cast<int32_t>(std::clamp<int64_t>(left, 0, idle_days));
}

}  // namespace

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
  SignIn sign_in;
  facts.state = AccountState::kSignedOut;
  if (settings.auth != AuthMethod::kOauth2) {
    facts.state = AccountState::kNoSignInNeeded;
  } else if (book.LoadSignIn(account, AccountBook::Slot::kApplied, sign_in, nullptr)) {
    facts.days_left = DaysLeft(sign_in, settings.service, now);
    facts.state = StateOf(sign_in, facts.days_left);
    if (facts.account_name.empty()) facts.account_name = sign_in.account_name;
    if (!sign_in.tenant_id.empty()) AssignCut(facts.tenant, View(sign_in.tenant_id));
    facts.scope = sign_in.scope;
    if (sign_in.refreshed.seconds >= kEarliestPlausibleUtcSeconds) facts.last_refresh = sign_in.refreshed;
    facts.cause = sign_in.cause;
    facts.detail = sign_in.detail;
  }
  SignIn pending;
  const bool waits = sign_in_facts.account == account && (sign_in_facts.phase == SignInFacts::Phase::kCodeShown ||
                                                          sign_in_facts.phase == SignInFacts::Phase::kAsking);
  if (waits) {
    facts.state = AccountState::kWaitingForUser;
  } else if (facts.state != AccountState::kNoSignInNeeded &&
             book.LoadSignIn(account, AccountBook::Slot::kPending, pending, nullptr)) {
    facts.state = AccountState::kSignedInNotApplied;
    if (facts.account_name.empty()) facts.account_name = pending.account_name;
  }
  facts.sender = settings.sender.empty() ? facts.account_name : settings.sender;
}

void MailAppCore::RenewSnapshot(Instant now) {
  snapshot_.sign_in = tokens_.facts();
  snapshot_.roots = roots_.facts();
  const JobState newest_before = snapshot_.jobs[0].state;
  snapshot_.job_count = static_cast<uint8_t>(jobs_.List(snapshot_.jobs));
  if (snapshot_.jobs[0].state != newest_before) facts_stale_ = true;  // the account's last mail, or its trouble
  if (!facts_stale_ && now < next_facts_) return;
  next_facts_ = After(now, kFactsMs);
  snapshot_.clock = platform_.clock.WallClock();
  snapshot_.language = device_.language;
  snapshot_.utc_offset_minutes = device_.utc_offset_minutes;
  RenewNetworkFacts();
  if (facts_stale_) {
    facts_stale_ = false;
    RenewAccountFacts();
    ++snapshot_.revision;
  }
}

void MailAppCore::RenewAccountFacts() {
  FillAccountFacts(book_, kMailAccount, snapshot_.clock, snapshot_.sign_in, snapshot_.mail);
}

void MailAppCore::RenewNetworkFacts() {
  std::array<InterfaceInfo, kInterfacesMax> interfaces;
  const size_t count = platform_.network.Interfaces(interfaces);
  snapshot_.link_up = false;
  snapshot_.address.clear();
  for (size_t i = 0; i < count; ++i) {
    const InterfaceInfo& interface = interfaces[i];
    if (interface.kind != InterfaceKind::kStandard || !interface.link_up || interface.address_count == 0) continue;
    const IpAddress* shown = &interface.addresses[0];
    for (size_t a = 0; a < interface.address_count; ++a) {
      if (interface.addresses[a].family == IpAddress::Family::kIpv4) shown = &interface.addresses[a];
    }
    snapshot_.link_up = true;
    AppendIpAddress(*shown, snapshot_.address);
    return;
  }
}

}  // namespace tegami
