// SPDX-License-Identifier: MIT
// Works through the queue: one mail at a time, retried by the rule of its cause, remembered when it has ended.
#pragma once

#include "app/log_events.h"
#include "app/mail_task.h"
#include "app/pop_task.h"
#include "app/smtp_message.h"
#include "app/time_keeper.h"
#include "app/token_service.h"
#include "job/job_queue.h"

namespace tegami {

// The account's own address: of its settings, or who signed in.
//   kBadState  it has none yet
[[nodiscard]] Status FindOwnAddress(AccountBook& book, AccountId account, Text<kMailAddressMaxBytes>& address);

// Commands: Start() once the store is mounted; Submit(), Reattach(), Cancel().
// Inputs:   Poll(), at wake_by() at the latest.
// Getters:  the lists; what the mail sent last came to, for the host tool.
// One job is in RAM whole: the one that is being sent.
class JobRunner final : MailWitness {
 public:
  JobRunner(Network& network, TlsServices& tls, Clock& clock, Entropy& entropy, Store& store, AccountBook& book,
            TokenService& tokens, Bytes work, Tracer* tracer)
      : clock_(clock),
        entropy_(entropy),
        book_(book),
        tokens_(tokens),
        task_(network, tls, work, tracer),
        pop_(task_.connection(), work, tracer),
        queue_(store),
        history_(store) {}

  void SetDevice(const DeviceSettings& device) { device_ = device; }
  void SetEvents(EventLog* events) { events_ = events; }
  void SetTime(TimeKeeper* time) { time_ = time; }
  void SetTimeoutCap(int64_t ms) { timeout_cap_ms_ = ms; }
  // One attempt a job: for the host tool, which reports instead of waiting.
  void SetRetry(bool retry) { retry_ = retry; }
  // In place of the settings' own, for the next jobs.
  void SetBinary(std::optional<BinaryTransfer> binary) { binary_ = binary; }
  // Leaves all other jobs where they are: for the host tool. 0: leaves all.
  void SetOnly(std::optional<JobId> id) { only_ = id; }

  // Takes up what waits since before the restart.
  void Start(Instant now);

  //   as MailApp::Submit()
  [[nodiscard]] Result<JobId> Submit(const MailJob& job, Instant now);
  //   as MailApp::Reattach()
  [[nodiscard]] Status Reattach(JobId id, std::span<const Attachment> attachments, Instant now);
  // In any state. A mail whose last octet has left is one that may have arrived.
  //   kBadState  no such job waits
  [[nodiscard]] Status Cancel(JobId id, Instant now);
  void Poll(Instant now);
  // Nothing is sent, and no connection is open.
  bool idle() const { return stage_ == Stage::kIdle && task_.phase() == MailTask::Phase::kIdle && !lent_; }
  Instant wake_by() const;

  // Another number whenever List() would tell something else; the progress of the mail under way does not count.
  uint32_t revision() const { return revision_; }
  // The job that is being sent, 0: none; and how much of it was.
  JobId current() const { return current_ == nullptr ? 0 : current_->id; }
  uint16_t ProgressPermille() const;

  // The next jobs, newest first; returns how many. Reads the flash.
  size_t List(JobCursor& cursor, std::span<JobFacts> into);
  size_t List(std::span<JobFacts> into) {
    JobCursor cursor;
    return List(cursor, into);
  }
  size_t waiting() const { return queue_.size(); }
  size_t waiting(JobKind kind) const { return queue_.Count(kind); }
  size_t ended() const { return history_.end() - history_.begin(); }
  bool Ended(JobId id) const { return queue_.Find(id) == nullptr; }
  // The store refused to write down what became of a job.
  bool storage_failed() const { return storage_failed_; }

  // How many jobs have ended since the start, and the last of them.
  uint32_t ended_total() const { return ended_total_; }
  JobFacts last_ended();

  // Of the mail sent last.
  const MailResult& last_result() const { return result_; }
  std::span<const SmtpRecipient> last_recipients() const { return {recipients_.data(), recipients_.size()}; }
  const SmtpSession& session() const { return task_.session(); }

  // Of one job; nothing where it is forgotten.
  std::optional<JobFacts> Find(JobId id);

  // Lends connection and buffers, too large to have twice, to the connection test. False: a job is being sent. Jobs
  // wait until TakeBack().
  [[nodiscard]] bool Lend(Instant now);
  void TakeBack() { lent_ = false; }

