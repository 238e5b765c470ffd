// SPDX-License-Identifier: MIT
#include "app/notify_task.h"

#include "job/job.h"

namespace tegami {
namespace {

// Codes of a link with the mail service that a person has to mend: 360, 361, 370 (error_codes.def).
bool IsSignInTrouble(Cause cause) {
  const int code = CauseCode(cause);
  return code == 360 || code == 361 || code == 370;
}

}  // namespace

void NotifyTask::Note(DeviceEvent event, Instant now) {
  NotifySettings settings;
  if (!book_.LoadGroup(settings)) return;  // a store that fails says so elsewhere
  notifier_.Note(event, settings, clock_.WallClock(), now);
}

void NotifyTask::NoteTrouble(const TokenEvent& trouble, Instant now) {
  trouble_ = trouble;
  trouble_fresh_until_ = After(now, kNotifyGapMs);
  Note(DeviceEvent::kSignInTrouble, now);
}

// Whether the job ended by what NoteTrouble() has just told.
bool NotifyTask::WasTold(const JobFacts& job, Instant now) const {
  return now < trouble_fresh_until_ && trouble_.account == job.account && trouble_.cause == job.cause;
}

void NotifyTask::Poll(const DeviceSettings& device, Instant now) {
  if (jobs_.ended_total() != ended_seen_) {
    ended_seen_ = jobs_.ended_total();
    NoteEndedJob(jobs_.last_ended(), now);
  }
  if (notifier_.wake_by() > now) return;
  while (SubmitNext(device, now)) {
  }
}

void NotifyTask::NoteEndedJob(const JobFacts& job, Instant now) {
  // Of its own mails nothing is told: where one cannot be sent, a mail about that cannot either.
  if (job.kind == JobKind::kNotification || job.state == JobState::kCancelled) return;
  Note(job.state == JobState::kDelivered ? DeviceEvent::kJobDone : DeviceEvent::kJobFailed, now);
  if (IsSignInTrouble(job.cause) && !WasTold(job, now)) Note(DeviceEvent::kSignInTrouble, now);
}

bool NotifyTask::SubmitNext(const DeviceSettings& device, Instant now) {
  NotifyMail mail;
  {
    NotifySettings settings;
    if (!book_.LoadGroup(settings)) {
      notifier_.MailRefused(now);
      return false;
    }
    if (!notifier_.NextMail(settings, device, mail, now)) return false;
  }
  if (jobs_.waiting(JobKind::kNotification) >= kNotifyJobsMax) {
    notifier_.MailRefused(now);
    return false;
  }
  const std::string_view to[] = {View(mail.to)};
  MailJob job;
  job.kind = JobKind::kNotification;
  job.to = to;
  job.subject = View(mail.subject);
  job.text = View(mail.text);
  const Result<JobId> submitted = jobs_.Submit(job, now);
  const bool later = !submitted && CauseOfRefusedJob(submitted.error()) != Cause::kNone;
  if (later) {
    notifier_.MailRefused(now);
  } else {
    notifier_.MailTaken();  // or its address is none, and will not become one
  }
  return !later;
}

}  // namespace tegami
