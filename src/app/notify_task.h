// SPDX-License-Identifier: MIT
// Makes mail jobs of what happens: the printer's events, and those of jobs and sign-ins.
#pragma once

#include "account/account_book.h"
#include "app/job_runner.h"
#include "app/token_event.h"
#include "notify/notifier.h"

namespace tegami {

class NotifyTask {
 public:
  NotifyTask(AccountBook& book, JobRunner& jobs, Clock& clock) : book_(book), jobs_(jobs), clock_(clock) {}

  void Note(DeviceEvent event, Instant now);

  // A sign-in needs a person, whether a mail waits for it or not. The job that ends by it next does not tell of it
  // again.
  void NoteTrouble(const TokenEvent& trouble, Instant now);

  // Looks at jobs that ended, and submits the mails that are due. Call it behind JobRunner::Poll().
  void Poll(const DeviceSettings& device, Instant now);
  Instant wake_by() const { return notifier_.wake_by(); }

 private:
  void NoteEndedJob(const JobFacts& job, Instant now);
  bool WasTold(const JobFacts& job, Instant now) const;
  bool SubmitNext(const DeviceSettings& device, Instant now);

  AccountBook& book_;
  JobRunner& jobs_;
  Clock& clock_;
  Notifier notifier_;
  uint32_t ended_seen_ = 0;
  TokenEvent trouble_;  // the last one, told
  Instant trouble_fresh_until_;
};

}  // namespace tegami
