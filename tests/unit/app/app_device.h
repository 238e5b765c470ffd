// SPDX-License-Identifier: MIT
// The whole mail subsystem on a printer of fakes, under virtual time.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "app/mail_app_core.h"
#include "fakes/fake_board.h"

namespace tegami {

class AppDevice {
 public:
  explicit AppDevice(const MailAppOptions& options = {}) : options_(options) { Boot(); }

  // The power goes and comes back: the flash and the clocks stay, connections and RAM do not.
  void Reboot() {
    app.reset();
    board.flash.Reboot();
    Boot();
  }

  // Lets time pass until `done()`, `ms` at most; whether it came to that.
  template <typename Done>
  bool RunUntil(Done done, int64_t ms = 3600 * kMsPerSecond) {
    const Instant end = After(board.clock.Now(), ms);
    while (!done()) {
      if (end <= board.clock.Now()) return false;
      board.network.WaitForEvent(Earlier(app->Poll(), end));
    }
    return true;
  }

  // Until nothing waits and nothing is sent; the connection is closed then, too.
  bool RunUntilJobsEnd(int64_t ms = 3600 * kMsPerSecond) {
    return RunUntil(
        [&] { return Count(JobState::kWaiting) + Count(JobState::kSending) + Count(JobState::kRetrying) == 0; }, ms);
  }

  // All of them, newest first; read from the flash again only where the list has changed.
  const std::vector<JobFacts>& Jobs() const {
    JobRunner& jobs = app->jobs();
    if (jobs.revision() != listed_revision_) {
      listed_revision_ = jobs.revision();
      listed_.resize(jobs.waiting() + jobs.ended());
      listed_.resize(jobs.List(listed_));
    }
    return listed_;
  }
  JobFacts Job(JobId id) const {
    for (const JobFacts& facts : Jobs()) {
      if (facts.id == id) return facts;
    }
    ADD_FAILURE() << "no job " << id;
    return {};
  }
  size_t Count(JobState state) const {
    size_t count = 0;
    for (const JobFacts& facts : Jobs()) count += facts.state == state ? 1 : 0;
    return count;
  }

  FakeBoard board;
  std::unique_ptr<MailAppCore> app;

 private:
  void Boot() {
    app = std::make_unique<MailAppCore>(board.platform, options_);
    EXPECT_TRUE(app->Start());
    listed_revision_ = 0;
  }

  MailAppOptions options_;
  mutable std::vector<JobFacts> listed_;
  mutable uint32_t listed_revision_ = 0;
};

}  // namespace tegami
