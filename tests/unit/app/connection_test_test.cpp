// SPDX-License-Identifier: MIT
// The connection test on a printer of fakes: each step fails in turn, and nothing behind it is tried.
#include "diagnose/test_progress.h"
#include "unit/app/app_device.h"
#include "unit/app/pop_peer.h"
#include "unit/app/smtp_peer.h"

namespace tegami {
namespace {

class ConnectionTests : public testing::Test {
 protected:
  ConnectionTests() {
    device.board.network.Listen("mx.contoso.example", 25, peer);
    peer.extensions.emplace_back("AUTH PLAIN");
    settings.auth = AuthMethod::kSmtpAuth;
    settings.service = MailService::kCustom;
    settings.security = SecureConnection::kNone;
    settings.allow_password_without_tls = true;
    settings.smtp_port = 25;
    AssignCut(settings.smtp_host, "mx.contoso.example");
    AssignCut(settings.user, "scanner@contoso.example");
  }

  // Runs a test and returns its steps as "link dns tcp! banner-": "!" failed, "-" not tried.
  std::string Run(bool send = false) {
    EXPECT_TRUE(device.app->Do(SetAccountCommand{.settings = &settings}));
    EXPECT_TRUE(device.app->Do(SetPasswordCommand{.value = AsBytes(std::string_view("secret"))}));
    return RunAgain(send);
  }
  std::string RunAgain(bool send = false) {
    EXPECT_TRUE(device.app->Do(TestConnectionCommand{.send = send}));
    EXPECT_TRUE(device.RunUntil([&] { return Facts().phase != ConnectionTestFacts::Phase::kRunning; }));
    std::string text;
    for (size_t i = 0; i < Facts().step_count; ++i) {
      text += std::string(text.empty() ? "" : " ") + std::string(TestStepName(Facts().steps[i].step));
      if (Facts().steps[i].outcome == TestOutcome::kFailed) text += "!";
      if (Facts().steps[i].outcome == TestOutcome::kNotTried) text += "-";
    }
    return text;
  }
  const ConnectionTestFacts& Facts() { return device.app->snapshot().test; }
  bool Heard(std::string_view verb) const {
    return std::ranges::any_of(peer.commands, [&](const std::string& line) { return line.starts_with(verb); });
  }

