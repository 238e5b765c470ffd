// SPDX-License-Identifier: MIT
// POP before SMTP, as the jobs of a whole device do it.
#include "unit/app/job_fixture.h"
#include "unit/app/pop_peer.h"
#include "unit/app/smtp_peer.h"

namespace tegami {
namespace {

class PopBeforeSmtp : public testing::Test {
 protected:
  PopBeforeSmtp() {
    device.board.network.Listen("mx.contoso.example", 25, smtp);
    device.board.network.Listen("pop.contoso.example", 110, pop);
    settings.auth = AuthMethod::kPopBeforeSmtp;
    settings.service = MailService::kCustom;
    settings.security = SecureConnection::kNone;
    settings.allow_password_without_tls = true;
    settings.smtp_port = 25;
    AssignCut(settings.smtp_host, "mx.contoso.example");
    AssignCut(settings.pop_host, "pop.contoso.example");
    AssignCut(settings.user, "scanner@contoso.example");
    Save();
  }

  void Save() {
    ASSERT_TRUE(device.app->Do(SetAccountCommand{.settings = &settings}));
    ASSERT_TRUE(device.app->Do(SetPasswordCommand{.value = AsBytes("secret")}));
  }

  JobId Send() {
    const std::string_view to[] = {"ito@contoso.example"};
    MailJob job;
    job.to = to;
    job.subject = "Scan";
    const Result<JobId> id = device.app->Submit(job);
    EXPECT_TRUE(id);
    return id.value_or(0);
  }

  JobFacts SendToTheEnd() {
    const JobId id = Send();
    EXPECT_TRUE(device.RunUntilJobsEnd());
    return device.Job(id);
  }

  JobFacts SendOnce() {
    const JobId id = Send();
    EXPECT_TRUE(device.RunUntil([&] { return device.Job(id).cause != Cause::kNone; }));
    return device.Job(id);
  }