 private:
  friend class ConnectionTest;  // while lent
  enum class Stage : uint8_t { kIdle, kWaitingForToken, kLoggingIn, kSending, kWaitingForTime };

  // job_runner.cpp: the life of an attempt; job_account.cpp: what it goes by.
  WaitingJob* NextDue(Instant now);
  void BeginAttempt(WaitingJob& waiting, Instant now);
  Cause ReadAccount();
  void FindSignedInUser();
  Cause LoadPassword(AccountId account);
  void LoadAccount(Instant now);
  // The settings were changed since LoadAccount(): what was loaded and what is stored are not of one piece any more.
  bool settings_changed() const { return attempt_revision_ != book_.revision(); }
  void ReloadAccount(Instant now);
  void PollToken(Instant now);
  void BeginPopLogIn(Instant now);
  void PollPopLogIn(Instant now);
  void OnMailDone(Instant now);
  void OnAccepted(Instant now);
  void CountUnknown();
  void SettleRecipients();
  bool SomethingDelivered() const;
  bool WaitsForTime(Cause cause, Instant now);
  void PollTime(Instant now);
  void EndAttempt(Cause cause, Instant now);
  void EndJob(JobState state, Cause cause, Instant now);
  void Forget();
  void RememberNotes();
  bool LearnFromServer();
  int64_t AgeMs(Instant now) const;

  // job_mail.cpp: from a job to a mail.
  void BeginMail(Instant now);
  Status WriteMessage(std::span<const Attachment> attachments, std::string_view subject);
  Status MakeMessageId();
  Cause PlanParts();
  Cause PlanSplit(uint64_t limit);
  Result<uint64_t> MeasurePart(size_t first, size_t end);
  void ChooseSender();
  bool IsFresh(std::optional<UtcTime> told) const;
  uint64_t SizeLimit() const;
  Cause RefuseSize(uint64_t size, uint64_t limit);
  bool ShouldSendBinary() const;
  void FillEnvelope();
  void FillTarget();
  Status OnMailLeaves() override;

  // job_list.cpp: what is told.
  Result<JobId> NextId();
  JobId GreatestKnownId();
  JobFacts CurrentFacts() const;
  JobFacts FactsOf(const WaitingJob& waiting);

  EventLog* events_ = nullptr;
  TimeKeeper* time_ = nullptr;
  Clock& clock_;
  Entropy& entropy_;
  AccountBook& book_;
  TokenService& tokens_;
  MailTask task_;
  PopTask pop_;  // before SMTP; uses task_'s connection
  JobQueue queue_;
  JobHistory history_;
  DeviceSettings device_;
  int64_t timeout_cap_ms_ = 0;
  bool retry_ = true;
  bool storage_failed_ = false;
  std::optional<BinaryTransfer> binary_;
  std::optional<JobId> only_;

  bool lent_ = false;
  Stage stage_ = Stage::kIdle;
  uint32_t revision_ = 1;
  JobId next_id_ = 1;  // of the reserved ones
  JobId reserved_end_ = 1;
  uint32_t ended_total_ = 0;

  uint32_t holds_revision_ = 0;  // of book_, that the queue's holds are of

  // Of the attempt under way.
  WaitingJob* current_ = nullptr;
  Job job_;
  AccountSettings settings_;
  AccountNotes notes_;
  Text<kMailAddressMaxBytes> user_;
  Text<kMailAddressMaxBytes> from_;
  AccessToken token_;
  Password password_;
  MailTarget target_;
  MimeMessage message_;
  Text<kMessageIdMaxBytes> part_message_id_;
  etl::vector<SmtpRecipient, kRecipientsMax> recipients_;  // those that the mail under way goes to
  std::array<uint8_t, 512> recipient_text_;
  uint64_t message_octets_ = 0;
  uint64_t octets_before_ = 0;  // of the connection, before this mail
  Instant retry_at_;
  uint32_t attempt_revision_ = 0;  // of book_, when settings_ and all that goes with them were loaded
  bool token_refused_ = false;     // the server refused the token once: the attempt went on with another
  bool time_doubted_ = false;      // dates were refused, and the time server was asked: once a job
  uint32_t corrections_ = 0;       // of time_, when the attempt began
  bool kept_back_ = false;         // the store refused to write down that the mail leaves
  // What task_'s connection was made for.
  AccountId connected_account_ = kMailAccount;
  uint32_t connected_revision_ = 0;
  MailResult result_;
};

}  // namespace tegami
