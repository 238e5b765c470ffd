// SPDX-License-Identifier: MIT
// A job's way from the queue to the history. Each step begins as a device does after a restart, and may find that it
// was carried out already.
#include <gtest/gtest.h>

#include "job/job_queue.h"
#include "powercut/scenario.h"

namespace tegami::powercut {
namespace {

constexpr UtcTime kNow{1800000000};
constexpr Instant kStart{1000};

struct Jobs {
  explicit Jobs(Subject& s) : history(*s.store), queue(*s.store) {
    history.Start();
    queue.Start(history, kStart, kNow);
  }
  JobHistory history;
  JobQueue queue;
};

Status Add(Subject& s, JobId id) {
  Jobs jobs(s);
  if (jobs.queue.Find(id) != nullptr || jobs.history.HasJustEnded(id)) return {};
  const std::string_view to[] = {"ito@contoso.example", "sato@contoso.example"};
  const std::string text = ValueOf(id, 700);
  MailJob mail;
  mail.kind = JobKind::kNotification;
  mail.to = to;
  mail.subject = "Toner";
  mail.text = text;
  return jobs.queue.Add(mail, id, kStart, kNow);
}

Status Change(Subject& s, JobId id, void (*change)(JobProgress&)) {
  Jobs jobs(s);
  const WaitingJob* waiting = jobs.queue.Find(id);
  if (waiting == nullptr) return {};
  Job job;
  TEGAMI_TRY(jobs.queue.Load(*waiting, job));
  change(job.progress);
  return jobs.queue.Save(*waiting, job);
}

Status Leave(Subject& s) {
  return Change(s, 2, [](JobProgress& progress) {
    progress.in_flight = true;
    progress.attempts = 1;
    static_cast<void>(Assign(progress.message_id, "<0123456789abcdef@contoso.example>"));
  });
}

Status Retry(Subject& s) {
  return Change(s, 2, [](JobProgress& progress) {
    progress.in_flight = false;
    progress.cause = Cause::kServerBusy;
    progress.due = UtcTime{kNow.seconds + 60};
  });
}

Status WriteHistory(Subject& s) {
  Jobs jobs(s);
  if (jobs.history.HasJustEnded(2)) return {};
  JobFacts facts;
  facts.id = 2;
  facts.state = JobState::kDelivered;
  facts.ended = kNow;
  return jobs.history.Add(facts);
}

Status Forget(Subject& s) {
  Jobs jobs(s);  // an ended job's record is removed by the start itself
  if (jobs.queue.Find(2) != nullptr) return Fail(Error::kBadState);
  // The start goes on where the store refuses, and tries again later: the step is done when the record has gone.
  return s.store->Contains({RecordKind::kJob, 1}) ? Fail(Error::kIo) : Status{};
}

void AddTwo(Subject& s) {
  for (const JobId id : {1U, 2U}) ASSERT_TRUE(Add(s, id));
}

// The page of the history is in use already.
void AddTwoAfterOthers(Subject& s) {
  Jobs jobs(s);
  JobFacts facts;
  for (facts.id = 11; facts.id <= 13; ++facts.id) ASSERT_TRUE(jobs.history.Add(facts));
  AddTwo(s);
}

}  // namespace

std::vector<Scenario> JobScenarios() {
  return {
      {"queue add", [](Subject& s) { ASSERT_TRUE(Add(s, 1)); }, {[](Subject& s) { return Add(s, 2); }}},
      {"queue: a mail leaves", AddTwo, {Leave}},
      {"queue: tried again", AddTwo, {Leave, Retry}},
      {"queue finish", AddTwoAfterOthers, {Leave, WriteHistory, Forget}},
  };
}

}  // namespace tegami::powercut
