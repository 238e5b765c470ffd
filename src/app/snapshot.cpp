// SPDX-License-Identifier: MIT
// The facts that faces read, gathered.
#include "account/account_state.h"
#include "app/mail_app_core.h"
#include "codec/ip_text.h"

namespace tegami {
namespace {

// Facts that change by themselves (the clock, addresses) are renewed so often.
constexpr int64_t kFactsMs = 1 * kMsPerSecond;
}  // namespace

void MailAppCore::RenewSnapshot(Instant now) {
  snapshot_.sign_in = tokens_.facts();
  snapshot_.roots = roots_.facts();
  RenewJobFacts();
  if (!facts_stale_ && now < next_facts_) return;
  next_facts_ = After(now, kFactsMs);
  snapshot_.clock = clock_.WallClock();
  snapshot_.language = device_.language;
  snapshot_.utc_offset_minutes = device_.utc_offset_minutes;
  RenewNetworkFacts();
  if (facts_stale_) {
    facts_stale_ = false;
    RenewAccountFacts();
    ++snapshot_.revision;
  }
}

// The list is read from the flash when it has changed; the progress of the mail under way at every turn.
void MailAppCore::RenewJobFacts() {
  if (jobs_revision_ != jobs_.revision()) {
    jobs_revision_ = jobs_.revision();
    snapshot_.job_count = static_cast<uint8_t>(jobs_.List(snapshot_.jobs));
    snapshot_.jobs_waiting = static_cast<uint8_t>(jobs_.waiting());
    snapshot_.jobs_ended = static_cast<uint16_t>(jobs_.ended());
    if (jobs_.storage_failed()) snapshot_.store_trouble = Cause::kStorageFailed;
    facts_stale_ = true;  // the account's last mail, or its trouble
  }
  for (JobFacts& job : std::span(snapshot_.jobs).first(snapshot_.job_count)) {
    if (job.id == jobs_.current()) job.progress_permille = jobs_.ProgressPermille();
  }
}

void MailAppCore::RenewAccountFacts() {
  const AccountState before = snapshot_.mail.state;
  FillAccountFacts(book_, kMailAccount, snapshot_.clock, snapshot_.sign_in, snapshot_.mail);
  const AccountState after = snapshot_.mail.state;
  // The first look after a start finds the account in any state.
  const bool started = snapshot_.revision != 0;
  if (!started || before == after || options_.tracer == nullptr) return;
  options_.tracer->OnTransition("account", AccountStateName(before), AccountStateName(after), clock_.Now());
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
