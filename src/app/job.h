// SPDX-License-Identifier: MIT
// One job in the queue: a copy of what was submitted, and how far it is.
#pragma once

#include <etl/vector.h>

#include "app/message_id.h"
#include "smtp/envelope.h"
#include "tegami/base/time.h"
#include "tegami/error_codes.h"
#include "tegami/mail_job.h"
#include "tegami/snapshot.h"

namespace tegami {

class Job {
 public:
  // Copies what `from` views, and checks it.
  //   as MailApp::Submit()
  [[nodiscard]] Status Take(const MailJob& from, JobId id, Instant now);
  void Clear();

  bool in_use() const { return id != 0; }
  std::span<const std::string_view> to() const { return {addresses_.data(), to_count_}; }
  std::span<const std::string_view> cc() const { return {addresses_.data() + to_count_, cc_count_}; }
  size_t recipient_count() const { return addresses_.size(); }
  std::span<const std::string_view> all_recipients() const { return {addresses_.data(), addresses_.size()}; }
  std::span<const Attachment> attachments() const { return {attachments_.data(), attachments_.size()}; }
  std::string_view subject() const { return subject_; }
  std::string_view text() const { return text_; }

  JobId id = 0;
  JobKind kind = JobKind::kScanToMail;
  AccountId account = kMailAccount;
  JobState state = JobState::kWaiting;
  uint8_t attempts = 0;
  bool token_refused = false;  // the server refused the token once: the next attempt begins with a refresh
  Instant submitted;
  Instant due;
  Cause cause = Cause::kNone;
  Text<kMessageIdMaxBytes> message_id;  // empty until the first attempt; every further one keeps it

 private:
  Status Copy(std::string_view from, std::string_view& into);
  Status CopyAddresses(std::span<const std::string_view> from, size_t& count);

  std::array<char, kJobTextBytes> storage_;
  size_t used_ = 0;
  etl::vector<std::string_view, kRecipientsMax> addresses_;  // To, then Cc, then Bcc
  size_t to_count_ = 0;
  size_t cc_count_ = 0;
  size_t bcc_count_ = 0;
  etl::vector<Attachment, kAttachmentsMax> attachments_;
  std::string_view subject_;
  std::string_view text_;
};

}  // namespace tegami
