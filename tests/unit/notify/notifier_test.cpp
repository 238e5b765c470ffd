// SPDX-License-Identifier: MIT
// Notifications under virtual time: who is told, how often, and in which words.
#include "notify/notifier.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tegami {
namespace {

constexpr int64_t kStartUtc = 1795564800;  // 2026-11-25T00:00:00Z

class Notifications : public testing::Test {
 protected:
  Notifications() {
    AddRule(0, "admin@contoso.example", 0x1FF);
    AddRule(1, "paper@contoso.example", EventBit(DeviceEvent::kPaperOut) | EventBit(DeviceEvent::kPaperJam));
    AddRule(2, "nothing@contoso.example", 0);
    AssignCut(device.device_name, "Floor 3");
  }

  void AddRule(size_t index, std::string_view address, int events) {
    AssignCut(settings.rules[index].address, address);
    settings.rules[index].events = static_cast<uint16_t>(events);
  }

  void Note(DeviceEvent event) { notifier.Note(event, settings, UtcTime{kStartUtc + now.ms / 1000}, now); }

  // Lets `minutes` pass, and takes what comes as the app would.
  std::vector<NotifyMail> Pass(int64_t minutes) {
    std::vector<NotifyMail> mails;
    const Instant end = After(now, minutes * kMsPerMinute);
    for (;;) {
      NotifyMail mail;
      while (notifier.NextMail(settings, device, mail, now)) {
        mails.push_back(mail);
        notifier.MailTaken();
      }
      EXPECT_GT(notifier.wake_by(), now) << "a poll that would be called at once again";
      if (notifier.wake_by() > end) break;
      now = notifier.wake_by();
    }
    now = end;
    return mails;
  }

