// SPDX-License-Identifier: MIT
// Notifications through the whole device, on fakes.
#include "unit/app/app_device.h"
#include "unit/app/smtp_peer.h"

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

}  // namespace
}  // namespace tegami
