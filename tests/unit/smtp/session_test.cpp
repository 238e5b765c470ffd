// SPDX-License-Identifier: MIT
// What a conversation cannot show: the work buffer, the views, the counts.
#include "smtp/session.h"

#include <gtest/gtest.h>

#include <array>
#include <memory>

#include "unit/smtp/fake_message.h"
#include "unit/smtp/transcript.h"

namespace tegami {
namespace {

constexpr Instant kNow{1000};

class SmtpSessionBuffer : public testing::Test {
 protected:
  // A session that was asked for its secret, of which `taken` octets went out.
  void SendSecret(size_t taken) {
    session_.Begin({.client_name = "p", .security = SmtpSecurity::kImplicit, .user = "u@x", .token = token_}, kNow);
    session_.OnTlsReady(kNow);
    Say("220 x\r\n");
    Take(SIZE_MAX);
    Say("250-x\r\n250 AUTH XOAUTH2\r\n");
    Take(SIZE_MAX);
    Say("334 \r\n");
    Take(taken);
  }
  void Say(std::string_view reply) { (void)session_.OnBytes(AsBytes(reply), kNow); }
  void Take(size_t octets) {
    while (octets != 0 && session_.Next().want == SmtpSession::Want::kSend) {
      const size_t count = std::min(octets, session_.Next().bytes.size());
      session_.Sent(count, kNow);
      octets -= count;
    }
  }
  bool HoldsSecret() const {
    const std::string encoded = EncodeBase64(token_).substr(4, 40);
    const std::string shifted = EncodeBase64("x" + token_).substr(4, 40);
    const std::string_view work = AsText(work_);
    return work.find(encoded) != std::string_view::npos || work.find(shifted) != std::string_view::npos ||
           work.find(token_.substr(0, 40)) != std::string_view::npos;
  }