  Notifier notifier;
  NotifySettings settings;
  DeviceSettings device;
  Instant now{0};
};

TEST_F(Notifications, GoToEachAddressThatWantsTheEventAndToNoOther) {
  Note(DeviceEvent::kPaperOut);
  const std::vector<NotifyMail> mails = Pass(60);
  ASSERT_EQ(mails.size(), 2U);
  EXPECT_EQ(View(mails[0].to), "admin@contoso.example");
  EXPECT_EQ(View(mails[1].to), "paper@contoso.example");
  EXPECT_EQ(View(mails[0].subject), "Floor 3: The paper has run out.");
  EXPECT_EQ(View(mails[0].text), "Device: Floor 3\n\nThe paper has run out.\n  2026-11-25 00:00 (UTC+00:00)\n");
}

TEST_F(Notifications, FoldTenPaperOutsIntoOneMailWithCountAndTimes) {
  settings.rules[1] = {};
  for (int i = 0; i < 10; ++i) {
    Note(DeviceEvent::kPaperOut);
    now.ms += 20 * kMsPerSecond;
  }
  const std::vector<NotifyMail> mails = Pass(60);
  ASSERT_EQ(mails.size(), 1U);
  EXPECT_EQ(
      View(mails[0].text),
      "Device: Floor 3\n\nThe paper has run out.\n  10 times, 2026-11-25 00:00 to 2026-11-25 00:03 (UTC+00:00)\n");
}

TEST_F(Notifications, TellEachAddressOnlyWhatItWants) {
  Note(DeviceEvent::kPaperJam);
  Note(DeviceEvent::kTonerLow);
  const std::vector<NotifyMail> mails = Pass(60);
  ASSERT_EQ(mails.size(), 2U);
  EXPECT_EQ(View(mails[0].subject), "Floor 3: Several events");
  EXPECT_NE(View(mails[0].text).find("The toner is low."), std::string_view::npos);
  EXPECT_EQ(View(mails[1].subject), "Floor 3: Paper is jammed.");
  EXPECT_EQ(View(mails[1].text).find("toner"), std::string_view::npos);
}

TEST_F(Notifications, AreSilentOfWhatNobodyWants) {
  settings.rules[0] = {};
  Note(DeviceEvent::kTonerOut);
  EXPECT_EQ(notifier.wake_by(), kNever);
  EXPECT_TRUE(Pass(60).empty());
}

TEST_F(Notifications, ComeAtMostSixTimesAnHourHoweverOftenSomethingHappens) {
  settings.fold_minutes = 0;
  size_t mails = 0;
  for (int minute = 0; minute < 119; ++minute) {
    for (int i = 0; i < 100; ++i) Note(DeviceEvent::kCoverOpen);
    mails += Pass(1).size();
  }
  EXPECT_EQ(mails, 12U);
}

TEST_F(Notifications, ComeAtOnceWhereNothingIsFolded) {
  settings.fold_minutes = 0;
  Note(DeviceEvent::kServiceCall);
  NotifyMail mail;
  EXPECT_TRUE(notifier.NextMail(settings, device, mail, now));
}

TEST_F(Notifications, LoseNothingThatHappensWhileAnotherRoundIsTold) {
  settings.rules[1] = {};
  settings.fold_minutes = 0;
  Note(DeviceEvent::kPaperOut);
  NotifyMail mail;
  ASSERT_TRUE(notifier.NextMail(settings, device, mail, now));
  Note(DeviceEvent::kPaperJam);
  notifier.MailTaken();
  const std::vector<NotifyMail> mails = Pass(60);
  ASSERT_EQ(mails.size(), 1U);
  EXPECT_EQ(View(mails[0].subject), "Floor 3: Paper is jammed.");
}

TEST_F(Notifications, WaitForAQueueThatIsFull) {
  settings.fold_minutes = 0;
  Note(DeviceEvent::kPaperOut);
  NotifyMail mail;
  ASSERT_TRUE(notifier.NextMail(settings, device, mail, now));
  notifier.MailRefused(now);
  EXPECT_FALSE(notifier.NextMail(settings, device, mail, now));
  EXPECT_EQ(notifier.wake_by(), After(now, kNotifyQueueRetryMs));
  EXPECT_EQ(Pass(60).size(), 2U) << "nobody is left out, nobody is told twice";
}

TEST_F(Notifications, SpeakTheDevicesLanguageInItsTimeZone) {
  device.language = Language::kJapanese;
  device.utc_offset_minutes = 9 * 60;
  device.device_name.clear();
  Note(DeviceEvent::kTonerOut);
  Note(DeviceEvent::kTonerOut);
  const std::vector<NotifyMail> mails = Pass(60);
  ASSERT_EQ(mails.size(), 1U);
  EXPECT_EQ(View(mails[0].subject), "プリンター: トナーがなくなりました。");
  EXPECT_EQ(View(mails[0].text),
            "機器: プリンター\n\nトナーがなくなりました。\n  2回、2026-11-25 09:00～2026-11-25 09:00 (UTC+09:00)\n");
}

TEST_F(Notifications, SayWhereTheClockWasNotSet) {
  device.utc_offset_minutes = -150;
  notifier.Note(DeviceEvent::kTonerOut, settings, std::nullopt, now);
  const std::vector<NotifyMail> mails = Pass(60);
  ASSERT_EQ(mails.size(), 1U);
  EXPECT_NE(View(mails[0].text).find("the clock is not set"), std::string_view::npos);
}

TEST_F(Notifications, HaveRoomForTheLongestMail) {
  for (const Language language : {Language::kJapanese, Language::kEnglish}) {
    device.language = language;
    device.utc_offset_minutes = -12 * 60;
    AssignCut(device.device_name, std::string(kDisplayNameMaxBytes, 'd'));
    for (uint8_t event = 0; event < kDeviceEventCount; ++event) {
      for (int i = 0; i < 70000; ++i) Note(static_cast<DeviceEvent>(event));
    }
    const std::vector<NotifyMail> mails = Pass(60);
    ASSERT_EQ(mails.size(), 2U);
    EXPECT_LT(mails[0].text.size() + 100, kNotifyTextMaxBytes);
    EXPECT_TRUE(View(mails[0].text).ends_with("(UTC-12:00)\n"));
    EXPECT_NE(View(mails[0].text).find("65535"), std::string_view::npos);
    AddRule(1, "jams@contoso.example", EventBit(DeviceEvent::kSignInTrouble));
  }
}

}  // namespace
}  // namespace tegami