  SmtpPeer peer;
  AppDevice device;
  AccountSettings settings;
};

TEST_F(ConnectionTests, PassAndSendNothing) {
  peer.replies["AUTH"] = {"235 2.7.0 welcome"};
  EXPECT_EQ(Run(), "link dns tcp banner auth mail_from rcpt_to");
  EXPECT_EQ(Facts().phase, ConnectionTestFacts::Phase::kPassed);
  EXPECT_EQ(Facts().cause, Cause::kNone);
  EXPECT_TRUE(peer.bodies.empty());
  EXPECT_FALSE(Heard("DATA") || Heard("BDAT"));
  EXPECT_TRUE(Heard("RCPT TO:<scanner@contoso.example>"));
  device.RunUntil([] { return false; }, 1000);
  EXPECT_EQ(peer.commands.back(), "QUIT");
  EXPECT_EQ(device.board.network.acquired(), 0U) << "the connection is given back";
}

TEST_F(ConnectionTests, SendAMailWhereOneIsWanted) {
  peer.replies["AUTH"] = {"235 2.7.0 welcome", "235 2.7.0 welcome"};
  EXPECT_EQ(Run(true), "link dns tcp banner auth mail_from rcpt_to message");
  ASSERT_EQ(peer.mails.size(), 1U);
  EXPECT_EQ(peer.mails[0].recipients, std::vector<std::string>{"scanner@contoso.example"});
}

TEST_F(ConnectionTests, StopWithoutANetwork) {
  device.board.network.SetLinkUp(false);
  EXPECT_EQ(Run(), "link! dns- tcp- banner- auth- mail_from- rcpt_to-");
  EXPECT_EQ(Facts().cause, Cause::kNoLink);
}

TEST_F(ConnectionTests, StopAtANameThatNobodyKnows) {
  AssignCut(settings.smtp_host, "nobody.contoso.example");
  EXPECT_EQ(Run(), "link dns! tcp- banner- auth- mail_from- rcpt_to-");
  EXPECT_EQ(Facts().cause, Cause::kNoSuchName);
}

TEST_F(ConnectionTests, StopAtAPortWhereNobodyListens) {
  settings.smtp_port = 26;
  EXPECT_EQ(Run(), "link dns tcp! banner- auth- mail_from- rcpt_to-");
  EXPECT_EQ(Facts().cause, Cause::kConnectionRefused);
}

TEST_F(ConnectionTests, StopAtAGreetingThatRefuses) {
  peer.replies[""] = {"554 5.3.2 not <b>today</b>"};
  EXPECT_EQ(Run(), "link dns tcp banner! auth- mail_from- rcpt_to-");
  EXPECT_NE(View(Facts().detail).find("today"), std::string_view::npos);
}

TEST_F(ConnectionTests, StopWhereStartTlsIsNotOfferedAndSayNoSecret) {
  settings.security = SecureConnection::kStartTls;
  EXPECT_EQ(Run(), "link dns tcp banner starttls! clock- certificate- auth- mail_from- rcpt_to-");
  EXPECT_EQ(Facts().cause, Cause::kStartTlsNotOffered);
  EXPECT_FALSE(Heard("AUTH"));
}

TEST_F(ConnectionTests, StopAtALinkThatIsMissing) {
  settings.auth = AuthMethod::kOauth2;
  AssignCut(settings.authority, "https://login.contoso.example");
  AssignCut(settings.client_id, "printer");
  AssignCut(settings.scope, "mail");
  EXPECT_EQ(Run(), "link dns tcp banner clock token! auth- mail_from- rcpt_to-");
  EXPECT_EQ(Facts().cause, Cause::kNotSignedIn);
  EXPECT_FALSE(Heard("AUTH"));
}

TEST_F(ConnectionTests, StopWhereTheServerDoesNotLetUsIn) {
  peer.replies["AUTH"] = {
      "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant."};
  EXPECT_EQ(Run(), "link dns tcp banner auth! mail_from- rcpt_to-");
  EXPECT_EQ(Facts().cause, Cause::kAuthDisabledTenant);
  EXPECT_NE(View(Facts().detail).find("disabled for the Tenant"), std::string_view::npos);
}

TEST_F(ConnectionTests, StopAtTheSenderOrTheRecipient) {
  peer.replies["AUTH"] = {"235 2.7.0 welcome", "235 2.7.0 welcome"};
  peer.replies["MAIL"] = {"550 5.1.7 who are you"};
  EXPECT_EQ(Run(), "link dns tcp banner auth mail_from! rcpt_to-");
  peer.replies["RCPT"] = {"550 5.1.1 who is that"};
  EXPECT_EQ(RunAgain(), "link dns tcp banner auth mail_from rcpt_to!");
  EXPECT_EQ(Facts().cause, Cause::kRecipientRefused);
}

TEST_F(ConnectionTests, StopAtTheMailWhereOnlyThatIsRefused) {
  peer.replies["AUTH"] = {"235 2.7.0 welcome", "235 2.7.0 welcome"};
  peer.replies["."] = {"554 5.2.252 SendAsDenied; not you"};
  EXPECT_EQ(Run(true), "link dns tcp banner auth mail_from rcpt_to message!");
  EXPECT_EQ(Facts().cause, Cause::kSendAsDenied);
  EXPECT_NE(View(Facts().detail).find("SendAsDenied"), std::string_view::npos);
}

TEST_F(ConnectionTests, LogInByPopFirstWhereThatIsSet) {
  PopPeer pop;
  device.board.network.Listen("pop.contoso.example", 110, pop);
  settings.auth = AuthMethod::kPopBeforeSmtp;
  AssignCut(settings.pop_host, "pop.contoso.example");
  EXPECT_EQ(Run(), "link dns tcp banner pop mail_from rcpt_to");
  EXPECT_EQ(pop.log_ins, 1U);
  EXPECT_EQ(RunAgain(), "link dns tcp banner pop mail_from rcpt_to");
  EXPECT_EQ(pop.log_ins, 2U) << "the test wants to see a log-in";
  pop.replies["PASS"] = "-ERR wrong password";
  EXPECT_EQ(RunAgain(), "link dns tcp banner pop! mail_from- rcpt_to-");
  EXPECT_EQ(Facts().cause, Cause::kPopAuthFailed);
  EXPECT_NE(View(Facts().detail).find("wrong password"), std::string_view::npos);
  EXPECT_FALSE(Heard("AUTH"));
}

TEST_F(ConnectionTests, GoWithoutASecretUntilTheSecondConnection) {
  peer.replies[""] = {"220 hello", "close"};
  Run();
  EXPECT_EQ(device.board.network.connections(), 2U);
  EXPECT_FALSE(Heard("AUTH")) << "the first connection has none";
}

TEST_F(ConnectionTests, WaitForJobsAndJobsForThem) {
  settings.auth = AuthMethod::kOff;
  ASSERT_TRUE(device.app->Do(SetAccountCommand{.settings = &settings}));
  const std::string_view to[] = {"ito@contoso.example"};
  MailJob job;
  job.to = to;
  job.text = "A text.\n";
  const Result<JobId> first = device.app->Submit(job);
  device.app->Poll();
  EXPECT_EQ(RunAgain(), "link dns tcp banner mail_from rcpt_to");
  ASSERT_TRUE(device.app->Do(TestConnectionCommand{}));
  EXPECT_EQ(device.app->Do(TestConnectionCommand{}).error(), Error::kBusy);
  const Result<JobId> second = device.app->Submit(job);
  ASSERT_TRUE(device.RunUntilJobsEnd());
  EXPECT_EQ(device.Job(*first).state, JobState::kDelivered);
  EXPECT_EQ(device.Job(*second).state, JobState::kDelivered);
}

}  // namespace
}  // namespace tegami
