// SPDX-License-Identifier: MIT
#include "diagnose/test_progress.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tegami {
namespace {

std::string Shown(const ConnectionTestFacts& facts) {
  std::string text;
  for (size_t i = 0; i < facts.step_count; ++i) {
    text += std::string(text.empty() ? "" : " ") + std::string(TestStepName(facts.steps[i].step));
    const TestOutcome outcome = facts.steps[i].outcome;
    if (outcome != TestOutcome::kNotTried) text += ":" + std::string(TestOutcomeName(outcome));
  }
  return text;
}

class Progress : public testing::Test {
 protected:
  void Begin(AuthMethod auth, SecureConnection security, bool proxy = false, bool sends = false) {
    AccountSettings settings;
    settings.auth = auth;
    settings.security = security;
    progress.Begin(kMailAccount, settings, proxy, sends, At(0));
  }
  static Instant At(int64_t ms) { return Instant{1000 + ms}; }

  ConnectionTestFacts facts;
  TestProgress progress{facts};
};

TEST_F(Progress, HasTheStepsThatTheSettingsNeed) {
  Begin(AuthMethod::kOauth2, SecureConnection::kStartTls, true, true);
  EXPECT_EQ(Shown(facts),
            "link:under_way dns tcp banner starttls clock certificate proxy token auth mail_from rcpt_to message");
  Begin(AuthMethod::kSmtpAuth, SecureConnection::kTls);
  EXPECT_EQ(Shown(facts), "link:under_way dns tcp clock certificate banner auth mail_from rcpt_to");
  Begin(AuthMethod::kOff, SecureConnection::kNone);
  EXPECT_EQ(Shown(facts), "link:under_way dns tcp banner mail_from rcpt_to");
  Begin(AuthMethod::kPopBeforeSmtp, SecureConnection::kNone);
  EXPECT_EQ(Shown(facts), "link:under_way dns tcp banner pop mail_from rcpt_to");
}

TEST_F(Progress, TimesEachStep) {
  Begin(AuthMethod::kOff, SecureConnection::kNone);
  progress.Reach(TestStep::kName, At(1));
  progress.Reach(TestStep::kConnect, At(31));
  progress.Reach(TestStep::kConnect, At(40));
  progress.Finish(At(100));
  EXPECT_EQ(facts.steps[0].duration_ms, 1);
  EXPECT_EQ(facts.steps[1].duration_ms, 30);
  EXPECT_EQ(facts.steps[2].duration_ms, 69);
  EXPECT_EQ(Shown(facts), "link:passed dns:passed tcp:passed banner:passed mail_from:passed rcpt_to:passed");
  EXPECT_EQ(facts.phase, ConnectionTestFacts::Phase::kPassed);
}

TEST_F(Progress, StopsAtTheFirstFailureAndTriesNothingBehindIt) {
  Begin(AuthMethod::kOauth2, SecureConnection::kStartTls);
  progress.Reach(TestStep::kName, At(1));
  progress.Fail(TestStep::kStartTls, Cause::kStartTlsNotOffered, At(50));
  EXPECT_EQ(
      Shown(facts),
      "link:passed dns:passed tcp:passed banner:passed starttls:failed clock certificate token auth mail_from rcpt_to");
  EXPECT_EQ(facts.cause, Cause::kStartTlsNotOffered);
  EXPECT_EQ(facts.phase, ConnectionTestFacts::Phase::kFailed);
}

// The second connection may fail where the first one stood: a step that has passed stays so.
TEST_F(Progress, BlamesWhatWasBeingDoneForALineThatBroke) {
  Begin(AuthMethod::kSmtpAuth, SecureConnection::kNone);
  progress.Reach(TestStep::kAuth, At(10));
  progress.Fail(TestStep::kConnect, Cause::kConnectionRefused, At(20));
  EXPECT_EQ(Shown(facts), "link:passed dns:passed tcp:passed banner:passed auth:failed mail_from rcpt_to");
}

TEST_F(Progress, SaysWhatWasNotNeeded) {
  Begin(AuthMethod::kOauth2, SecureConnection::kNone, true);
  progress.Reach(TestStep::kProxy, At(10));
  progress.Skip(TestStep::kProxy, At(11));
  progress.Reach(TestStep::kAuth, At(12));
  EXPECT_EQ(Shown(facts),
            "link:passed dns:passed tcp:passed banner:passed clock:passed proxy:not_needed token:passed "
            "auth:under_way mail_from rcpt_to");
}

TEST(StepOf, NamesTheStepOfEveryStage) {
  EXPECT_EQ(StepOf(SmtpStage::kNone, Cause::kNoSuchName), TestStep::kName);
  EXPECT_EQ(StepOf(SmtpStage::kNone, Cause::kConnectionRefused), TestStep::kConnect);
  EXPECT_EQ(StepOf(SmtpStage::kNone, Cause::kNoLink), TestStep::kLink);
  EXPECT_EQ(StepOf(SmtpStage::kGreeting, Cause::kServerRefused), TestStep::kGreeting);
  EXPECT_EQ(StepOf(SmtpStage::kEhlo, Cause::kStartTlsNotOffered), TestStep::kStartTls);
  EXPECT_EQ(StepOf(SmtpStage::kEhlo, Cause::kAuthNotOffered), TestStep::kAuth);
  EXPECT_EQ(StepOf(SmtpStage::kTls, Cause::kCertificateUntrusted), TestStep::kCertificate);
  EXPECT_EQ(StepOf(SmtpStage::kTls, Cause::kClockNotSet), TestStep::kClock);
  EXPECT_EQ(StepOf(SmtpStage::kAuth, Cause::kAuthDisabledTenant), TestStep::kAuth);
  EXPECT_EQ(StepOf(SmtpStage::kMail, Cause::kSenderRefused), TestStep::kSender);
  EXPECT_EQ(StepOf(SmtpStage::kRcpt, Cause::kRecipientRefused), TestStep::kRecipient);
  EXPECT_EQ(StepOf(SmtpStage::kFinal, Cause::kSendAsDenied), TestStep::kMessage);
}

}  // namespace
}  // namespace tegami
