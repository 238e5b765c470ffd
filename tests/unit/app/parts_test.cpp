// SPDX-License-Identifier: MIT
// What is too large or for too many: refused before dialling, split, sent in turns; and what kinds of jobs are special.
#include "unit/app/job_fixture.h"

namespace tegami {
namespace {

class Limits : public JobFixture {
 protected:
  static constexpr size_t kScanBytes = 6000;  // 8.2 KB in base64

  std::vector<std::string> Subjects() const {
    std::vector<std::string> subjects;
    for (const SmtpPeer::Mail& mail : peer.mails) subjects.push_back(Header(mail.octets, "Subject"));
    return subjects;
  }

  ScanSource a{kScanBytes};
  ScanSource b{kScanBytes};
  ScanSource c{kScanBytes};
  ByteSource* three[3] = {&a, &b, &c};
};

TEST_F(Limits, OfTheSettingsAreKeptWithoutDialling) {
  settings.message_max_kib = 64;
  Save();
  ScanSource large(50'000);  // 68.4 KB in base64
  ByteSource* sources[] = {&large};
  const JobId id = Send("one", sources);
  ASSERT_TRUE(device.RunUntilJobsEnd());
  EXPECT_EQ(device.Job(id).state, JobState::kFailed);
  EXPECT_EQ(CauseCode(device.Job(id).cause), 314);
  EXPECT_TRUE(View(device.Job(id).reply).ends_with(", limit 65536")) << View(device.Job(id).reply);
  EXPECT_EQ(device.board.network.connections(), 0U);
}

TEST_F(Limits, OfTheSettingsThatAreNoneAreRefused) {
  settings.message_max_kib = 8;
  EXPECT_EQ(device.app->Do(SetAccountCommand{.settings = &settings}).error(), Error::kInvalidArgument);
}

TEST_F(Limits, OfTheServerAreRememberedForADay) {
  peer.extensions = {"PIPELINING", "SIZE 10000"};
  Send("small", std::span(three).first(1));
  ASSERT_TRUE(device.RunUntilJobsEnd());
  Wait(1000);
  device.Reboot();
  const JobId large = Send("large", three);
  ASSERT_TRUE(device.RunUntilJobsEnd());
  EXPECT_EQ(device.Job(large).cause, Cause::kMessageTooLarge);
  EXPECT_EQ(device.board.network.connections(), 1U);
  peer.extensions = {"PIPELINING", "SIZE 1000000"};
  Wait(25 * 3600 * kMsPerSecond);
  const JobId again = Send("large", three);
  ASSERT_TRUE(device.RunUntilJobsEnd());
  EXPECT_EQ(device.Job(again).state, JobState::kDelivered) << "an administrator has raised it meanwhile";
}

TEST_F(Limits, AreFoundOutAfterEhloWithTheNumbers) {
  peer.extensions = {"SIZE 10000"};
  const JobId id = Send("large", three);
  ASSERT_TRUE(device.RunUntilJobsEnd());
  EXPECT_EQ(device.Job(id).cause, Cause::kMessageTooLarge);
  EXPECT_TRUE(View(device.Job(id).reply).ends_with(", limit 10000")) << View(device.Job(id).reply);
  for (const std::string& command : peer.commands) EXPECT_FALSE(command.starts_with("MAIL"));
}

TEST_F(Limits, SplitAScanAtItsAttachments) {
  const JobId id = Send("Scan", three, JobKind::kScanToMail, 10);
  ASSERT_TRUE(device.RunUntilJobsEnd());
  EXPECT_EQ(Subjects(), (std::vector<std::string>{"Scan (1/3)", "Scan (2/3)", "Scan (3/3)"}));
  for (const SmtpPeer::Mail& mail : peer.mails) EXPECT_LE(mail.octets.size(), 10U * 1024);
  EXPECT_NE(Header(peer.mails[0].octets, "Message-ID"), Header(peer.mails[1].octets, "Message-ID"));
  EXPECT_NE(Header(peer.mails[1].octets, "Message-ID"), Header(peer.mails[2].octets, "Message-ID"));
  EXPECT_EQ(device.board.network.connections(), 1U);
  ASSERT_EQ(device.Jobs().size(), 1U) << "one job";
  EXPECT_EQ(device.Job(id).state, JobState::kDelivered);
  EXPECT_EQ(device.Job(id).parts, 3);
  EXPECT_EQ(device.Job(id).parts_delivered, 3);
}

TEST_F(Limits, SplitIntoAsFewMailsAsGo) {
  Send("Scan", three, JobKind::kScanToMail, 20);
  ASSERT_TRUE(device.RunUntilJobsEnd());
  EXPECT_EQ(Subjects(), (std::vector<std::string>{"Scan (1/2)", "Scan (2/2)"}));
}

TEST_F(Limits, DoNotSplitWhatFitsOneMail) {
  Send("Scan", three, JobKind::kScanToMail, 100);
  ASSERT_TRUE(device.RunUntilJobsEnd());
  EXPECT_EQ(Subjects(), std::vector<std::string>{"Scan"});
}

TEST_F(Limits, OfTheServerSplitToo) {
  peer.extensions = {"PIPELINING", "SIZE 10000"};
  Send("Scan", three, JobKind::kScanToMail, 1000);
  ASSERT_TRUE(device.RunUntilJobsEnd());
  EXPECT_EQ(Subjects(), (std::vector<std::string>{"Scan (1/3)", "Scan (2/3)", "Scan (3/3)"}));
}

TEST_F(Limits, RefuseAnAttachmentThatNoMailCanHold) {
  ScanSource large(20'000);
  ByteSource* sources[] = {&a, &large, &c};
  const JobId id = Send("Scan", sources, JobKind::kScanToMail, 10);
  ASSERT_TRUE(device.RunUntilJobsEnd());
  EXPECT_EQ(CauseCode(device.Job(id).cause), 314);
  EXPECT_TRUE(peer.mails.empty()) << "not a part of it";
}

TEST_F(Limits, ARetrySendsOnlyThePartsThatAreMissingAlsoAfterARestart) {
  peer.replies["."] = {"250 2.0.0 queued", "451 4.3.0 later"};
  const JobId id = Send("Scan", three, JobKind::kScanToMail, 10);
  ASSERT_TRUE(device.RunUntil([&] { return device.Count(JobState::kRetrying) == 1; }));
  EXPECT_EQ(device.Job(id).parts_delivered, 1);
  const std::string second = Header(peer.bodies.at(1), "Message-ID");
  device.Reboot();
  const Attachment files[] = {{.source = &a}, {.source = &b}, {.source = &c}};
  ASSERT_TRUE(device.app->Reattach(id, files));
  ASSERT_TRUE(device.RunUntilJobsEnd());
  EXPECT_EQ(Subjects(), (std::vector<std::string>{"Scan (1/3)", "Scan (2/3)", "Scan (3/3)"}));
  EXPECT_EQ(Header(peer.mails.at(1).octets, "Message-ID"), second);
  EXPECT_EQ(device.Job(id).state, JobState::kDelivered);
}

TEST_F(Limits, APartThatIsRefusedMakesTheJobPartial) {
  peer.replies["."] = {"250 2.0.0 queued", "550 5.7.1 no"};
  const JobId id = Send("Scan", three, JobKind::kScanToMail, 10);
  ASSERT_TRUE(device.RunUntilJobsEnd());
  EXPECT_EQ(device.Job(id).state, JobState::kPartial);
  EXPECT_EQ(device.Job(id).cause, Cause::kMessageRefused);
  EXPECT_EQ(device.Job(id).parts_delivered, 1);
}

TEST_F(Limits, ARetryGoesOnlyToRecipientsWhoHaveNotGotIt) {
  const std::string_view to[] = {"ito@contoso.example", "sato@contoso.example", "ueda@contoso.example"};
  peer.replies["RCPT"] = {"250 2.1.5 OK", "450 4.2.0 greylisted", "550 5.1.1 no such user"};
  const Result<JobId> id = Submit("one", to);
  ASSERT_TRUE(id);
  ASSERT_TRUE(device.RunUntil([&] { return device.Count(JobState::kRetrying) == 1; }));
  device.Reboot();
  ASSERT_TRUE(device.RunUntilJobsEnd());
  ASSERT_EQ(peer.mails.size(), 2U);
  EXPECT_EQ(peer.mails[0].recipients, std::vector<std::string>{"ito@contoso.example"});
  EXPECT_EQ(peer.mails[1].recipients, std::vector<std::string>{"sato@contoso.example"});
  EXPECT_EQ(Header(peer.mails[0].octets, "Message-ID"), Header(peer.mails[1].octets, "Message-ID"));
  EXPECT_EQ(device.Job(*id).state, JobState::kPartial);
  EXPECT_EQ(device.Job(*id).cause, Cause::kSomeRecipientsRefused);
  EXPECT_EQ(device.Job(*id).recipients_refused, 1);
}

TEST_F(Limits, OfRecipientsAreLearnedAndTheOthersGetAMailOfTheirOwn) {
  const std::string_view to[] = {"ito@contoso.example", "sato@contoso.example", "ueda@contoso.example"};
  peer.replies["RCPT"] = {"250 2.1.5 OK", "250 2.1.5 OK", "452 4.5.3 Too many recipients"};
  const Result<JobId> id = Submit("one", to);
  ASSERT_TRUE(id);
  ASSERT_TRUE(device.RunUntilJobsEnd(10 * kMsPerSecond)) << "no pause of a retry";
  EXPECT_EQ(device.Job(*id).state, JobState::kDelivered);
  ASSERT_EQ(peer.mails.size(), 2U);
  EXPECT_EQ(peer.mails[1].recipients, std::vector<std::string>{"ueda@contoso.example"});
  const size_t asked = peer.commands.size();
  ASSERT_TRUE(Submit("two", to));
  ASSERT_TRUE(device.RunUntilJobsEnd(10 * kMsPerSecond));
  EXPECT_EQ(peer.mails.size(), 4U);
  size_t recipients = 0;
  for (size_t i = asked; i < peer.commands.size(); ++i) recipients += peer.commands[i].starts_with("RCPT") ? 1 : 0;
  EXPECT_EQ(recipients, 3U) << "nobody is asked for in vain";
}

TEST_F(Limits, ToMyEmailGoesFromTheUserToTheUser) {
  Result<AccountId> user = device.app->book().FindUser("ito", true);
  ASSERT_TRUE(user);
  AccountSettings own = settings;
  AssignCut(own.owner, "ito");
  AssignCut(own.user, "ito@contoso.example");
  ASSERT_TRUE(device.app->Do(SetAccountCommand{.account = *user, .settings = &own}));
  MailJob job;
  job.kind = JobKind::kToMyEmail;
  job.account = *user;
  job.subject = "Mine";
  ASSERT_TRUE(device.app->Submit(job));
  ASSERT_TRUE(device.RunUntilJobsEnd());
  ASSERT_EQ(peer.mails.size(), 1U);
  EXPECT_EQ(peer.mails[0].sender, "ito@contoso.example");
  EXPECT_EQ(Header(peer.mails[0].octets, "From"), "ito@contoso.example");
  EXPECT_EQ(peer.mails[0].recipients, std::vector<std::string>{"ito@contoso.example"});
}

TEST_F(Limits, ToMyEmailNeedsAUserWhoIsKnown) {
  MailJob job;
  job.kind = JobKind::kToMyEmail;
  job.account = 77;
  EXPECT_EQ(device.app->Submit(job).error(), Error::kBadState);
}

TEST_F(Limits, ATestMailTellsDeviceAccountAndTime) {
  DeviceSettings named;
  named.language = Language::kEnglish;
  AssignCut(named.device_name, "Third floor");
  ASSERT_TRUE(device.app->Do(SetDeviceCommand{.settings = &named}));
  ASSERT_TRUE(device.app->Do(TestMailCommand{.to = "admin@contoso.example"}));
  ASSERT_TRUE(device.app->Do(TestMailCommand{}));
  ASSERT_TRUE(device.RunUntilJobsEnd());
  ASSERT_EQ(peer.mails.size(), 2U);
  EXPECT_EQ(peer.mails[0].recipients, std::vector<std::string>{"admin@contoso.example"});
  EXPECT_EQ(peer.mails[1].recipients, std::vector<std::string>{"scanner@contoso.example"});
  EXPECT_EQ(Header(peer.mails[0].octets, "Subject"), "Test mail: Third floor");
  EXPECT_NE(peer.mails[0].octets.find("Device: Third floor\r\n"), std::string::npos);
  EXPECT_NE(peer.mails[0].octets.find("Account: scanner@contoso.example\r\n"), std::string::npos);
  EXPECT_NE(peer.mails[0].octets.find("Time: Sun, 1 Mar 2026 09:00:0"), std::string::npos);
  EXPECT_EQ(device.Job(1).kind, JobKind::kTestMail);
}

TEST_F(Limits, OfRecipientsAreForgottenAfterADay) {
  const std::string_view to[] = {"ito@contoso.example", "sato@contoso.example", "ueda@contoso.example"};
  peer.replies["RCPT"] = {"250 2.1.5 OK", "452 4.5.3 Too many recipients", "452 4.5.3 Too many recipients"};
  ASSERT_TRUE(Submit("one", to));
  ASSERT_TRUE(device.RunUntilJobsEnd());
  ASSERT_EQ(peer.mails.size(), 3U);
  device.Reboot();
  ASSERT_TRUE(Submit("two", to));
  ASSERT_TRUE(device.RunUntilJobsEnd());
  ASSERT_EQ(peer.mails.size(), 6U) << "for a day it counts";
  Wait(25 * 3600 * kMsPerSecond);
  ASSERT_TRUE(Submit("three", to));
  ASSERT_TRUE(device.RunUntilJobsEnd());
  EXPECT_EQ(peer.mails.size(), 7U);
}

TEST_F(Limits, OfTheSettingsComeBeforeTheToken) {
  settings.auth = AuthMethod::kOauth2;
  settings.security = SecureConnection::kStartTls;
  settings.message_max_kib = 64;
  AssignCut(settings.client_id, "client");
  AssignCut(settings.authority, "https://login.contoso.example");
  AssignCut(settings.scope, "mail");
  settings.sender.clear();
  Save();
  SignIn sign_in;
  AssignCut(sign_in.account_name, "scanner@contoso.example");
  AssignCut(sign_in.token_endpoint, "https://login.contoso.example/organizations/oauth2/v2.0/token");
  ASSERT_TRUE(device.app->book().SaveSignIn(kMailAccount, AccountBook::Slot::kApplied, sign_in, AsBytes("a-token")));
  ScanSource large(50'000);
  ByteSource* sources[] = {&large};
  const JobId id = Send("one", sources);
  ASSERT_TRUE(device.RunUntilJobsEnd());
  EXPECT_EQ(device.Job(id).cause, Cause::kMessageTooLarge);
  EXPECT_EQ(device.Job(id).attempts, 1);
}

TEST_F(Limits, OfAMailWithoutASignInAreNotWhatPeopleHearOf) {
  settings.auth = AuthMethod::kOauth2;
  settings.security = SecureConnection::kStartTls;
  settings.message_max_kib = 64;
  AssignCut(settings.client_id, "client");
  settings.sender.clear();
  Save();
  ScanSource large(50'000);
  ByteSource* sources[] = {&large};
  const JobId id = Send("one", sources);
  ASSERT_TRUE(device.RunUntilJobsEnd());
  EXPECT_EQ(device.Job(id).cause, Cause::kNotSignedIn);
}

}  // namespace
}  // namespace tegami
