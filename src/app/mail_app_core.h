// SPDX-License-Identifier: MIT
// What MailApp is made of: store, accounts, tokens, jobs, panel; and the loop over them.
#pragma once

#include "app/account_facts.h"
#include "app/added_roots.h"
#include "app/connection_test.h"
#include "app/device_clock.h"
#include "app/job_runner.h"
#include "app/log_task.h"
#include "app/notify_task.h"
#include "app/oauth_transport.h"
#include "app/roots_task.h"
#include "app/time_keeper.h"
#include "app/token_service.h"
#include "panel/panel_face.h"
#include "settings/keeper.h"
#include "tegami/mail_app.h"

namespace tegami {

class MailAppCore final : public MailApp {
 public:
  // `line`: the way of OAuth requests in place of the app's own; for tests.
  MailAppCore(Platform& platform, const MailAppOptions& options, OauthLine* line = nullptr);

  Status Start();
  Instant Poll();
  Result<JobId> Submit(const MailJob& job) { return jobs_.Submit(job, clock_.Now()); }
  Status Do(const Command& command) { return Do(command, options_.actor); }
  Status Do(const Command& command, EventActor actor);
  void Note(const Event& event) { log_.Add(event); }
  Result<Event> ReadEvent(uint32_t number) { return log_.ReadBackFrom(number); }
  Result<JobId> SubmitFax(const FaxJob& fax);
  FaxFormat fax_format();
  void Notify(DeviceEvent event) { notify_.Note(event, clock_.Now()); }
  Status Reattach(JobId id, std::span<const Attachment> attachments) {
    return jobs_.Reattach(id, attachments, clock_.Now());
  }
  size_t Jobs(JobCursor& cursor, std::span<JobFacts> into) { return jobs_.List(cursor, into); }
  const Snapshot& snapshot() const { return snapshot_; }
  bool TakeScanRequest() { return std::exchange(scan_requested_, false); }

  // For the host tool, which reports more than a face shows.
  Store& store() { return store_; }
  AccountBook& book() { return book_; }
  Clock& clock() { return clock_; }
  TokenService& tokens() { return tokens_; }
  JobRunner& jobs() { return jobs_; }
  EventLog& log() { return log_; }
  LogTask& log_task() { return log_task_; }
  RootsTask& roots() { return roots_; }

  // Saves what was staged and committed (account/staged_settings.h). What the flash refuses is tried again by Poll().
  Status FinishStaged(SettingsDraft& draft);

  const RootsFacts& roots_facts() const { return roots_.facts(); }

 private:
  Status Carry(const SignInCommand& c) { return tokens_.StartSignIn(c.account, clock_.Now()); }
  Status Carry(const CancelSignInCommand&);
  Status Carry(const ApplySignInCommand& c);
  Status Carry(const DiscardSignInCommand& c);
  Status Carry(const SignOutCommand& c) { return tokens_.SignOut(c.account, clock_.Now()); }
  Status Carry(const SetAccountCommand& c);
  Status Carry(const DeleteUserCommand& c);
  Status Carry(const SetDeviceCommand& c);
  Status Carry(const SetClockCommand& c);
  Status Carry(const SetPasswordCommand& c) { return book_.SavePassword(c.account, c.value); }
  Status Carry(const SetClientSecretCommand& c) { return book_.SaveClientSecret(c.account, c.value); }
  Status Carry(const SetProxyCommand& c);
  Status Carry(const SetProxyPasswordCommand& c) { return book_.SaveProxyPassword(c.value); }
  Status Carry(const SetLogServerCommand& c);
  Status Carry(const ImportCaCommand& c) { return roots_.Import(c.certificate, clock_.WallClock()); }
  Status Carry(const RemoveCaCommand& c) { return roots_.Remove(c.number); }
  Status Carry(const AddRootsCommand& c) { return roots_.Add(c.piece, c.first, c.last); }
  Status Carry(const FetchRootsCommand&) { return roots_.Fetch(); }
  Status Carry(const RefreshCommand& c);
  Status Carry(const TestConnectionCommand& c) { return connection_test_.Begin(c.account, c.send); }
  Status Carry(const SetNotifyCommand& c);
  Status Carry(const SetFaxCommand& c);
  Status Carry(const CancelJobCommand& c) { return jobs_.Cancel(c.job, clock_.Now()); }
  Status Carry(const TestMailCommand& c);
  Status Carry(const FactoryResetCommand&);
  Status Carry(const RequestScanCommand&);

  bool TakesSignIn(AccountId account, const AccountSettings& after);
  void BeginLog();
  void LogStart();
  void LogStoreTrouble();
  void LogRoots();
  void PollLog(SignInFacts::Phase phase_before, Instant now);
  void ApplyDevice();
  void PollClock(Instant now);
  void PollStore(Instant now);
  Status FinishStaged();
  void PollPanel(Instant now);
  void ShowPanel(Instant now);
  void PollRefresh(Instant now);
  void RenewSnapshot(Instant now);
  void RenewJobFacts();
  void RenewNetworkFacts();
  void RenewAccountFacts();

  Platform& platform_;
  MailAppOptions options_;
  OauthLine* given_line_;                   // null: the app's own
  EventActor actor_ = EventActor::kDevice;  // of the command under way
  std::optional<EventActor> reset_by_;      // who had the device reset: it starts as new
  Store store_;
  AccountBook book_;
  DeviceClock clock_;
  TimeKeeper time_;
  TlsServices tls_;
  GivenRoots given_roots_;
  std::array<uint8_t, kHttpWorkBytes> http_work_;
  std::array<uint8_t, kSmtpWorkBytes> smtp_work_;
  OauthTransport transport_;
  TokenService tokens_;
  RootsTask roots_;
  JobRunner jobs_;
  EventLog log_;
  LogTask log_task_;
  uint32_t corrupted_told_ = 0;  // records
  uint32_t roots_updates_told_ = 0;
  ConnectionTest connection_test_;
  NotifyTask notify_;
  PanelFace panel_face_;
  DeviceSettings device_;
  Snapshot snapshot_;
  uint32_t jobs_revision_ = 0;  // that the snapshot shows
  Instant next_facts_;
  uint32_t dates_doubted_ = 0;  // by tokens_, as far as was looked at
  Instant next_tidy_;
  bool facts_stale_ = true;
  bool staged_left_ = false;
  bool scan_requested_ = false;
  std::optional<AccountId> refresh_wanted_;
};

// The causes of a store that would not mount.
Cause StoreCause(const Status& mounted);

}  // namespace tegami
