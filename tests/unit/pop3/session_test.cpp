// SPDX-License-Identifier: MIT
// What a conversation cannot show: the work buffer, the views, lines and digests by themselves.
#include "pop3/session.h"

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>

#include "pop3/md5.h"

namespace tegami {
namespace {

constexpr Instant kNow{1000};

class Pop3SessionBuffer : public testing::Test {
 protected:
  // A session that was asked for its password, of which `taken` octets of the command went out.
  void SendSecret(size_t taken) {
    session_.Begin({.security = Pop3Security::kImplicit, .user = "u", .password = kPassword}, kNow);
    session_.OnTlsReady(kNow);
    for (const std::string_view reply : {"+OK\r\n", "+OK\r\nUSER\r\n.\r\n", "+OK\r\n"}) {
      Say(reply);
      Take(reply == "+OK\r\n" && session_.state() == Pop3State::kAwaitPassReply ? taken : SIZE_MAX);
    }
  }
  void Say(std::string_view reply) { (void)session_.OnBytes(AsBytes(reply), kNow); }
  void Take(size_t octets) {
    while (octets != 0 && session_.Next().want == Pop3Session::Want::kSend) {
      const size_t count = std::min(octets, session_.Next().bytes.size());
      session_.Sent(count, kNow);
      octets -= count;
    }
  }
  bool HoldsSecret() const { return AsText(work_).find(kPassword) != std::string_view::npos; }

