// SPDX-License-Identifier: MIT
// The factory reset: from every state, and what is left of what was under way.
#include <algorithm>

#include "store/record.h"
#include "unit/app/job_fixture.h"
#include "unit/app/token_device.h"

namespace tegami {
namespace {

Event EventNumber(MailAppCore& app, uint32_t number) {
  const Result<Event> event = app.log().ReadOnFrom(number);
  return event && event->number == number ? *event : Event();
}

void ExpectAsNew(MailAppCore& app, EventActor actor) {
  EXPECT_EQ(EventNumber(app, 1).kind, EventKind::kFactoryReset);
  EXPECT_EQ(EventNumber(app, 1).actor, actor);
  EXPECT_EQ(EventNumber(app, 2).kind, EventKind::kStarted);
  EXPECT_EQ(app.jobs().waiting() + app.jobs().ended(), 0U);
  for (const auto slot : {AccountBook::Slot::kApplied, AccountBook::Slot::kPending}) {
    EXPECT_FALSE(app.book().NextSignIn(slot, 0));
  }
  AccountSettings settings;
  ASSERT_TRUE(app.book().LoadSettings(kMailAccount, settings));
  EXPECT_TRUE(settings.smtp_host.empty());
  EXPECT_EQ(app.snapshot().store_trouble, Cause::kNone);
}

class FactoryReset : public JobFixture {
 protected:
  void ExpectThatMailGoesAgain() {
    const size_t before = peer.mails.size();
    Save();
    const JobId id = Send("after the reset");
    ASSERT_TRUE(device.RunUntilJobsEnd());
    EXPECT_EQ(device.Job(id).state, JobState::kDelivered);
    EXPECT_EQ(peer.mails.size(), before + 1);
  }
  std::string Image() { return std::string(AsText(device.board.flash.image())); }
};

TEST_F(FactoryReset, MakesTheDeviceAsNewAndSaysSoFirst) {
  ASSERT_TRUE(device.app->Do(SetPasswordCommand{kMailAccount, AsBytes("secret")}));
  Send("one");
  ASSERT_TRUE(device.RunUntilJobsEnd());
  peer.replies["MAIL"].push_back("451 4.3.0 later");
  Send("waits");
  Wait(kMsPerSecond);
  ASSERT_EQ(device.app->jobs().waiting(), 1U);
  const uint32_t revision = device.app->snapshot().revision;
  ASSERT_TRUE(device.app->Do(FactoryResetCommand{}, EventActor::kWebUser));
  ExpectAsNew(*device.app, EventActor::kWebUser);
  EXPECT_GT(device.app->snapshot().revision, revision) << "faces would not look again";
  Password password;
  EXPECT_EQ(device.app->book().LoadPassword(kMailAccount, password).error(), Error::kNotFound);
  device.Reboot();
  EXPECT_EQ(device.app->store().report().health, StoreHealth::kIntact);
  EXPECT_EQ(EventNumber(*device.app, 1).kind, EventKind::kFactoryReset);
  ExpectThatMailGoesAgain();
}

TEST_F(FactoryReset, EndsAMailUnderWay) {
  ScanSource scan(200000);
  ByteSource* sources[] = {&scan};
  Send("never whole", sources);
  ASSERT_TRUE(device.RunUntil([&] { return device.app->jobs().ProgressPermille() > 0; }));
  ASSERT_TRUE(device.app->Do(FactoryResetCommand{}));
  ExpectAsNew(*device.app, EventActor::kFirmware);
  Wait(60 * kMsPerSecond);
  EXPECT_TRUE(peer.mails.empty());
  ExpectThatMailGoesAgain();
}

TEST_F(FactoryReset, TakesOverTheFlashOfAnotherDevice) {
  FakeBoard thief(2);
  thief.flash.CopyFrom(device.board.flash);
  device.app.reset();
  MailAppCore app(thief.platform, {});
  ASSERT_EQ(app.Start().error(), Error::kRefused);
  EXPECT_EQ(app.snapshot().store_trouble, Cause::kStorageForeign);
  EXPECT_FALSE(app.Do(SetAccountCommand{.settings = &settings}));
  app.Poll();
  ASSERT_TRUE(app.Do(FactoryResetCommand{}, EventActor::kPanel));
  ExpectAsNew(app, EventActor::kPanel);
  EXPECT_TRUE(app.Do(SetAccountCommand{.settings = &settings}));
  app.Poll();
}

TEST_F(FactoryReset, TakesOverAFlashOfAnotherFormat) {
  device.app.reset();
  for (const size_t at : {size_t{0}, SegmentHeader::kBytes}) {
    const Bytes header = device.board.flash.image().subspan(at, SegmentHeader::kBytes);
    header[4] = SegmentHeader::kFormatVersion + 1;
    const uint32_t crc = Crc32(0, header.first(76));
    for (size_t i = 0; i < 4; ++i) header[76 + i] = static_cast<uint8_t>(crc >> (8 * i));
  }
  device.app = std::make_unique<MailAppCore>(device.board.platform, MailAppOptions());
  ASSERT_EQ(device.app->Start().error(), Error::kUnsupported);
  ASSERT_TRUE(device.app->Do(FactoryResetCommand{}));
  ExpectAsNew(*device.app, EventActor::kFirmware);
  ExpectThatMailGoesAgain();
}

TEST_F(FactoryReset, SaysWhereTheFlashRefusesAndResetsNothing) {
  device.board.flash.failing_programs.Set(1, 1000000);
  device.board.flash.failing_erases.Set(1, 1000000);
  EXPECT_EQ(device.app->Do(FactoryResetCommand{}).error(), Error::kIo);
  device.app->Poll();
  device.board.flash.failing_programs.Set(0);
  device.board.flash.failing_erases.Set(0);
  device.Reboot();
  EXPECT_NE(EventNumber(*device.app, 1).kind, EventKind::kFactoryReset);
}

TEST(FactoryResetOfSignIns, EndsThemAndLeavesNoTokenInFlashOrRam) {
  TokenDevice device;
  device.SignInAndApply(kMailAccount, "scanner@contoso.example");
  device.SignIn(kFaxAccount, "fax@contoso.example");
  ASSERT_TRUE(device.app->Do(SignInCommand{kMailAccount}));
  ASSERT_TRUE(device.RunUntil([&] { return device.facts().phase == SignInFacts::Phase::kCodeShown; }));
  device.provider.Approve("late@contoso.example");
  ASSERT_TRUE(device.app->Do(FactoryResetCommand{}));
  const std::string_view ram(reinterpret_cast<const char*>(device.app.get()), sizeof(MailAppCore));
  EXPECT_EQ(ram.find("SECRET-"), std::string_view::npos);
  device.RunFor(kMsPerHour);
  ExpectAsNew(*device.app, EventActor::kFirmware);
  EXPECT_EQ(device.facts().phase, SignInFacts::Phase::kNone);
  EXPECT_EQ(device.provider.FindGrant("late@contoso.example"), nullptr) << "the code was asked for again";
}

}  // namespace
}  // namespace tegami
