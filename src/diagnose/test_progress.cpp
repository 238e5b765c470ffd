// SPDX-License-Identifier: MIT
// Order, durations and verdicts of the steps.
#include "diagnose/test_progress.h"

#include <algorithm>

namespace tegami {

void TestProgress::Begin(AccountId account, const AccountSettings& settings, bool proxy, bool sends, Instant now) {
  facts_ = {};
  facts_.phase = ConnectionTestFacts::Phase::kRunning;
  facts_.account = account;
  const auto add = [this](TestStep step, bool needed = true) {
    if (needed) facts_.steps[facts_.step_count++].step = step;
  };
  const bool tls = settings.security != SecureConnection::kNone;
  const bool tls_first = settings.security == SecureConnection::kTls;
  const bool oauth = settings.auth == AuthMethod::kOauth2;
  add(TestStep::kLink);
  add(TestStep::kName);
  add(TestStep::kConnect);
  add(TestStep::kGreeting, !tls_first);
  add(TestStep::kStartTls, tls && !tls_first);
  add(TestStep::kClock, tls || oauth);
  add(TestStep::kCertificate, tls);
  add(TestStep::kGreeting, tls_first);
  add(TestStep::kProxy, oauth && proxy);
  add(TestStep::kToken, oauth);
  add(TestStep::kPop, settings.auth == AuthMethod::kPopBeforeSmtp);
  add(TestStep::kAuth, oauth || settings.auth == AuthMethod::kSmtpAuth);
  add(TestStep::kSender);
  add(TestStep::kRecipient);
  add(TestStep::kMessage, sends);
  current_ = 0;
  since_ = now;
  facts_.steps[0].outcome = TestOutcome::kUnderWay;
}

size_t TestProgress::IndexOf(TestStep step) const {
  size_t i = 0;
  while (i < facts_.step_count && facts_.steps[i].step != step) ++i;
  return i;
}

bool TestProgress::Has(TestStep step) const { return IndexOf(step) < facts_.step_count; }

void TestProgress::PassUpTo(size_t index, Instant now) {
  for (; current_ < index; ++current_) {
    TestStepFacts& step = facts_.steps[current_];
    if (step.outcome == TestOutcome::kNotNeeded) continue;
    step.outcome = TestOutcome::kPassed;
    step.duration_ms = static_cast<int32_t>(MsBetween(since_, now));
    since_ = now;
  }
}

void TestProgress::Reach(TestStep step, Instant now) {
  const size_t index = IndexOf(step);
  if (index == facts_.step_count || index <= current_) return;
  PassUpTo(index, now);
  facts_.steps[index].outcome = TestOutcome::kUnderWay;
}

void TestProgress::Skip(TestStep step, Instant now) {
  const size_t index = IndexOf(step);
  if (index == facts_.step_count || index < current_) return;
  PassUpTo(index, now);
  facts_.steps[index].outcome = TestOutcome::kNotNeeded;
}

void TestProgress::Finish(Instant now) {
  PassUpTo(facts_.step_count, now);
  current_ = facts_.step_count - 1U;
  facts_.phase = ConnectionTestFacts::Phase::kPassed;
}

void TestProgress::Fail(TestStep step, Cause cause, Instant now) {
  const size_t index = IndexOf(step);
  // A connection that broke where it had stood before: what was being done with it has failed.
  if (index < facts_.step_count && index > current_) PassUpTo(index, now);
  TestStepFacts& failed = facts_.steps[current_];
  failed.outcome = TestOutcome::kFailed;
  failed.duration_ms = static_cast<int32_t>(MsBetween(since_, now));
  facts_.cause = cause;
  facts_.phase = ConnectionTestFacts::Phase::kFailed;
}

TestStep StepOf(SmtpStage stage, Cause cause) {
  if (cause == Cause::kNoLink) return TestStep::kLink;
  if (cause == Cause::kNoDns || cause == Cause::kNoSuchName) return TestStep::kName;
  if (cause == Cause::kClockNotSet) return TestStep::kClock;
  // What the reply to EHLO lacks is found out before it is asked for.
  if (cause == Cause::kStartTlsNotOffered || cause == Cause::kPlaintextInjected) return TestStep::kStartTls;
  if (cause == Cause::kAuthNotOffered || cause == Cause::kNoTlsForSecret) return TestStep::kAuth;
  switch (stage) {
    case SmtpStage::kNone: return TestStep::kConnect;
    case SmtpStage::kGreeting:
    case SmtpStage::kEhlo: return TestStep::kGreeting;
    case SmtpStage::kStartTls: return TestStep::kStartTls;
    case SmtpStage::kTls: return TestStep::kCertificate;
    case SmtpStage::kAuth: return TestStep::kAuth;
    case SmtpStage::kIdle:
    case SmtpStage::kMail: return TestStep::kSender;
    case SmtpStage::kRcpt: return TestStep::kRecipient;
    case SmtpStage::kData:
    case SmtpStage::kBody:
    case SmtpStage::kFinal: return TestStep::kMessage;
  }
  return TestStep::kConnect;
}

std::string_view TestStepName(TestStep step) {
  switch (step) {
    case TestStep::kLink: return "link";
    case TestStep::kName: return "dns";
    case TestStep::kConnect: return "tcp";
    case TestStep::kGreeting: return "banner";
    case TestStep::kStartTls: return "starttls";
    case TestStep::kClock: return "clock";
    case TestStep::kCertificate: return "certificate";
    case TestStep::kProxy: return "proxy";
    case TestStep::kToken: return "token";
    case TestStep::kPop: return "pop";
    case TestStep::kAuth: return "auth";
    case TestStep::kSender: return "mail_from";
    case TestStep::kRecipient: return "rcpt_to";
    case TestStep::kMessage: return "message";
  }
  return "?";
}

std::string_view TestOutcomeName(TestOutcome outcome) {
  switch (outcome) {
    case TestOutcome::kNotTried: return "not_tried";
    case TestOutcome::kUnderWay: return "under_way";
    case TestOutcome::kPassed: return "passed";
    case TestOutcome::kFailed: return "failed";
    case TestOutcome::kNotNeeded: return "not_needed";
  }
  return "?";
}

}  // namespace tegami
