// SPDX-License-Identifier: MIT
// A file of settings on a flash that fails, wherever it does: the device has the old settings or the new ones.
#include <string>

#include "app/settings_keeper.h"
#include "settings/export.h"
#include "settings/import.h"
#include "unit/app/app_device.h"

namespace tegami {
namespace {

constexpr std::string_view kFile = R"({"format":"tegami-settings","version":1,
  "mail":{"tenant":"fabrikam.example"},
  "device":{"language":"ja","utc_offset":"+09:00"},
  "proxy":{"enabled":true,"host":"proxy.fabrikam.example"},
  "notify":{"address_1":"ito@fabrikam.example","events_1":"toner_low"},
  "fax_server":{"tenant":"fabrikam.example"}})";

class Nobody final : public IssueSink {
 public:
  void OnIssue(const SettingIssue& issue) override { ADD_FAILURE() << issue.name << " " << ProblemWord(issue.problem); }
};

class ImportedSettings : public testing::Test {
 protected:
  ImportedSettings() {
    AccountSettings mail;
    AssignCut(mail.tenant, "contoso.example");
    EXPECT_TRUE(device.app->Do(SetAccountCommand{.settings = &mail}));
    EXPECT_TRUE(device.app->Do(SetPasswordCommand{.value = AsBytes("password")}));
    EXPECT_TRUE(device.app->Do(SetClientSecretCommand{.value = AsBytes("secret")}));
  }

  Status Import() {
    AppSettingsKeeper keeper(*device.app);
    SettingsDraft draft;
    Nobody nobody;
    return ImportSettings(AsBytes(kFile), keeper, draft, nobody);
  }

  // "new", "old", or which is which.
  std::string State() {
    AccountBook& book = device.app->book();
    AccountSettings mail;
    AccountSettings fax;
    DeviceSettings of_device;
    ProxySettings proxy;
    NotifySettings notify;
    ClientSecret secret;
    EXPECT_TRUE(book.LoadSettings(kMailAccount, mail) && book.LoadSettings(kFaxAccount, fax) &&
                book.LoadDevice(of_device) && book.LoadGroup(proxy) && book.LoadGroup(notify));
    const bool bound_secret = book.LoadClientSecret(kMailAccount, secret).has_value();
    std::string state;
    for (const bool is_new :
         {mail.tenant == "fabrikam.example", !bound_secret, fax.tenant == "fabrikam.example",
          of_device.language == Language::kJapanese, proxy.enabled, !notify.rules[0].address.empty()}) {
      state += is_new ? "n" : "o";
    }
    const std::string all_new(state.size(), 'n');
    const std::string all_old(state.size(), 'o');
    return state == all_new ? "new" : state == all_old ? "old" : state;
  }

  size_t StagedRecords() {
    size_t count = 0;
    for (const RecordKind kind : {RecordKind::kStagedSettings, RecordKind::kSettingsCommitted}) {
      for (auto index = device.app->store().NextIndex(kind, 0); index;
           index = device.app->store().NextIndex(kind, *index + 1)) {
        ++count;
      }
    }
    return count;
  }

  AppDevice device;
};

TEST_F(ImportedSettings, CountAtOnceAndLeaveNothingBehind) {
  EXPECT_EQ(State(), "old");
  ASSERT_TRUE(Import());
  EXPECT_EQ(State(), "new");
  EXPECT_EQ(StagedRecords(), 0U);
  device.app->Poll();
  EXPECT_EQ(device.app->snapshot().language, Language::kJapanese);
  EXPECT_EQ(device.app->snapshot().utc_offset_minutes, 540);
}

TEST_F(ImportedSettings, AreToldByTheEventLogSectionBySection) {
  ASSERT_TRUE(Import());
  std::string told;
  for (uint32_t number = 1;;) {
    const Result<Event> event = device.app->log().ReadOnFrom(number);
    if (!event) break;
    if (event->kind == EventKind::kSettingsChanged) told += std::string(View(event->detail)) + "\n";
    number = event->number + 1;
  }
  EXPECT_EQ(told,
            "mail account: tenant\n"  // by the fixture
            "mail account: tenant\n"
            "device: language, utc_offset\n"
            "proxy: enabled, host\n"
            "notifications: address_1, events_1\n"
            "fax account: tenant\n");
}

