// SPDX-License-Identifier: MIT
// A file of settings: what stands in it, and that it is taken as a whole or not at all.
#include <gtest/gtest.h>

#include <algorithm>

#include "unit/settings/memory_keeper.h"

namespace tegami {
namespace {

using List = std::vector<std::string>;
constexpr auto kLeaveOut = SettingsExport::DeviceOwn::kLeaveOut;
constexpr auto kInclude = SettingsExport::DeviceOwn::kInclude;

MemoryKeeper Office() {
  MemoryKeeper keeper;
  auto& mail = keeper.Of<AccountSettings>("mail");
  mail.service = MailService::kOutlook;
  mail.smtp_port = 2525;
  AssignCut(mail.sender_name, "\"2F\" \\ 複合機");
  AssignCut(mail.tenant, "contoso.example");
  auto& device = keeper.Of<DeviceSettings>("device");
  device.language = Language::kJapanese;
  device.utc_offset_minutes = 540;
  device.network.dhcp = false;
  device.network.address.octets = {192, 0, 2, 10};
  AssignCut(device.network.host_name, "mfp-2f");
  AssignCut(keeper.Of<ProxySettings>("proxy").host, "proxy.contoso.example");
  AssignCut(keeper.Of<NotifySettings>("notify").rules[2].address, "ito@contoso.example");
  keeper.Of<NotifySettings>("notify").rules[2].events = 0x1FF;
  return keeper;
}

TEST(Clone, TakesOverEverythingButWhatIsTheDevicesOwn) {
  MemoryKeeper from = Office();
  MemoryKeeper to;
  AssignCut(to.Of<DeviceSettings>("device").network.host_name, "mfp-3f");
  RememberingSink sink;
  ASSERT_TRUE(Import(to, ExportAll(from, kLeaveOut, 4096), sink));
  EXPECT_EQ(sink.told, List{});
  EXPECT_EQ(to.Of<AccountSettings>("mail"), from.Of<AccountSettings>("mail"));
  EXPECT_EQ(to.Of<ProxySettings>("proxy"), from.Of<ProxySettings>("proxy"));
  EXPECT_EQ(to.Of<NotifySettings>("notify"), from.Of<NotifySettings>("notify"));
  const auto& device = to.Of<DeviceSettings>("device");
  EXPECT_EQ(device.utc_offset_minutes, 540);
  EXPECT_TRUE(device.network.dhcp);
  EXPECT_STREQ(device.network.host_name.c_str(), "mfp-3f");
  EXPECT_EQ(to.saves, 4);  // what did not change is not written
}

TEST(Clone, TakesTheDevicesOwnTooWhereAsked) {
  MemoryKeeper from = Office();
  MemoryKeeper to;
  RememberingSink sink;
  ASSERT_TRUE(Import(to, ExportAll(from, kInclude, 4096), sink));
  EXPECT_EQ(to.Of<DeviceSettings>("device").network.address, from.Of<DeviceSettings>("device").network.address);
  EXPECT_STREQ(to.Of<DeviceSettings>("device").network.host_name.c_str(), "mfp-2f");
}

TEST(Clone, IsTheSameFileHoweverItIsPulled) {
  MemoryKeeper keeper = Office();
  const std::string whole = ExportAll(keeper, kInclude, 1 << 16);
  EXPECT_EQ(ExportAll(keeper, kInclude, 1), whole);
  EXPECT_EQ(ExportAll(keeper, kInclude, 7), whole);
  EXPECT_TRUE(
      whole.starts_with("{\n  \"format\": \"tegami-settings\",\n  \"version\": 1,\n  \"mail\": {\n"
                        "    \"auth\": \"oauth2\",\n    \"service\": \"outlook\",\n"));
  EXPECT_NE(whole.find("\n    \"smtp_port\": 2525,\n"), std::string::npos);
  EXPECT_NE(whole.find("\n    \"pop_port\": null,\n"), std::string::npos);
  EXPECT_TRUE(whole.ends_with("\n  }\n}\n"));
}

TEST(Clone, HasNoSecretAndNoNameOfOne) {
  MemoryKeeper keeper = Office();
  const std::string file = ExportAll(keeper, kInclude, 4096);
  for (const char* word : {"\"password\"", "client_secret", "token\"", "owner"}) {
    EXPECT_EQ(file.find(word), std::string::npos) << word;
  }
}

// A device whose every text has `longest` octets, or as many as it may.
void FillTexts(MemoryKeeper& keeper, size_t longest) {
  for (const SettingsSection& section : kSettingsSections) {
    SettingsDraft draft;
    const SettingsRef settings = draft.Reset(section.group);
    for (const SettingField& field : SettingsOf(section.group)) {
      const size_t most = std::min(static_cast<size_t>(field.most), longest);
      if (field.type != SettingType::kText || field.Is(kInternal)) continue;
      std::string value(most, 'a');
      if (field.rule == SettingRule::kUrl) value.replace(0, 18, "https://a.example/");
      if (field.rule == SettingRule::kHost) {
        for (size_t i = 60; i + 1 < value.size(); i += 60) value[i] = '.';
      }
      if (field.rule == SettingRule::kMailbox || field.rule == SettingRule::kSender) {
        for (size_t i = 41; i + 1 < value.size(); i += 40) value[i] = '.';
        value[1] = '@';
      }
      if (field.rule == SettingRule::kTemplate) value.replace(0, 8, "{number}");
      EXPECT_EQ(SetSetting(field, settings, value), SettingProblem::kNone) << field.name;
    }
    keeper.drafts[std::string(section.name)] = draft;
  }
}

TEST(Clone, TakesFilesOfLongTexts) {
  MemoryKeeper from;
  FillTexts(from, 160);
  const std::string file = ExportAll(from, kInclude, 4096);
  MemoryKeeper to;
  RememberingSink sink;
  EXPECT_TRUE(Import(to, file, sink)) << file.size();
  EXPECT_EQ(sink.told, List{});
  EXPECT_TRUE(ExportAll(to, kInclude, 4096) == file);
}

// The arena bounds what can be read; beyond it nothing is taken.
TEST(Clone, SaysSoWhereAFileIsTooLargeForItsMemory) {
  MemoryKeeper from;
  FillTexts(from, kSettingTextMaxBytes);
  MemoryKeeper to;
  RememberingSink sink;
  EXPECT_EQ(Import(to, ExportAll(from, kInclude, 4096), sink, kJsonMaxBytes / 2).error(), Error::kTooLong);
  EXPECT_EQ(sink.told, List{": file_too_large"});
  EXPECT_EQ(to.saves, 0);
}

TEST(Clone, ChangesNothingWhereAnythingIsWrongAndTellsAllOfIt) {
  MemoryKeeper keeper;
  RememberingSink sink;
  const std::string file = R"({"format":"tegami-settings","version":1,
    "mail":{"smtp_port":70000,"smtp_host":"no host","tenant":"contoso.example","security":"none"},
    "device":{"language":"ja","utc_offset":[]},
    "proxy":{"enabled":true}})";
  EXPECT_EQ(Import(keeper, file, sink).error(), Error::kInvalidArgument);
  EXPECT_EQ(sink.told,
            (List{"mail.smtp_port: out_of_range", "mail.smtp_host: not_a_host", "mail.security: oauth_needs_tls",
                  "device.utc_offset: not_a_choice", "proxy.host: missing"}));
  EXPECT_EQ(keeper.saves, 0);
  EXPECT_TRUE(keeper.drafts.empty());
}

