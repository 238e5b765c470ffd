// SPDX-License-Identifier: MIT
// Messages as RFC 5424 and RFC 5425 have them.
#include "log/syslog_message.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace tegami {
namespace {

std::string Frame(const Event& event, const SyslogSender& sender = {.host = "scanner-3"}) {
  std::array<uint8_t, kSyslogFrameMaxBytes> octets;
  const Result<size_t> size = WriteSyslogFrame(event, sender, octets);
  EXPECT_TRUE(size);
  return size ? std::string(AsText(ConstBytes(octets).first(*size))) : "";
}

Event SignedIn() {
  Event event;
  event.kind = EventKind::kSignedIn;
  event.actor = EventActor::kPanel;
  event.number = 12;
  event.time = UtcTime{1795579500};
  event.uptime_s = 345;
  AssignCut(event.detail, "scanner@contoso.example");
  return event;
}

TEST(SyslogMessage, HasEveryPartInItsPlace) {
  EXPECT_EQ(Frame(SignedIn(), {.host = "scanner-3", .firmware_version = "1.2", .clock_is_synchronized = true}),
            "256 <133>1 2026-11-25T04:05:00Z scanner-3 tegami - signed_in [timeQuality tzKnown=\"1\" isSynced=\"1\"]"
            "[origin software=\"Tegami\" swVersion=\"1.2\"][meta sequenceId=\"12\" sysUpTime=\"34500\"] "
            "\xEF\xBB\xBFSomebody signed in. actor=panel account=mail detail=scanner@contoso.example");
}

TEST(SyslogMessage, CountsItsOctets) {
  Event event = SignedIn();
  for (const size_t size : {0, 1, 60, 120}) {
    AssignCut(event.detail, std::string(size, 'x'));
    const std::string frame = Frame(event);
    const size_t space = frame.find(' ');
    EXPECT_EQ(std::stoul(frame.substr(0, space)), frame.size() - space - 1);
    EXPECT_EQ(frame[space + 1], '<') << "no space between length and message";
  }
}

TEST(SyslogMessage, SaysNothingWhereNothingIsKnown) {
  Event event;
  event.number = 1;
  const std::string frame = Frame(event, {});
  EXPECT_NE(frame.find(">1 - - tegami - started [timeQuality tzKnown=\"0\" isSynced=\"0\"]"), std::string::npos)
      << frame;
}

TEST(SyslogMessage, HasTheSeverityOfItsKind) {
  Event event;
  event.kind = EventKind::kStorageTrouble;
  EXPECT_NE(Frame(event).find("<131>1 "), std::string::npos);
  event.kind = EventKind::kLogonFailed;
  EXPECT_NE(Frame(event).find("<132>1 "), std::string::npos);
  event.kind = EventKind::kRefreshed;
  EXPECT_NE(Frame(event).find("<134>1 "), std::string::npos);
}

TEST(SyslogMessage, NamesCauseJobAndAccount) {
  Event event;
  event.kind = EventKind::kJobFailed;
  event.account = kFaxAccount;
  event.job = 7;
  event.cause = Cause::kMailboxFull;
  EXPECT_NE(Frame(event).find(" account=fax job=7 cause=sender_mailbox_full"), std::string::npos);
  event.account = kFirstUserAccount;
  EXPECT_NE(Frame(event).find(" account=user-" + std::to_string(kFirstUserAccount) + " "), std::string::npos);
  event.kind = EventKind::kSettingsChanged;
  event.account = kMailAccount;
  EXPECT_EQ(Frame(event).find("account="), std::string::npos);
}

TEST(SyslogMessage, IsNotBrokenByItsHostOrVersion) {
  Event event;
  const std::string frame = Frame(event, {.host = "scan ner\n[3]\xC3\xA9", .firmware_version = "1\"]\\x"});
  EXPECT_NE(frame.find(" scanner[3] tegami "), std::string::npos) << frame;
  EXPECT_NE(frame.find("swVersion=\"1\\\"\\]\\\\x\"]"), std::string::npos) << frame;
}

TEST(SyslogMessage, FitsItsFrameWhateverTheEvent) {
  Event event;
  event.kind = EventKind::kJobFailed;
  event.account = 65535;
  event.job = UINT32_MAX;
  event.number = UINT32_MAX;
  event.uptime_s = UINT32_MAX;
  event.time = UtcTime{4102444799};
  event.cause = Cause::kAuthDisabledMailbox;
  AssignCut(event.detail, std::string(kEventDetailMaxBytes, 'x'));
  const std::string host(300, 'h');
  const std::string version(64, '"');
  EXPECT_LE(Frame(event, {.host = host, .firmware_version = version}).size(), kSyslogFrameMaxBytes);
  std::array<uint8_t, 64> small;
  EXPECT_EQ(WriteSyslogFrame(event, {}, small).error(), Error::kNoSpace);
}

TEST(EventKinds, HaveIdentifiersThatSyslogTakes) {
#define TEGAMI_EVENT(name, number, identifier, severity)                                                  \
  EXPECT_LE(std::string(identifier).size(), 32U);                                                         \
  EXPECT_EQ(std::string(identifier).find_first_not_of("abcdefghijklmnopqrstuvwxyz_"), std::string::npos); \
  EXPECT_LE(number, 255);
#include "tegami/event_kinds.def"
#undef TEGAMI_EVENT
}

}  // namespace
}  // namespace tegami
