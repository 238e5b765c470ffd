// SPDX-License-Identifier: MIT
// A server that says a secret back does not bring it into the job list or the event log.
#include "codec/base64.h"
#include "unit/app/app_device.h"
#include "unit/app/pop_peer.h"
#include "unit/app/smtp_peer.h"

namespace tegami {
namespace {

constexpr const char* kUser = "scanner@contoso.example";
constexpr const char* kPassword = "hunter2-Hunter3";
constexpr const char* kWithheld = "(withheld: it held a secret)";

std::string Encoded(const std::string& plain) {
  std::array<uint8_t, 200> room{};
  return std::string(AsText(ConstBytes(room).first(EncodeBase64(AsBytes(plain), room))));
}

std::string PlainBlob() { return Encoded(std::string(1, '\0') + kUser + std::string(1, '\0') + kPassword); }

class WithheldWords : public testing::Test {
 protected:
  WithheldWords() {
    device.board.network.Listen("mx.contoso.example", 25, smtp);
    device.board.network.Listen("pop.contoso.example", 110, pop);
    settings.auth = AuthMethod::kSmtpAuth;
    settings.service = MailService::kCustom;
    settings.security = SecureConnection::kNone;
    settings.allow_password_without_tls = true;
    settings.smtp_port = 25;
    AssignCut(settings.smtp_host, "mx.contoso.example");
    AssignCut(settings.pop_host, "pop.contoso.example");
    AssignCut(settings.user, kUser);
    smtp.extensions.emplace_back("AUTH PLAIN");
    Save();
  }

  void Save() {
    ASSERT_TRUE(device.app->Do(SetAccountCommand{.settings = &settings}));
    ASSERT_TRUE(device.app->Do(SetPasswordCommand{.value = AsBytes(kPassword)}));
  }

  // What the job list shows of a job that goes wrong; the event log must have the same.
  std::string ShownWords() {
    const std::string_view to[] = {"ito@contoso.example"};
    MailJob job;
    job.to = to;
    job.subject = "Scan";
    const Result<JobId> id = device.app->Submit(job);
    EXPECT_TRUE(id);
    EXPECT_TRUE(device.RunUntilJobsEnd());
    const std::string shown(View(device.Job(id.value_or(0)).reply));
    std::string logged;
    for (uint32_t number = 0; number < 50; ++number) {
      const Result<Event> event = device.app->ReadEvent(number);
      if (event && event->kind == EventKind::kJobFailed) logged = View(event->detail);
    }
    EXPECT_EQ(logged, shown.substr(0, logged.size()));
    EXPECT_FALSE(logged.empty());
    return shown;
  }
  std::string ShownAfterAuth(const std::string& words) {
    smtp.replies["AUTH"] = {"535 5.7.8 " + words};
    return ShownWords();
  }

  SmtpPeer smtp;
  PopPeer pop;
  AppDevice device;
  AccountSettings settings;
};

TEST_F(WithheldWords, AreThoseWithWhatAuthPlainSent) {
  EXPECT_EQ(ShownAfterAuth("cannot decode AUTH parameter " + PlainBlob()), kWithheld);
  EXPECT_EQ(smtp.commands.at(1), "AUTH PLAIN " + PlainBlob()) << "or this test shows nothing";
}

TEST_F(WithheldWords, AreThoseWithAPieceOfWhatAuthPlainSent) {
  EXPECT_EQ(ShownAfterAuth("line too long: ..." + PlainBlob().substr(30, 16) + "..."), kWithheld);
}

TEST_F(WithheldWords, AreThoseWithThePasswordInClearOrInBase64) {
  EXPECT_EQ(ShownAfterAuth(std::string("wrong password ") + kPassword), kWithheld);
  EXPECT_EQ(ShownAfterAuth("wrong password HUNTER2-HUNTER3"), kWithheld) << "in capitals it is as good";
  EXPECT_EQ(ShownAfterAuth("bad response " + Encoded(kPassword)), kWithheld);
}

TEST_F(WithheldWords, AreThoseOfARecipientToo) {
  smtp.replies["RCPT"] = {std::string("550 5.1.1 I know that your password is ") + kPassword};
  EXPECT_EQ(ShownWords(), kWithheld);
  ASSERT_EQ(device.app->jobs().last_recipients().size(), 1U);
  EXPECT_EQ(device.app->jobs().last_recipients()[0].text, kWithheld) << "as the host tool shows them";
}

TEST_F(WithheldWords, AreNotThoseThatSayWhatIsWrong) {
  EXPECT_EQ(ShownAfterAuth("Error: authentication failed for scanner@contoso.example, see "
                           "https://support.contoso.example/mail/answer/why-a-device-may-not-sign-in"),
            "5.7.8 Error: authentication failed for scanner@contoso.example, see "
            "https://support.contoso.example/mail/answer/why-a-device-may-not-sign-in");
  const std::string denied =
      "5.2.252 SendAsDenied; a@contoso.example not allowed to send as b@contoso.example; STOREDRV.Submission."
      "Exception:SendAsDeniedException.MapiExceptionSendAsDenied [AM0PR0502CA0044.eurprd05.prod.outlook.com]";
  smtp.replies["."] = {"554 " + denied};
  EXPECT_TRUE(denied.starts_with(ShownWords()));
  EXPECT_EQ(View(device.app->jobs().last_result().text), denied);
}

TEST_F(WithheldWords, HaveAMaskForWhatLooksLikeAToken) {
  const std::string token = "EwB4A8l6BAAUO9chh8cJscQLmU+LSWpbnr0vmwwAAQ3d/Kq2x9";
  EXPECT_EQ(ShownAfterAuth("invalid bearer " + token + " (expired)"), "5.7.8 invalid bearer (...) (expired)");
  smtp.replies["RCPT"] = {"550 5.1.1 no " + token};
  EXPECT_EQ(ShownWords(), "5.1.1 no (...)");
}

TEST_F(WithheldWords, AreThoseOfAPopServerToo) {
  settings.auth = AuthMethod::kPopBeforeSmtp;
  Save();
  pop.replies["PASS"] = std::string("-ERR [AUTH] unknown command PASS ") + kPassword;
  EXPECT_EQ(ShownWords(), kWithheld);
  pop.replies["PASS"] = "-ERR [AUTH] invalid bearer EwB4A8l6BAAUO9chh8cJscQLmU+LSWpbnr0vmwwAAQ3d/Kq2x9";
  EXPECT_EQ(ShownWords(), kWithheld);
  pop.replies["PASS"] = "-ERR [AUTH] no such mailbox";
  EXPECT_EQ(ShownWords(), "[AUTH] no such mailbox");
}

TEST_F(WithheldWords, AreThoseOfTheConnectionTestToo) {
  const auto shown = [&] {
    EXPECT_TRUE(device.app->Do(TestConnectionCommand{}));
    EXPECT_TRUE(
        device.RunUntil([&] { return device.app->snapshot().test.phase == ConnectionTestFacts::Phase::kFailed; }));
    return std::string(View(device.app->snapshot().test.detail));
  };
  smtp.replies["AUTH"] = {"535 5.7.8 cannot decode " + PlainBlob()};
  EXPECT_EQ(shown(), kWithheld);
  settings.auth = AuthMethod::kPopBeforeSmtp;
  Save();
  pop.replies["PASS"] = std::string("-ERR [AUTH] unknown command PASS ") + kPassword;
  EXPECT_EQ(shown(), kWithheld);
}

}  // namespace
}  // namespace tegami