// One program of the flash fails, then all further ones: the power is switched off and on, and the flash works again.
TEST(FailingFlash, LeavesTheOldSettingsOrTheNewOnesAfterARestart) {
  int old_states = 0;
  int new_states = 0;
  for (uint64_t nth = 1;; ++nth) {
    SCOPED_TRACE(nth);
    class Run : public ImportedSettings {
     public:
      void TestBody() override {}
      using ImportedSettings::device;
      using ImportedSettings::Import;
      using ImportedSettings::StagedRecords;
      using ImportedSettings::State;
    } run;
    run.device.board.flash.failing_programs.Set(nth, 100'000);
    const Status imported = run.Import();
    run.device.board.flash.failing_programs.Set(0);
    run.device.Reboot();
    const std::string state = run.State();
    EXPECT_TRUE(state == "old" || state == "new") << state;
    EXPECT_EQ(run.StagedRecords(), 0U);
    if (imported) {
      EXPECT_EQ(state, "new");
      break;
    }
    EXPECT_EQ(imported.error(), Error::kIo);
    ++(state == "old" ? old_states : new_states);
  }
  EXPECT_GT(old_states, 3) << "failures before the settings count";
  EXPECT_GT(new_states, 3) << "and behind";
}

// The same, but the device runs on.
TEST(FailingFlash, LeavesTheOldSettingsOrTheNewOnesOnceItWorksAgain) {
  int new_states = 0;
  for (uint64_t nth = 1;; ++nth) {
    SCOPED_TRACE(nth);
    class Run : public ImportedSettings {
     public:
      void TestBody() override {}
      using ImportedSettings::device;
      using ImportedSettings::Import;
      using ImportedSettings::State;
    } run;
    run.device.board.flash.failing_programs.Set(nth, 100'000);
    const Status imported = run.Import();
    run.device.board.flash.failing_programs.Set(0);
    run.device.RunUntil([] { return false; }, 5 * kMsPerMinute);
    const std::string state = run.State();
    EXPECT_TRUE(state == "old" || state == "new") << state;
    if (imported) break;
    if (state != "new") continue;
    ++new_states;
    EXPECT_EQ(run.device.app->snapshot().utc_offset_minutes, 540) << "and they are in force";
  }
  EXPECT_GT(new_states, 3);
}

// What is saved next is not overtaken by what waited.
TEST_F(ImportedSettings, AreSavedBeforeALaterChange) {
  for (uint64_t nth = 1;; ++nth) {
    device.board.flash.failing_programs.Set(nth, 100'000);
    const Status imported = Import();
    device.board.flash.failing_programs.Set(0);
    ASSERT_FALSE(imported) << "the commit was passed over";
    if (StagedRecords() != 0 && device.app->store().Contains({RecordKind::kSettingsCommitted, 0})) break;
  }
  NotifySettings notify;
  AssignCut(notify.rules[0].address, "sato@contoso.example");
  notify.rules[0].events = 1;
  ASSERT_TRUE(device.app->Do(SetNotifyCommand{&notify}));
  device.Reboot();
  NotifySettings stored;
  ASSERT_TRUE(device.app->book().LoadGroup(stored));
  EXPECT_STREQ(stored.rules[0].address.c_str(), "sato@contoso.example");
  ProxySettings proxy;
  ASSERT_TRUE(device.app->book().LoadGroup(proxy));
  EXPECT_TRUE(proxy.enabled) << "the rest of the file is there";
}

TEST(ExportedSettings, LoseNothingOfTheLongestScopeAndKeepTheSignIn) {
  AppDevice device;
  AccountSettings mail;
  mail.service = MailService::kCustom;
  AssignCut(mail.smtp_host, "mx.contoso.example");
  AssignCut(mail.authority, "https://login.contoso.example");
  AssignCut(mail.client_id, "client");
  AssignCut(mail.scope, std::string(kScopeMaxBytes, 's'));
  ASSERT_TRUE(device.app->Do(SetAccountCommand{.settings = &mail}));
  ASSERT_TRUE(device.app->book().SaveSignIn(kMailAccount, AccountBook::Slot::kApplied, SignIn(), AsBytes("a-token")));
  AppSettingsKeeper keeper(*device.app);
  SettingsExport exported(keeper, SettingsExport::DeviceOwn::kInclude);
  std::string file;
  std::array<uint8_t, 100> piece;
  for (;;) {
    const Result<size_t> size = exported.Read(piece);
    ASSERT_TRUE(size);
    if (*size == 0) break;
    file += AsText(ConstBytes(piece).first(*size));
  }
  EXPECT_NE(file.find(std::string(kScopeMaxBytes, 's')), std::string::npos);
  SettingsDraft draft;
  Nobody nobody;
  ASSERT_TRUE(ImportSettings(AsBytes(file), keeper, draft, nobody));
  EXPECT_TRUE(device.app->book().HasSignIn(kMailAccount, AccountBook::Slot::kApplied));
}

}  // namespace
}  // namespace tegami
