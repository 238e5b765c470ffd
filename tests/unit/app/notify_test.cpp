// SPDX-License-Identifier: MIT
// Notifications through the whole device, on fakes.
#include "unit/app/app_device.h"
#include "unit/app/smtp_peer.h"
#include "unit/app/token_device.h"

namespace tegami {
namespace {

class Notified : public testing::Test {
 protected:
  Notified() {
    device.board.network.Listen("mx.contoso.example", 25, peer);
    account.auth = AuthMethod::kOff;
    account.service = MailService::kCustom;
    account.security = SecureConnection::kNone;
    account.smtp_port = 25;
    AssignCut(account.smtp_host, "mx.contoso.example");
    AssignCut(account.sender, "printer@contoso.example");
    EXPECT_TRUE(device.app->Do(SetAccountCommand{.settings = &account}));
    AssignCut(settings.rules[0].address, "admin@contoso.example");
    settings.rules[0].events = 0x1FF;
    EXPECT_TRUE(device.app->Do(SetNotifyCommand{&settings}));
  }

  void Pass(int64_t minutes) {
    device.RunUntil([] { return false; }, minutes * kMsPerMinute);
  }

  JobId Send() {
    const std::string_view to[] = {"ito@contoso.example"};
    MailJob job;
    job.to = to;
    job.subject = "Scan";
    return device.app->Submit(job).value_or(0);
  }

  SmtpPeer peer;
  AppDevice device;
  AccountSettings account;
  NotifySettings settings;
};

TEST_F(Notified, TenPaperOutsAreOneMail) {
  for (int i = 0; i < 10; ++i) device.app->Notify(DeviceEvent::kPaperOut);
  Pass(60);
  ASSERT_EQ(peer.mails.size(), 1U);
  EXPECT_EQ(peer.mails[0].recipients, std::vector<std::string>{"admin@contoso.example"});
  EXPECT_NE(peer.mails[0].octets.find("Subject: Printer: The paper has run out."), std::string::npos);
  EXPECT_NE(peer.mails[0].octets.find("10 times"), std::string::npos);
  EXPECT_NE(peer.mails[0].octets.find("Auto-Submitted: auto-generated"), std::string::npos);
}

TEST_F(Notified, JobsTellOfTheirEndAndNotificationsDoNot) {
  Send();
  Pass(24 * 60);
  ASSERT_EQ(peer.mails.size(), 2U) << "the scan, and the news of it; no news of the news";
  EXPECT_NE(peer.mails[1].octets.find("A mail job was delivered."), std::string::npos);
}

TEST_F(Notified, AFailedNotificationIsNotToldByAnother) {
  peer.replies["RCPT"] = {"550 5.1.1 no such user"};
  device.app->Notify(DeviceEvent::kServiceCall);
  Pass(24 * 60);
  EXPECT_EQ(device.Count(JobState::kFailed), 1U);
  EXPECT_EQ(device.Jobs().size(), 1U);
  EXPECT_TRUE(peer.mails.empty());
}

TEST_F(Notified, AFailedJobIsToldOnce) {
  peer.replies["RCPT"] = {"550 5.1.1 no such user"};
  Send();
  Pass(60);
  ASSERT_EQ(peer.mails.size(), 1U);
  EXPECT_NE(peer.mails[0].octets.find("could not be sent"), std::string::npos);
}

TEST_F(Notified, AJobWithoutASignInTellsOfThatToo) {
  account.auth = AuthMethod::kOauth2;
  account.service = MailService::kExchangeOnline;
  AssignCut(account.client_id, "client");
  ASSERT_TRUE(device.app->Do(SetAccountCommand{.account = kFaxAccount, .settings = &account}));
  const std::string_view to[] = {"ito@contoso.example"};
  MailJob job;
  job.account = kFaxAccount;
  job.to = to;
  ASSERT_TRUE(device.app->Submit(job));
  Pass(60);
  ASSERT_EQ(peer.mails.size(), 1U);
  EXPECT_NE(peer.mails[0].octets.find("needs attention"), std::string::npos);
}

// The fax server signs in; notifications go by the mail account, which needs no sign-in here.
class SignInTrouble : public testing::Test {
 protected:
  SignInTrouble() {
    device.board.network.Listen("mx.contoso.example", 25, peer);
    AccountSettings mail;
    mail.auth = AuthMethod::kOff;
    mail.service = MailService::kCustom;
    mail.security = SecureConnection::kNone;
    mail.smtp_port = 25;
    AssignCut(mail.smtp_host, "mx.contoso.example");
    AssignCut(mail.sender, "printer@contoso.example");
    EXPECT_TRUE(device.app->Do(SetAccountCommand{.settings = &mail}));
    device.SignInAndApply(kFaxAccount, "fax@contoso.example");
    AssignCut(settings.rules[0].address, "admin@contoso.example");
    settings.rules[0].events = 0x1FF;
    settings.fold_minutes = 0;
    EXPECT_TRUE(device.app->Do(SetNotifyCommand{&settings}));
  }

