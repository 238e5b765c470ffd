// SPDX-License-Identifier: MIT
// The steps of a connection test: which ones these settings need, and how they pass and fail.
#pragma once

#include "smtp/failure.h"
#include "tegami/base/time.h"
#include "tegami/connection_test.h"
#include "tegami/settings.h"

namespace tegami {

// Drive: Begin(); Reach() a step when all before it is done; Finish() or Fail() at the end. Steps are never taken back.
class TestProgress {
 public:
  // `facts` outlives the progress, and is written here alone.
  explicit TestProgress(ConnectionTestFacts& facts) : facts_(facts) {}

  void Begin(AccountId account, const AccountSettings& settings, bool proxy, bool sends, Instant now);

  // Everything before `step` has passed, and it is under way. Nothing where it was reached before, or is not needed.
  void Reach(TestStep step, Instant now);

  // Reached and passed, but nothing was asked.
  void Skip(TestStep step, Instant now);

  // All steps have passed.
  void Finish(Instant now);

  // The step under way, or a later one that these settings have, has failed; the ones behind it are not tried.
  void Fail(TestStep step, Cause cause, Instant now);

  TestStep current() const { return facts_.steps[current_].step; }
  bool Has(TestStep step) const;

 private:
  size_t IndexOf(TestStep step) const;  // step_count: these settings do not have it
  void PassUpTo(size_t index, Instant now);

  ConnectionTestFacts& facts_;
  size_t current_ = 0;
  Instant since_;
};

// The step at which a dialogue failed, from what SMTP reports and from the cause that people are told.
TestStep StepOf(SmtpStage stage, Cause cause);

// "starttls": for programs. Static storage.
std::string_view TestStepName(TestStep step);
std::string_view TestOutcomeName(TestOutcome outcome);

}  // namespace tegami