  SmtpPeer smtp;
  PopPeer pop;
  AppDevice device;
  AccountSettings settings;
};

TEST_F(PopBeforeSmtp, LogsInAndThenSendsWithoutAuth) {
  smtp.extensions.emplace_back("AUTH PLAIN LOGIN");
  EXPECT_EQ(SendToTheEnd().state, JobState::kDelivered);
  EXPECT_EQ(pop.commands, (std::vector<std::string>{"CAPA", "USER scanner@contoso.example", "PASS secret", "QUIT"}));
  ASSERT_EQ(smtp.mails.size(), 1U);
  EXPECT_EQ(smtp.mails[0].sender, "scanner@contoso.example");
  for (const std::string& command : smtp.commands) EXPECT_FALSE(command.starts_with("AUTH")) << command;
}

TEST_F(PopBeforeSmtp, UsesALogInAgainForSomeMinutesAndNotLonger) {
  SendToTheEnd();
  SendToTheEnd();
  EXPECT_EQ(pop.log_ins, 1U);
  device.RunUntil([] { return false; }, kPopLogInFreshMs);
  SendToTheEnd();
  EXPECT_EQ(pop.log_ins, 2U);
  EXPECT_EQ(smtp.mails.size(), 3U);
}

TEST_F(PopBeforeSmtp, LogsInAnewWithChangedSettings) {
  SendToTheEnd();
  AssignCut(settings.sender, "other@contoso.example");
  Save();
  SendToTheEnd();
  EXPECT_EQ(pop.log_ins, 2U);
}

TEST_F(PopBeforeSmtp, LogsInAnewAtOnceWhereTheServerHasForgottenTheAddress) {
  SendToTheEnd();
  smtp.replies["RCPT"] = {"554 5.7.1 Relay access denied"};
  EXPECT_EQ(SendToTheEnd().state, JobState::kDelivered);
  EXPECT_EQ(pop.log_ins, 2U);
  smtp.replies["RCPT"] = {"554 5.7.1 Relay access denied", "554 5.7.1 Relay access denied"};
  EXPECT_EQ(SendToTheEnd().state, JobState::kFailed) << "once is enough";
}

TEST_F(PopBeforeSmtp, EndsTheJobWhereThePasswordIsWrong) {
  pop.replies["PASS"] = "-ERR [AUTH] wrong \x07password";
  const JobFacts job = SendToTheEnd();
  EXPECT_EQ(job.state, JobState::kFailed);
  EXPECT_EQ(job.cause, Cause::kPopAuthFailed);
  EXPECT_EQ(View(job.reply), "[AUTH] wrong \\x07password");
  EXPECT_TRUE(smtp.commands.empty()) << "no mail without a log-in";
  EXPECT_EQ(device.board.network.acquired(), 0U);
}

TEST_F(PopBeforeSmtp, TriesAgainLaterWhereTheMailboxIsBusy) {
  for (const char* reply : {"-ERR [IN-USE] locked", "-ERR [LOGIN-DELAY] too soon", "-ERR maildrop already locked"}) {
    pop.replies["PASS"] = reply;
    EXPECT_EQ(SendOnce().cause, Cause::kPopMailboxBusy) << reply;
    EXPECT_EQ(device.Count(JobState::kRetrying), 1U);
    pop.replies.erase("PASS");
    EXPECT_TRUE(device.RunUntilJobsEnd());
    device.RunUntil([] { return false; }, kPopLogInFreshMs);
  }
  EXPECT_EQ(smtp.mails.size(), 3U);
}

TEST_F(PopBeforeSmtp, NamesTheCauseOfEveryOtherEnd) {
  const auto cause_with = [&](const char* verb, const char* reply) {
    PopPeer usual;
    pop.replies = usual.replies;
    pop.greeting = usual.greeting;
    if (verb == std::string_view("greeting")) {
      pop.greeting = reply;
    } else {
      pop.replies[verb] = reply;
    }
    const JobFacts job = SendOnce();
    static_cast<void>(device.app->Do(CancelJobCommand{job.id}));
    return job.cause;
  };
  EXPECT_EQ(cause_with("greeting", "-ERR go away"), Cause::kPopServerRefused);
  EXPECT_EQ(cause_with("greeting", "220 mx ESMTP"), Cause::kServerProtocol);
  EXPECT_EQ(cause_with("PASS", "-ERR [SYS/TEMP] later"), Cause::kPopServerRefused);
  EXPECT_EQ(cause_with("PASS", "-ERR [SYS/PERM] never"), Cause::kServerRefused);
  EXPECT_EQ(cause_with("PASS", "-ERR no"), Cause::kPopAuthFailed);
  EXPECT_EQ(cause_with("PASS", "close"), Cause::kConnectionReset);
  EXPECT_EQ(cause_with("CAPA", "+OK\r\nSASL GSSAPI\r\n."), Cause::kAuthNotOffered);
  device.board.network.StopListening("pop.contoso.example", 110);
  device.board.network.Listen("pop.contoso.example", 995, pop);
  EXPECT_EQ(cause_with("PASS", "+OK"), Cause::kConnectionRefused);
}

TEST_F(PopBeforeSmtp, SendsNoPasswordWithoutTlsUnlessThatWasChosen) {
  settings.allow_password_without_tls = false;
  Save();
  EXPECT_EQ(SendToTheEnd().cause, Cause::kNoTlsForSecret);
  settings.security = SecureConnection::kStartTls;
  settings.allow_password_without_tls = true;
  Save();
  pop.replies["CAPA"] = "+OK\r\nUSER\r\n.";
  EXPECT_EQ(SendToTheEnd().cause, Cause::kStartTlsNotOffered);
  EXPECT_EQ(pop.log_ins, 0U);
}

TEST_F(PopBeforeSmtp, GivesItsConnectionBackWhenTheJobIsCancelled) {
  device.board.network.SetLatency(100);
  const JobId id = Send();
  ASSERT_TRUE(device.RunUntil([&] { return !pop.commands.empty(); }));
  EXPECT_TRUE(device.app->Do(CancelJobCommand{id}));
  EXPECT_EQ(device.board.network.acquired(), 0U);
  SendToTheEnd();
  EXPECT_EQ(smtp.mails.size(), 1U);
}

TEST_F(PopBeforeSmtp, DoesNotLogInForAMailThatIsTooLarge) {
  settings.message_max_kib = 64;
  Save();
  const std::string_view to[] = {"ito@contoso.example"};
  ScanSource large(50'000);
  Attachment attachment{.source = &large, .file_name = "scan.pdf", .media_type = "application/pdf"};
  MailJob job;
  job.to = to;
  job.attachments = {&attachment, 1};
  const Result<JobId> id = device.app->Submit(job);
  ASSERT_TRUE(id);
  ASSERT_TRUE(device.RunUntilJobsEnd());
  EXPECT_EQ(device.Job(*id).cause, Cause::kMessageTooLarge);
  EXPECT_TRUE(pop.commands.empty());
}

TEST_F(PopBeforeSmtp, SaysThatThereIsNoPassword) {
  ASSERT_TRUE(device.app->Do(SetPasswordCommand{}));
  const JobFacts job = SendToTheEnd();
  EXPECT_EQ(job.cause, Cause::kPasswordMissing);
  EXPECT_EQ(CauseCode(job.cause), 360);
  EXPECT_EQ(device.board.network.connections(), 0U);
}

// OAuth goes over the standard interface alone; what it asked of the connection ends with it.
TEST_F(PopBeforeSmtp, GoesOverAnyInterfaceAlsoBehindAMailByOauth) {
  SmtpPeer exchange;
  device.board.network.Listen("smtp.office365.com", 587, exchange);
  const auto route_over = [&](InterfaceKind kind) {
    InterfaceInfo info;
    info.kind = kind;
    info.link_up = true;
    info.name = "eth1";
    info.addresses[0].octets = {198, 51, 100, 7};
    info.address_count = 1;
    device.board.network.SetInterfaces({info});
  };
  ASSERT_TRUE(device.app->Do(SetAccountCommand{.account = kFaxAccount, .settings = &settings}));
  ASSERT_TRUE(device.app->Do(SetPasswordCommand{.account = kFaxAccount, .value = AsBytes("secret")}));
  AccountSettings oauth;
  AssignCut(oauth.client_id, "client");
  AssignCut(oauth.user, "scanner@contoso.example");
  ASSERT_TRUE(device.app->Do(SetAccountCommand{.settings = &oauth}));
  SignIn sign_in;
  AssignCut(sign_in.account_name, "scanner@contoso.example");
  AccountBook& book = device.app->book();
  ASSERT_TRUE(book.SaveSignIn(kMailAccount, AccountBook::Slot::kApplied, sign_in, AsBytes("refresh")));
  const UtcTime now = *device.board.clock.WallClock();
  ASSERT_TRUE(
      book.SaveAccessToken(kMailAccount, AsBytes("access"), {.obtained = now, .expires = {now.seconds + 86000}}));
  route_over(InterfaceKind::kStandard);
  Send();
  ASSERT_TRUE(device.RunUntilJobsEnd());
  ASSERT_FALSE(exchange.commands.empty());
  route_over(InterfaceKind::kAdditional);  // the fax server's network is another one
  const std::string_view to[] = {"1@fax.example"};
  MailJob fax;
  fax.account = kFaxAccount;
  fax.to = to;
  fax.subject = "Fax";
  const Result<JobId> id = device.app->Submit(fax);
  ASSERT_TRUE(id);
  ASSERT_TRUE(device.RunUntilJobsEnd());
  EXPECT_EQ(device.Job(*id).state, JobState::kDelivered);
}

}  // namespace
}  // namespace tegami