  int MailsWith(std::string_view text) {
    int count = 0;
    for (const auto& mail : peer.mails) count += mail.octets.find(text) != std::string::npos ? 1 : 0;
    return count;
  }
  void SubmitFaxMail() {
    const std::string_view to[] = {"ito@contoso.example"};
    MailJob job;
    job.account = kFaxAccount;
    job.to = to;
    ASSERT_TRUE(device.app->Submit(job));
  }

  SmtpPeer peer;
  TokenDevice device;
  NotifySettings settings;
};

TEST_F(SignInTrouble, IsToldWhenTheProviderEndsASignInThatNoJobUses) {
  device.provider.grants[0].error = 50173;
  device.RunFor(9 * kMsPerDay);
  EXPECT_EQ(device.State(kFaxAccount), AccountState::kSignInAgain);
  EXPECT_EQ(peer.mails.size(), 1U);
  EXPECT_EQ(MailsWith("needs attention"), 1);
}

TEST_F(SignInTrouble, IsToldThreeTimesBeforeAnUnusedSignInLapses) {
  device.provider.always = ProviderLine::Outage(Cause::kUnreachable);
  for (int day = 0; day < 95; ++day) device.RunFor(kMsPerDay);
  EXPECT_EQ(peer.mails.size(), 3U);
  EXPECT_EQ(MailsWith("needs attention"), 3);
}

TEST_F(SignInTrouble, IsNotToldAgainByTheJobThatMetIt) {
  device.provider.grants[0].error = 50173;
  device.RunFor(2 * kMsPerHour);  // the access token ends
  ASSERT_TRUE(peer.mails.empty());
  SubmitFaxMail();
  device.RunFor(kMsPerHour);
  EXPECT_EQ(device.State(kFaxAccount), AccountState::kSignInAgain);
  EXPECT_EQ(MailsWith("needs attention"), 1);
  EXPECT_EQ(MailsWith("could not be sent"), 1);
  EXPECT_EQ(MailsWith(" times, "), 0) << "each of the two was counted once";
  SubmitFaxMail();  // another one, later: that is news
  device.RunFor(kMsPerHour);
  EXPECT_EQ(MailsWith("needs attention"), 2);
}

TEST_F(SignInTrouble, IsNotToldAgainByAJobOfTheNextMinutes) {
  device.provider.grants[0].error = 50173;
  ASSERT_TRUE(device.RunUntil([&] { return device.State(kFaxAccount) == AccountState::kSignInAgain; }, 9 * kMsPerDay));
  device.RunFor(5 * kMsPerMinute);
  ASSERT_EQ(MailsWith("needs attention"), 1);
  SubmitFaxMail();
  device.RunFor(kMsPerHour);
  EXPECT_EQ(MailsWith("could not be sent"), 1);
  EXPECT_EQ(MailsWith("needs attention"), 1);
}

TEST_F(Notified, AServerThatIsAwayLeavesRoomForPeopleAndLosesNoCount) {
  for (NotifyRule& rule : settings.rules) {
    AssignCut(rule.address, "admin@contoso.example");
    rule.events = 0x1FF;
  }
  ASSERT_TRUE(device.app->Do(SetNotifyCommand{&settings}));
  device.board.network.StopListening("mx.contoso.example", 25);
  unsigned events = 0;
  for (; events < 90; ++events) {
    device.app->Notify(DeviceEvent::kPaperOut);
    Pass(11);
    EXPECT_LE(device.app->jobs().waiting(JobKind::kNotification), kNotifyJobsMax);
  }
  EXPECT_EQ(device.app->jobs().waiting(JobKind::kNotification), kNotifyJobsMax);
  EXPECT_NE(Send(), 0U) << "a scan is taken";
  device.board.network.Listen("mx.contoso.example", 25, peer);
  Pass(3 * 60);
  EXPECT_EQ(device.app->jobs().waiting(), 0U);
  unsigned told = 0;
  for (const SmtpPeer::Mail& mail : peer.mails) {
    if (mail.octets.find("The paper has run out.") == std::string::npos) continue;
    const size_t times = mail.octets.find(" times");
    const size_t begin = times == std::string::npos ? times : mail.octets.rfind(' ', times - 1) + 1;
    told +=
        times == std::string::npos ? 1 : static_cast<unsigned>(std::stoul(mail.octets.substr(begin, times - begin)));
  }
  EXPECT_EQ(told, events * settings.rules.size());
}

}  // namespace
}  // namespace tegami