  const std::string token_ = std::string(3000, 'k');
  std::array<uint8_t, kSmtpWorkMinBytes> work_{};
  SmtpSession session_{work_};
};

TEST_F(SmtpSessionBuffer, HoldsNoSecretOnceAllOfItWentOut) {
  SendSecret(10);
  EXPECT_TRUE(HoldsSecret());  // or this test shows nothing
  Take(SIZE_MAX);
  EXPECT_FALSE(HoldsSecret());
}

TEST_F(SmtpSessionBuffer, HoldsNoSecretAfterAnEndInTheMiddleOfIt) {
  SendSecret(10);
  session_.OnPeerClosed(kNow);
  EXPECT_FALSE(HoldsSecret());
  SendSecret(10);
  session_.Abort(kNow);
  EXPECT_FALSE(HoldsSecret());
  SendSecret(10);
  Say("500 5.5.2 too long\r\n");
  EXPECT_FALSE(HoldsSecret());
  SendSecret(10);
  session_.OnTick(After(kNow, kSmtpCommandTimeoutMs));
  EXPECT_FALSE(HoldsSecret());
  SendSecret(10);
  session_.Begin({.client_name = "p", .auth = SmtpAuth::kNone}, kNow);
  EXPECT_FALSE(HoldsSecret());
}

TEST_F(SmtpSessionBuffer, NeverReadsTheSecretsAgainOnceReady) {
  auto secret = std::make_unique<std::string>("token");
  session_.Begin({.client_name = "p", .security = SmtpSecurity::kImplicit, .user = "u@x", .token = *secret}, kNow);
  session_.OnTlsReady(kNow);
  Say("220 x\r\n");
  Take(SIZE_MAX);
  Say("250-x\r\n250 AUTH XOAUTH2\r\n");
  Take(SIZE_MAX);
  Say("235 2.7.0 ok\r\n");
  ASSERT_TRUE(session_.authenticated());
  secret.reset();  // AddressSanitizer watches
  FakeMessage message;
  message.text = "x\r\n";
  std::array<SmtpRecipient, 1> recipients{{{.address = "a@example.com"}}};
  ASSERT_TRUE(session_.Submit({"s@example.com", recipients, {}}, message, kNow));
  Take(SIZE_MAX);
  session_.Abort(kNow);
  EXPECT_EQ(session_.outcome(), SmtpMailOutcome::kRefused);
}

TEST(SmtpSession, TracesStatesAndCountsAndNothingElse) {
  MachineRecorder recorder(SmtpMachine());
  std::array<uint8_t, kSmtpWorkMinBytes> work;
  SmtpSession session(work, &recorder);
  session.Begin({.client_name = "p", .security = SmtpSecurity::kNone, .auth = SmtpAuth::kNone}, kNow);
  (void)session.OnBytes(AsBytes("220 x\r\n"), kNow);
  session.Sent(SIZE_MAX, kNow);
  session.OnPeerClosed(kNow);
  EXPECT_TRUE(recorder.seen.contains({"kAwaitGreeting", "kAwaitEhloReply"}));
  EXPECT_EQ(recorder.counts["octets_sent"], 8U);
  EXPECT_EQ(recorder.counts["octets_received"], 7U);
  EXPECT_EQ(recorder.counts["round_trips"], 1U);
}

TEST(SmtpSession, IgnoresInputsThatDoNotFit) {
  std::array<uint8_t, kSmtpWorkMinBytes> work;
  SmtpSession session(work);
  EXPECT_EQ(session.OnBytes(AsBytes("220 x\r\n"), kNow), 0U);
  session.OnTlsReady(kNow);
  session.OnTlsFailed(kNow);
  session.OnBodyAvailable(kNow);
  session.OnPeerClosed(kNow);
  session.Sent(5, kNow);
  session.Quit(kNow);
  session.Abort(kNow);
  session.OnTick(kNow);
  EXPECT_EQ(session.Next().want, SmtpSession::Want::kNothing);
  session.Begin({.client_name = "p", .security = SmtpSecurity::kNone, .auth = SmtpAuth::kNone}, kNow);
  session.OnTlsReady(kNow);
  session.OnTlsFailed(kNow);
  session.OnBodyAvailable(kNow);
  session.Sent(5, kNow);
  EXPECT_EQ(session.state(), SmtpState::kAwaitGreeting);
}

// A mail in clear whose body goes out by DATA.
class SmtpSessionTime : public testing::Test {
 protected:
  static constexpr int64_t kBaseMs = 10 * kMsPerMinute;  // and a second for each KiB, and a minute for each recipient

  void OpenMail(size_t recipients, int64_t pause_ms) {
    recipients_.resize(recipients);
    for (SmtpRecipient& recipient : recipients_) recipient.address = "a@example.com";
    session_.Begin({.client_name = "p", .security = SmtpSecurity::kNone, .auth = SmtpAuth::kNone}, now_);
    ASSERT_TRUE(session_.Submit({"s@example.com", recipients_, {}}, message_, now_));
    Say("220 x\r\n");
    Take();
    Say("250 x\r\n");
    begun_ = now_;
    for (size_t i = 0; i <= recipients; ++i) {
      Take();
      Wait(pause_ms);
      Say("250 ok\r\n");
    }
    Take();
    Say("354 go\r\n");
  }
  void Say(std::string_view reply) { (void)session_.OnBytes(AsBytes(reply), now_); }
  void Take() {
    while (session_.Next().want == SmtpSession::Want::kSend) session_.Sent(SIZE_MAX, now_);
  }
  void Wait(int64_t ms) {
    const Instant until = After(now_, ms);
    while (session_.Next().wake_by <= until && !Ended()) {
      now_ = session_.Next().wake_by;
      session_.OnTick(now_);
    }
    now_ = until;
  }
  bool Ended() const { return session_.Next().want == SmtpSession::Want::kFailed; }
  // `octets` each `ms` until it has the body, or has no time left; how long that took.
  int64_t TakeSlowly(size_t octets, int64_t ms) {
    while (session_.Next().want == SmtpSession::Want::kSend) {
      Wait(ms);
      session_.Sent(octets, now_);
    }
    return MsBetween(begun_, now_);
  }

