// SPDX-License-Identifier: MIT
// What the app tells its event log, and how it goes about a log server that is not there.
#include <string>

#include "app/settings_keeper.h"
#include "unit/app/app_device.h"
#include "unit/app/smtp_peer.h"

namespace tegami {
namespace {

class AppLog : public testing::Test {
 protected:
  // Oldest first.
  std::vector<Event> Events(EventKind kind) {
    std::vector<Event> events;
    for (uint32_t number = UINT32_MAX;;) {
      const Result<Event> event = device.app->ReadEvent(number);
      if (!event) break;
      if (event->kind == kind) events.insert(events.begin(), *event);
      number = event->number - 1;
    }
    return events;
  }
  Event Only(EventKind kind) {
    const std::vector<Event> events = Events(kind);
    EXPECT_EQ(events.size(), 1U);
    return events.empty() ? Event() : events.front();
  }
  void Pass(int64_t ms) {
    device.RunUntil([] { return false; }, ms);
  }
  void SetLogServer(std::string_view host) {
    LogServerSettings settings;
    settings.enabled = true;
    AssignCut(settings.host, host);
    ASSERT_TRUE(device.app->Do(SetLogServerCommand{&settings}));
  }

  AppDevice device{{.firmware_version = "7.1", .start_reason = "power on"}};
};

TEST_F(AppLog, BeginsWithTheStartAndItsReason) {
  EXPECT_EQ(View(Only(EventKind::kStarted).detail), "7.1, power on");
  Only(EventKind::kSelfTestPassed);
}

TEST_F(AppLog, NamesChangedFieldsAndWhoChangedThem) {
  AccountSettings settings;
  settings.smtp_port = 2525;
  AssignCut(settings.smtp_host, "mx.contoso.example");
  ASSERT_TRUE(device.app->Do(SetAccountCommand{.settings = &settings}, EventActor::kWebUser));
  const Event event = Only(EventKind::kSettingsChanged);
  EXPECT_EQ(View(event.detail), "mail account: smtp_host, smtp_port");
  EXPECT_EQ(event.actor, EventActor::kWebUser);
  ASSERT_TRUE(device.app->Do(SetAccountCommand{.settings = &settings}, EventActor::kWebUser));
  EXPECT_EQ(Events(EventKind::kSettingsChanged).size(), 1U) << "nothing has changed";
}

// Another value than the one that stands there.
void ChangeSetting(const SettingField& field, SettingsRef settings) {
  switch (field.type) {
    case SettingType::kText: AssignCut(SettingTextOf(field, settings), "a"); break;
    case SettingType::kAddress: SettingAddressOf(field, settings).octets = {192, 0, 2, 1}; break;
    case SettingType::kFlag:
    case SettingType::kChoice:
    case SettingType::kNumber:
    case SettingType::kEvents: {
      const bool least = GetSettingNumber(field, settings) != field.least;
      EXPECT_TRUE(SetSettingNumber(field, settings, least ? field.least : field.most)) << field.name;
      break;
    }
    case SettingType::kSecret: break;
  }
}

TEST_F(AppLog, NamesEveryFieldOfTheSchemaWhereItChanges) {
  AppSettingsKeeper keeper(*device.app);
  SettingsDraft draft;
  for (const SettingsSection& section : kSettingsSections) {
    for (const SettingField& field : SettingsOf(section.group)) {
      if (field.type == SettingType::kSecret) continue;
      ASSERT_TRUE(keeper.Load(section, draft));
      ChangeSetting(field, draft.ref());
      ASSERT_TRUE(keeper.Save(section, draft)) << section.name << "." << field.name;
      const Result<Event> event = device.app->ReadEvent(UINT32_MAX);
      ASSERT_TRUE(event);
      EXPECT_EQ(event->kind, EventKind::kSettingsChanged) << section.name << "." << field.name;
      EXPECT_TRUE(View(event->detail).ends_with(std::string(": ") + field.name)) << View(event->detail);
    }
  }
}

TEST_F(AppLog, EndsALongListWithDots) {
  AppSettingsKeeper keeper(*device.app);
  SettingsDraft draft;
  draft.Reset(SettingsGroup::kAccount);
  for (const SettingField& field : SettingsOf(SettingsGroup::kAccount)) ChangeSetting(field, draft.ref());
  ASSERT_TRUE(keeper.Save(kSettingsSections[0], draft));
  const Event event = Only(EventKind::kSettingsChanged);
  EXPECT_TRUE(View(event.detail).starts_with("mail account: auth, service, user, ")) << View(event.detail);
  EXPECT_TRUE(View(event.detail).ends_with(", ...")) << View(event.detail);
}

TEST_F(AppLog, TellsOfSecretsWithoutThem) {
  ASSERT_TRUE(device.app->Do(SetPasswordCommand{.value = AsBytes("TopSecret")}, EventActor::kPanel));
  ASSERT_TRUE(device.app->Do(SetProxyPasswordCommand{}));
  const std::vector<Event> events = Events(EventKind::kSecretChanged);
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(View(events[0].detail), "password");
  EXPECT_EQ(events[0].actor, EventActor::kPanel);
  EXPECT_EQ(View(events[1].detail), "proxy_password: removed");
}

TEST_F(AppLog, SaysNothingOfACommandThatFailed) {
  EXPECT_FALSE(device.app->Do(ApplySignInCommand{}));
  EXPECT_TRUE(Events(EventKind::kSignInApplied).empty());
}

TEST_F(AppLog, TellsHowARefreshEnded) {
  AccountSettings settings;
  AssignCut(settings.client_id, "client");
  ASSERT_TRUE(device.app->Do(SetAccountCommand{.settings = &settings}));
  ASSERT_TRUE(device.app->book().SaveSignIn(kMailAccount, AccountBook::Slot::kApplied, {}, AsBytes("a refresh token")));
  ASSERT_TRUE(device.app->Do(RefreshCommand{}));
  ASSERT_TRUE(device.RunUntil([&] { return !Events(EventKind::kRefreshFailed).empty(); }));
  const Event event = Only(EventKind::kRefreshFailed);
  EXPECT_EQ(event.cause, Cause::kNoSuchName);
  EXPECT_EQ(event.actor, EventActor::kDevice);
}

TEST_F(AppLog, TellsHowAJobEnded) {
  SmtpPeer peer;
  device.board.network.Listen("mx.contoso.example", 25, peer);
  AccountSettings settings;
  settings.auth = AuthMethod::kOff;
  settings.service = MailService::kCustom;
  settings.security = SecureConnection::kNone;
  settings.smtp_port = 25;
  AssignCut(settings.smtp_host, "mx.contoso.example");
  AssignCut(settings.sender, "scanner@contoso.example");
  ASSERT_TRUE(device.app->Do(SetAccountCommand{.settings = &settings}));
  const std::string_view to[] = {"ito@contoso.example"};
  MailJob job;
  job.to = to;
  job.subject = "Scan";
  const Result<JobId> id = device.app->Submit(job);
  ASSERT_TRUE(id);
  ASSERT_TRUE(device.RunUntilJobsEnd());
  EXPECT_EQ(Only(EventKind::kJobDelivered).job, *id);
}

TEST_F(AppLog, TellsOfALogServerThatIsAwayOnceAndTriesLessAndLess) {
  SetLogServer("log.contoso.example");
  Pass(24 * 3600 * kMsPerSecond);
  EXPECT_EQ(Only(EventKind::kLogServerFailed).cause, Cause::kNoSuchName);
  EXPECT_FALSE(device.app->log_task().up_to_date());
  EXPECT_FALSE(device.board.network.stuck());
}

// Accepts connections and says nothing.
class SilentPeer final : public FakePeer {
 public:
  void OnConnect(FakeWire&) override { ++open; }
  void OnBytes(FakeWire&, ConstBytes) override {}
  void OnClose(FakeWire& wire) override {
    --open;
    wire.Close();
  }
  void OnReset(FakeWire&) override { --open; }
  int open = 0;
};

TEST_F(AppLog, LeavesTheLineToMailAtOnce) {
  SilentPeer collector;
  SilentPeer server;
  device.board.network.Listen("log.contoso.example", 6514, collector);
  device.board.network.Listen("mx.contoso.example", 25, server);
  AccountSettings settings;
  settings.auth = AuthMethod::kOff;
  settings.service = MailService::kCustom;
  settings.security = SecureConnection::kNone;
  settings.smtp_port = 25;
  AssignCut(settings.smtp_host, "mx.contoso.example");
  AssignCut(settings.sender, "scanner@contoso.example");
  ASSERT_TRUE(device.app->Do(SetAccountCommand{.settings = &settings}));
  SetLogServer("log.contoso.example");
  ASSERT_TRUE(device.RunUntil([&] { return collector.open == 1; }));
  const std::string_view to[] = {"ito@contoso.example"};
  MailJob job;
  job.to = to;
  ASSERT_TRUE(device.app->Submit(job));
  ASSERT_TRUE(device.RunUntil([&] { return server.open == 1; }));
  EXPECT_EQ(collector.open, 0) << "no session of the log beside one of mail";
  Pass(20 * kMsPerSecond);
  EXPECT_EQ(collector.open, 0);
}

TEST_F(AppLog, TellsThatAUserWasRemoved) {
  const Result<AccountId> user = device.app->book().FindUser("ito", true);
  ASSERT_TRUE(user);
  ASSERT_TRUE(device.app->Do(DeleteUserCommand{*user}, EventActor::kWebUser));
  const Event event = Only(EventKind::kSettingsChanged);
  EXPECT_EQ(View(event.detail), "user account: removed");
  EXPECT_EQ(event.actor, EventActor::kWebUser);
  EXPECT_EQ(event.account, *user);
  EXPECT_FALSE(device.app->book().FindUser("ito", false));
  EXPECT_EQ(device.app->Do(DeleteUserCommand{kMailAccount}).error(), Error::kInvalidArgument);
  Only(EventKind::kSettingsChanged);
}

}  // namespace
}  // namespace tegami
