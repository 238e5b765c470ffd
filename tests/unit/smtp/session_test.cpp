// SPDX-License-Identifier: MIT
// What a conversation cannot show: the work buffer, the views, the counts.
#include "smtp/session.h"

#include <gtest/gtest.h>

#include <array>
#include <memory>

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

}  // namespace
}  // namespace tegami
