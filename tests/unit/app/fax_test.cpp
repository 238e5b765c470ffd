// SPDX-License-Identifier: MIT
// A fax by mail, from the number to the provider's answer, through the whole device.
#include "unit/app/app_device.h"
#include "unit/app/smtp_peer.h"

namespace tegami {
namespace {

class Document final : public ByteSource {
 public:
  std::optional<uint64_t> Size() const override { return kOctets.size(); }
  Status Rewind() override {
    used_ = 0;
    return {};
  }
  Result<Pulled> Pull(Bytes into) override {
    const size_t count = CopyBytes(into, AsBytes(std::string_view(kOctets.data() + used_, kOctets.size() - used_)));
    used_ += count;
    return Pulled{.count = count, .end = used_ == kOctets.size()};
  }

 private:
  static constexpr std::string_view kOctets = "II*\0a page";
  size_t used_ = 0;
};

class FaxByMail : public testing::Test {
 protected:
  FaxByMail() {
    device.board.network.Listen("mx.fax.example", 25, peer);
    AccountSettings account;
    account.auth = AuthMethod::kOff;
    account.service = MailService::kCustom;
    account.security = SecureConnection::kNone;
    account.smtp_port = 25;
    AssignCut(account.smtp_host, "mx.fax.example");
    AssignCut(account.sender, "fax@contoso.example");
    EXPECT_TRUE(device.app->Do(SetAccountCommand{.account = kFaxAccount, .settings = &account}));
    AssignCut(fax.domain, "send.fax.example");
    Save();
  }

  void Save() { ASSERT_TRUE(device.app->Do(SetFaxCommand{&fax})); }
  Result<JobId> Send(std::string_view number) { return device.app->SubmitFax({number, &document}); }

  SmtpPeer peer;
  AppDevice device;
  FaxSettings fax;
  Document document;
};

TEST_F(FaxByMail, GoesToTheProviderFromTheFaxAccountAsTiff) {
  const Result<JobId> id = Send("+81 3-1234-5678");
  ASSERT_TRUE(id);
  ASSERT_TRUE(device.RunUntilJobsEnd());
  EXPECT_EQ(device.Job(*id).state, JobState::kDelivered);
  EXPECT_EQ(device.Job(*id).kind, JobKind::kFaxToMail);
  ASSERT_EQ(peer.mails.size(), 1U);
  EXPECT_EQ(peer.mails[0].sender, "fax@contoso.example");
  EXPECT_EQ(peer.mails[0].recipients, std::vector<std::string>{"+81312345678@send.fax.example"});
  EXPECT_NE(peer.mails[0].octets.find("Subject: Fax to +81312345678\r\n"), std::string::npos);
  EXPECT_NE(peer.mails[0].octets.find("Content-Type: image/tiff"), std::string::npos);
  EXPECT_NE(peer.mails[0].octets.find("fax.tif"), std::string::npos);
}

TEST_F(FaxByMail, GoesAsPdfWhereTheProviderWantsThat) {
  fax.format = FaxFormat::kPdf;
  Save();
  EXPECT_EQ(device.app->fax_format(), FaxFormat::kPdf);
  ASSERT_TRUE(Send("0312345678"));
  ASSERT_TRUE(device.RunUntilJobsEnd());
  ASSERT_EQ(peer.mails.size(), 1U);
  EXPECT_NE(peer.mails[0].octets.find("Content-Type: application/pdf"), std::string::npos);
}

TEST_F(FaxByMail, HasTheProvidersAnswerAsItsResult) {
  peer.replies["RCPT"] = {"550 5.1.1 no such country code"};
  const Result<JobId> id = Send("9991");
  ASSERT_TRUE(id);
  ASSERT_TRUE(device.RunUntilJobsEnd());
  EXPECT_EQ(device.Job(*id).state, JobState::kFailed);
  EXPECT_NE(View(device.Job(*id).reply).find("no such country code"), std::string_view::npos);
}

TEST_F(FaxByMail, IsRefusedAtOnceWhereTheNumberIsNone) {
  EXPECT_EQ(Send("call me").error(), Error::kInvalidCharacter);
  EXPECT_EQ(Send("+").error(), Error::kInvalidArgument);
  EXPECT_TRUE(device.Jobs().empty());
}

TEST_F(FaxByMail, IsRefusedAtOnceWhereTheSettingsMakeNoAddress) {
  fax.domain.clear();
  Save();
  EXPECT_EQ(Send("1").error(), Error::kBadState);
  AssignCut(fax.address_template, "{number}@no domain");
  Save();
  EXPECT_EQ(Send("1").error(), Error::kBadState);
}

}  // namespace
}  // namespace tegami
