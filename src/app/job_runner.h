// SPDX-License-Identifier: MIT
// The queue: one mail at a time, retried by the rule of its cause, remembered when it has ended.
#pragma once

#include "app/job.h"
#include "app/log_events.h"
#include "app/mail_task.h"
#include "app/pop_task.h"
#include "app/smtp_message.h"
#include "app/token_service.h"

namespace tegami {

// How the host tool wants to know of recipients.
struct RecipientFacts {
  std::string_view address;
  SmtpAnswer answer;
  std::string_view text;  // not escaped
};

class JobRunner {
 public:
  JobRunner(Network& network, TlsServices& tls, Clock& clock, Entropy& entropy, AccountBook& book, TokenService& tokens,
            Bytes work, Tracer* tracer)
      : clock_(clock),
        entropy_(entropy),
        book_(book),
        tokens_(tokens),
        task_(network, tls, work, tracer),
        pop_(task_.connection(), work, tracer) {}

  void SetDevice(const DeviceSettings& device);
  void SetEvents(EventLog* events) { events_ = events; }
  void SetTimeoutCap(int64_t ms) { timeout_cap_ms_ = ms; }
  // One attempt a job: for the host tool, which reports instead of waiting.
  void SetRetry(bool retry) { retry_ = retry; }
  // In place of the settings' own, for the next jobs.
  void SetBinary(std::optional<BinaryTransfer> binary) { binary_ = binary; }

  [[nodiscard]] Result<JobId> Submit(const MailJob& job, Instant now);
  [[nodiscard]] Status Cancel(JobId id, Instant now);
  void Poll(Instant now);
  // Nothing is sent, and no connection is open.
  bool idle() const { return stage_ == Stage::kIdle && task_.phase() == MailTask::Phase::kIdle && !lent_; }
  Instant wake_by() const;

  // Newest first; returns how many.
  size_t List(std::span<JobFacts> into) const;

  // How many jobs have ended since the start, and the last of them.
  uint32_t ended_total() const { return ended_total_; }
  const JobFacts& last_ended() const { return ended_[0]; }

  // Of the mail sent last.
  const MailResult& last_result() const { return result_; }
  std::span<const SmtpRecipient> last_recipients() const { return {recipients_.data(), recipients_.size()}; }
  const SmtpSession& session() const { return task_.session(); }

  // Of one job; nothing where it is forgotten.
  std::optional<JobFacts> Find(JobId id) const;

  // Lends connection and buffers, too large to have twice, to the connection test. False: a job is being sent. Jobs
  // wait until TakeBack().
  [[nodiscard]] bool Lend(Instant now);
  void TakeBack() { lent_ = false; }

 private:
  friend class ConnectionTest;  // while lent
  enum class Stage : uint8_t { kIdle, kWaitingForToken, kLoggingIn, kSending };

  Job* NextDue(Instant now);
  void BeginAttempt(Job& job, Instant now);
  void PollToken(Instant now);
  void BeginPopLogIn(Instant now);
  void PollPopLogIn(Instant now);
  void BeginMail(Instant now);
  Status WriteMessage(Job& job);
  void FillTarget();
  void FillEnvelope(Job& job);
  void OnMailDone(Instant now);
  void EndAttempt(Cause cause, Instant now);
  void EndJob(JobState state, Cause cause, Instant now);
  void RememberNotes();
  Result<JobId> NextId();
  JobFacts FactsOf(const Job& job) const;

  EventLog* events_ = nullptr;
  Clock& clock_;
  Entropy& entropy_;
  AccountBook& book_;
  TokenService& tokens_;
  MailTask task_;
  PopTask pop_;  // before SMTP; uses task_'s connection
  DeviceSettings device_;
  int64_t timeout_cap_ms_ = 0;
  bool retry_ = true;
  std::optional<BinaryTransfer> binary_;

  bool lent_ = false;
  Stage stage_ = Stage::kIdle;
  JobId next_id_ = 1;  // of the reserved ones
  JobId reserved_end_ = 1;
  std::array<Job, kJobsQueuedMax> queue_;
  Job* current_ = nullptr;
  std::array<JobFacts, kJobsEndedMax> ended_;  // newest first
  size_t ended_count_ = 0;
  uint32_t ended_total_ = 0;

  // Of the attempt under way.
  AccountSettings settings_;
  AccountNotes notes_;
  Text<kMailAddressMaxBytes> user_;
  Text<kMailAddressMaxBytes> from_;
  AccessToken token_;
  Password password_;
  MailTarget target_;
  MimeMessage message_;
  etl::vector<SmtpRecipient, kRecipientsMax> recipients_;
  std::array<uint8_t, 512> recipient_text_;
  uint64_t message_octets_ = 0;
  uint64_t octets_before_ = 0;
  Instant retry_at_;
  // What task_'s connection was made for.
  AccountId connected_account_ = kMailAccount;
  uint32_t connected_revision_ = 0;
  MailResult result_;
};

}  // namespace tegami