  std::array<uint8_t, kSmtpWorkMinBytes> work_{};
  SmtpSession session_{work_};
  FakeMessage message_;
  std::vector<SmtpRecipient> recipients_;
  Instant now_{1000};
  Instant begun_;
};

TEST_F(SmtpSessionTime, EndsWhereThePeerReadsTooSlowlyForAllOfTheMail) {
  message_.text = std::string(100'000, 'a') + "\r\n";
  OpenMail(1, 0);
  const int64_t took = TakeSlowly(1000, 170 * kMsPerSecond);  // each time in time
  ASSERT_TRUE(Ended());
  EXPECT_EQ(session_.failure().cause, SmtpCause::kTimedOut);
  EXPECT_EQ(session_.failure().stage, SmtpStage::kBody);
  EXPECT_EQ(session_.outcome(), SmtpMailOutcome::kRefused) << "it cannot have it";
  EXPECT_GE(took, kBaseMs);
  EXPECT_LE(took, kBaseMs + kMsPerMinute + 170 * kMsPerSecond);
}

TEST_F(SmtpSessionTime, WakesForTheEndOfTheMailsTime) {
  message_.text = std::string(100'000, 'a') + "\r\n";
  OpenMail(1, 280 * kMsPerSecond);
  Wait(100 * kMsPerSecond);
  EXPECT_FALSE(Ended());
  EXPECT_LE(MsBetween(begun_, session_.Next().wake_by), kBaseMs + kMsPerMinute + 2 * kMsPerSecond);
  Wait(kMsPerSecond * 2);
  EXPECT_TRUE(Ended());
}

TEST_F(SmtpSessionTime, IsEnoughForAnyPeerThatReadsAKibibyteASecond) {
  message_.text = std::string(2'000'000, 'a') + "\r\n";
  OpenMail(1, 0);
  EXPECT_GT(TakeSlowly(1024, kMsPerSecond), 30 * kMsPerMinute);
  Wait(9 * kMsPerMinute);  // RFC 5321 §4.5.3.2.6: the last reply has its ten minutes, whatever was before
  Say("250 ok\r\n");
  EXPECT_EQ(session_.outcome(), SmtpMailOutcome::kAccepted);
}

TEST_F(SmtpSessionTime, LeavesTheLastReplyItsTenMinutes) {
  message_.text = std::string(1000, 'a') + "\r\n";
  OpenMail(1, 280 * kMsPerSecond);
  Take();
  Wait(9 * kMsPerMinute);
  Say("250 ok\r\n");
  EXPECT_EQ(session_.outcome(), SmtpMailOutcome::kAccepted);
}

TEST_F(SmtpSessionTime, IsMoreForMoreRecipients) {
  message_.text = "a\r\n";
  OpenMail(60, 50 * kMsPerSecond);
  Take();
  Say("250 ok\r\n");
  EXPECT_EQ(session_.outcome(), SmtpMailOutcome::kAccepted);
}

TEST_F(SmtpSessionTime, DoesNotCountWhatTheMessagesSourceTakes) {
  message_.text = std::string(10'000, 'a') + "\r\n";
  for (size_t offset = 100; offset < 3000; offset += 100) message_.pauses.insert(offset);
  OpenMail(1, 0);
  Take();
  while (session_.Next().want == SmtpSession::Want::kBodyWait) {  // pages are put in one by one
    for (int i = 0; i < 12; ++i) {
      Wait(10 * kMsPerSecond);
      session_.OnBodyAvailable(now_);
    }
    message_.Resume();
    session_.OnBodyAvailable(now_);
    Take();
  }
  EXPECT_GT(MsBetween(begun_, now_), 50 * kMsPerMinute);
  Say("250 ok\r\n");
  EXPECT_EQ(session_.outcome(), SmtpMailOutcome::kAccepted);
}

}  // namespace
}  // namespace tegami