TEST(Clone, RefusesAPortThatIsNoWholeNumber) {
  for (const char* port : {"587.9", "5.879e2", "1e300", "-1e-3", "\"587.9\""}) {
    MemoryKeeper keeper;
    RememberingSink sink;
    const std::string file =
        std::string(R"({"format":"tegami-settings","version":1,"mail":{"smtp_port":)") + port + "}}";
    EXPECT_EQ(Import(keeper, file, sink).error(), Error::kInvalidArgument) << port;
    EXPECT_EQ(sink.told, List{"mail.smtp_port: not_a_number"}) << port;
  }
  MemoryKeeper keeper;
  RememberingSink sink;
  EXPECT_TRUE(Import(keeper, R"({"format":"tegami-settings","version":1,"mail":{"smtp_port":5.87e2}})", sink));
  EXPECT_EQ(keeper.Of<AccountSettings>("mail").smtp_port, 587);
}

TEST(Clone, TellsAndIgnoresWhatANewerFirmwareWrote) {
  MemoryKeeper keeper;
  RememberingSink sink;
  const std::string file = R"({"format":"tegami-settings","version":2,"holograms":{"on":true},
    "mail":{"tenant":"contoso.example","carrier_pigeon":"x","password":"hunter2","owner":"me"}})";
  EXPECT_TRUE(Import(keeper, file, sink));
  EXPECT_EQ(sink.told, (List{"holograms: unknown_name", "mail.carrier_pigeon: unknown_name",
                             "mail.password: secret_in_file", "mail.owner: unknown_name"}));
  EXPECT_STREQ(keeper.Of<AccountSettings>("mail").tenant.c_str(), "contoso.example");
}

TEST(Clone, RefusesWhatIsNoSettingsFile) {
  const std::string deep = R"({"format":"tegami-settings","version":1,"mail":"x"})";
  for (const std::string& file :
       {std::string("hello"), std::string("{}"), std::string(R"({"format":"other","version":1})"),
        std::string(R"({"format":"tegami-settings","version":0})"), deep}) {
    MemoryKeeper keeper;
    RememberingSink sink;
    EXPECT_EQ(Import(keeper, file, sink).error(), Error::kInvalidArgument) << file;
    ASSERT_EQ(sink.told.size(), 1U) << file;
    EXPECT_TRUE(sink.told[0].ends_with("not_a_settings_file")) << sink.told[0];
  }
  MemoryKeeper keeper;
  RememberingSink sink;
  EXPECT_EQ(Import(keeper, std::string(kSettingsFileMaxBytes + 1, ' '), sink).error(), Error::kTooLong);
}

}  // namespace
}  // namespace tegami