  static constexpr std::string_view kPassword = "correct horse battery";
  std::array<uint8_t, kPop3CommandLineMaxBytes> work_{};
  Pop3Session session_{work_};
};

TEST_F(Pop3SessionBuffer, HoldsNoSecretOnceAllOfItWentOut) {
  SendSecret(10);
  EXPECT_TRUE(HoldsSecret());  // or this test shows nothing
  Take(SIZE_MAX);
  EXPECT_FALSE(HoldsSecret());
}

TEST_F(Pop3SessionBuffer, HoldsNoSecretAfterAnEndInTheMiddleOfIt) {
  SendSecret(10);
  session_.OnPeerClosed(kNow);
  EXPECT_FALSE(HoldsSecret());
  SendSecret(10);
  session_.Abort(kNow);
  EXPECT_FALSE(HoldsSecret());
  SendSecret(10);
  Say("-ERR [SYS/TEMP] going down\r\n");
  EXPECT_FALSE(HoldsSecret());
  SendSecret(10);
  session_.OnTick(After(kNow, kPop3LogInTimeoutMs));
  EXPECT_FALSE(HoldsSecret());
  SendSecret(10);
  session_.Begin({.user = "u", .password = "other"}, kNow);
  EXPECT_FALSE(HoldsSecret());
}

TEST_F(Pop3SessionBuffer, HoldsNoDigestOfApopOnceItWentOut) {
  session_.Begin(
      {.security = Pop3Security::kNone, .user = "mrose", .password = "tanstaaf", .allow_password_without_tls = true},
      kNow);
  Say("+OK POP3 server ready <1896.697170952@dbc.mtview.ca.us>\r\n");
  constexpr std::string_view kDigest = "c4c9334bac560ecc979e58001b3e22fb";
  ASSERT_NE(AsText(work_).find(kDigest), std::string_view::npos);
  Take(SIZE_MAX);
  EXPECT_EQ(AsText(work_).find(kDigest), std::string_view::npos);
}

TEST_F(Pop3SessionBuffer, NeverReadsTheSecretsAgainOnceTheEndIsSaid) {
  auto secret = std::make_unique<std::string>("password");
  session_.Begin({.security = Pop3Security::kImplicit, .user = "u", .password = *secret}, kNow);
  session_.OnPeerClosed(kNow);
  secret.reset();  // AddressSanitizer watches
  session_.OnTick(kNow);
  EXPECT_EQ(session_.Next().want, Pop3Session::Want::kFailed);
}

TEST_F(Pop3SessionBuffer, IgnoresInputsThatDoNotFit) {
  EXPECT_EQ(session_.OnBytes(AsBytes("+OK\r\n"), kNow), 0U);
  session_.OnTlsReady(kNow);
  session_.OnTlsFailed(kNow);
  session_.OnPeerClosed(kNow);
  session_.Sent(5, kNow);
  session_.Abort(kNow);
  session_.OnTick(kNow);
  EXPECT_EQ(session_.Next().want, Pop3Session::Want::kNothing);
}

std::string Md5Of(std::string_view text) {
  Md5 md5;
  md5.Update(AsBytes(text));
  std::array<char, 32> digits;
  md5.FinishHex(digits);
  return {digits.data(), digits.size()};
}

TEST(Md5, GivesTheDigestsOfRfc1321) {
  EXPECT_EQ(Md5Of(""), "d41d8cd98f00b204e9800998ecf8427e");
  EXPECT_EQ(Md5Of("a"), "0cc175b9c0f1b6a831c399e269772661");
  EXPECT_EQ(Md5Of("message digest"), "f96b697d7cb7938d525a2f31aaf161d0");
  EXPECT_EQ(Md5Of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"),
            "d174ab98d277d9f5a5611c2c9f419d9f");
  EXPECT_EQ(Md5Of("12345678901234567890123456789012345678901234567890123456789012345678901234567890"),
            "57edf4a22be3c955ac49da2e2107b67a");
}

TEST(ApopTimestamp, IsTakenOnlyWhereItCanBeAMessageId) {
  EXPECT_EQ(ApopTimestamp("+OK ready <1896.697@mtview.example>"), "<1896.697@mtview.example>");
  EXPECT_EQ(ApopTimestamp("+OK a < b, <1@x> now"), "<1@x>");
  EXPECT_EQ(ApopTimestamp("+OK ready"), "");
  EXPECT_EQ(ApopTimestamp("+OK ready <no at sign>"), "");
  EXPECT_EQ(ApopTimestamp("+OK ready <@x>"), "");
  EXPECT_EQ(ApopTimestamp("+OK ready <x@>"), "");
  EXPECT_EQ(ApopTimestamp("+OK ready <a@b@c>"), "");
  EXPECT_EQ(ApopTimestamp("+OK ready <a\x80@b>"), "");
  EXPECT_EQ(ApopTimestamp("+OK ready a@b>"), "");
  EXPECT_EQ(ApopTimestamp("+OK ready <a@b"), "");
  EXPECT_EQ(ApopTimestamp(">"), "");
  EXPECT_EQ(ApopTimestamp("<>"), "");
  EXPECT_EQ(ApopTimestamp(""), "");
}

TEST(Pop3Reply, IsOkOrErrInUpperCaseAndNothingElse) {
  EXPECT_EQ(ReadPop3Reply("+OK").kind, Pop3Reply::Kind::kOk);
  EXPECT_EQ(ReadPop3Reply("+OK hello").text, "hello");
  EXPECT_EQ(ReadPop3Reply("-ERR").kind, Pop3Reply::Kind::kError);
  for (const std::string_view line : {"", "+", "+ok", "+OKAY", "-err no", "-ERROR", "220 smtp", " +OK", "+ "}) {
    EXPECT_EQ(ReadPop3Reply(line).kind, Pop3Reply::Kind::kMalformed) << line;
  }
}

TEST(Pop3Reply, HasItsCodeAtTheStartOfTheTextInAnyCase) {
  EXPECT_EQ(ReadPop3Reply("-ERR [IN-USE] x").code, Pop3Code::kInUse);
  EXPECT_EQ(ReadPop3Reply("-ERR [login-delay] x").code, Pop3Code::kLoginDelay);
  EXPECT_EQ(ReadPop3Reply("-ERR [SYS/TEMP] x").code, Pop3Code::kSysTemp);
  EXPECT_EQ(ReadPop3Reply("-ERR [SYS/PERM] x").code, Pop3Code::kSysPerm);
  EXPECT_EQ(ReadPop3Reply("-ERR [AUTH] x").code, Pop3Code::kAuth);
  EXPECT_EQ(ReadPop3Reply("-ERR [SYS/MAYBE] x").code, Pop3Code::kOther);
  EXPECT_EQ(ReadPop3Reply("-ERR [AUTH").code, Pop3Code::kNone);
  EXPECT_EQ(ReadPop3Reply("-ERR see [AUTH]").code, Pop3Code::kNone);
}

}  // namespace
}  // namespace tegami
