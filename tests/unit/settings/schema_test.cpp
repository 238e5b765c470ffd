// SPDX-License-Identifier: MIT
// Every setting takes what it should, refuses the rest, and is written down in docs/settings.md.
#include "settings/schema.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "settings/keeper.h"
#include "settings/service_defaults.h"

namespace tegami {
namespace {

constexpr SettingsGroup kGroups[] = {SettingsGroup::kAccount, SettingsGroup::kDevice,    SettingsGroup::kProxy,
                                     SettingsGroup::kNotify,  SettingsGroup::kLogServer, SettingsGroup::kFax};

const SettingField& Field(SettingsGroup group, const char* name) {
  const SettingField* field = FindSetting(group, name);
  EXPECT_NE(field, nullptr) << name;
  return *field;
}

std::string Get(const SettingField& field, SettingsView settings) {
  Text<kSettingTextMaxBytes> text;
  GetSetting(field, settings, text);
  return text.c_str();
}

struct Try {
  SettingsGroup group;
  const char* name;
  std::string value;
  SettingProblem problem;
};

using G = SettingsGroup;
using P = SettingProblem;
const Try kTries[] = {
    {G::kAccount, "auth", "oauth2", P::kNone},
    {G::kAccount, "auth", "kerberos", P::kNotAChoice},
    {G::kAccount, "auth", "", P::kNotAChoice},
    {G::kAccount, "service", "exchange_gcc_high", P::kNone},
    {G::kAccount, "security", "starttls", P::kNone},
    {G::kAccount, "security", "STARTTLS", P::kNotAChoice},
    {G::kAccount, "verify_certificate", "false", P::kNone},
    {G::kAccount, "verify_certificate", "0", P::kNotAChoice},
    {G::kAccount, "smtp_port", "1", P::kNone},
    {G::kAccount, "smtp_port", "65535", P::kNone},
    {G::kAccount, "smtp_port", "", P::kNone},
    {G::kAccount, "smtp_port", "0", P::kOutOfRange},
    {G::kAccount, "smtp_port", "65536", P::kOutOfRange},
    {G::kAccount, "smtp_port", "-1", P::kOutOfRange},
    {G::kAccount, "smtp_port", "25 ", P::kNotANumber},
    {G::kAccount, "smtp_port", "99999999999999999999", P::kNotANumber},
    {G::kProxy, "port", "", P::kNotANumber},
    {G::kAccount, "smtp_host", "smtp.office365.com", P::kNone},
    {G::kAccount, "smtp_host", "192.0.2.25", P::kNone},
    {G::kAccount, "smtp_host", "2001:db8::25", P::kNone},
    {G::kAccount, "smtp_host", "", P::kNone},
    {G::kAccount, "smtp_host", "192.0.2.256", P::kNotAHost},
    {G::kAccount, "smtp_host", "mail_server.example", P::kNotAHost},
    {G::kAccount, "smtp_host", "mail..example", P::kNotAHost},
    {G::kAccount, "smtp_host", ".example", P::kNotAHost},
    {G::kAccount, "smtp_host", "mail.example:587", P::kNotAHost},
    {G::kAccount, "smtp_host", std::string(64, 'a') + ".example", P::kNotAHost},
    {G::kAccount, "smtp_host", std::string(254, 'a'), P::kTooLong},
    {G::kAccount, "smtp_host", "メール.example", P::kNotAHost},
    {G::kAccount, "user", "scanner@contoso.example", P::kNone},
    {G::kAccount, "user", "CONTOSO\\scanner", P::kNone},
    {G::kAccount, "user", "ユーザー", P::kBadCharacter},
    {G::kAccount, "user", std::string("a\0b", 3), P::kBadCharacter},
    {G::kAccount, "user", "a\r\nb", P::kBadCharacter},
    {G::kAccount, "sender", "scanner@contoso.example", P::kNone},
    {G::kAccount, "sender", ".scanner@contoso.example", P::kNotAMailbox},
    {G::kAccount, "sender", "scan(ner)@contoso.example", P::kNotAMailbox},
    {G::kAccount, "sender", "scan:ner@contoso.example", P::kNotAMailbox},
    {G::kAccount, "sender", "scanner@[192.0.2.1]", P::kNotAMailbox},
    {G::kAccount, "sender", "<scanner@contoso.example>", P::kNotAMailbox},
    {G::kAccount, "sender", "scanner", P::kNotAMailbox},
    {G::kAccount, "sender", "a@b.example\r\nBcc: c@d.example", P::kBadCharacter},
    {G::kAccount, "sender_name", "2階の複合機", P::kNone},
    {G::kAccount, "sender_name", "\xC3", P::kBadCharacter},
    {G::kAccount, "authority", "https://login.contoso.example", P::kNone},
    {G::kAccount, "authority", "http://login.contoso.example", P::kNotAUrl},
    {G::kAccount, "authority", "login.contoso.example", P::kNotAUrl},
    {G::kAccount, "tenant", "contoso.example", P::kNone},
    {G::kAccount, "tenant", "contoso example", P::kBadCharacter},
    {G::kAccount, "scope", "mail.send offline_access", P::kNone},
    {G::kAccount, "message_max_kib", "35840", P::kNone},
    {G::kAccount, "message_max_kib", "63", P::kOutOfRange},
    {G::kAccount, "password", "", P::kNone},
    {G::kAccount, "password", std::string(kPasswordMaxBytes + 1, 'x'), P::kTooLong},
    {G::kDevice, "language", "ja", P::kNone},
    {G::kDevice, "utc_offset", "+09:00", P::kNone},
    {G::kDevice, "utc_offset", "-03:30", P::kNone},
    {G::kDevice, "utc_offset", "+14:01", P::kNotATimeDifference},
    {G::kDevice, "utc_offset", "9", P::kNotATimeDifference},
    {G::kDevice, "utc_offset", "+09:60", P::kNotATimeDifference},
    {G::kDevice, "address", "192.0.2.10", P::kNone},
    {G::kDevice, "address", "2001:db8::10", P::kNotAnAddress},
    {G::kDevice, "address", "printer.example", P::kNotAnAddress},
    {G::kDevice, "dns_1", "2001:db8::53", P::kNone},
    {G::kDevice, "prefix_bits", "33", P::kOutOfRange},
    {G::kProxy, "user", "printer", P::kNone},
    {G::kProxy, "user", "prin:ter", P::kBadCharacter},
    {G::kNotify, "address_5", "ito@contoso.example", P::kNone},
    {G::kNotify, "events_1", "paper_out,toner_low", P::kNone},
    {G::kNotify, "events_1", "", P::kNone},
    {G::kNotify, "events_1", "paper_out, toner_low", P::kNotAChoice},
    {G::kNotify, "events_1", "coffee_out", P::kNotAChoice},
    {G::kFax, "prefix", "0,", P::kNone},
    {G::kFax, "prefix", "0@", P::kBadCharacter},
    {G::kFax, "address_template", "{prefix}{number}@{domain}", P::kNone},
    {G::kFax, "address_template", "{number@fax.example", P::kBadTemplate},
    {G::kFax, "subject_template", "Fax {nummer}", P::kBadTemplate},
};

TEST(Schema, TakesWhatIsAllowedAndSaysWhatIsWrongWithTheRest) {
  for (const Try& attempt : kTries) {
    const SettingField& field = Field(attempt.group, attempt.name);
    SettingsDraft draft;
    const SettingsRef settings = draft.Reset(attempt.group);
    const std::string before = Get(field, settings);
    EXPECT_EQ(CheckSetting(field, attempt.value), attempt.problem) << attempt.name << "=" << attempt.value;
    EXPECT_EQ(SetSetting(field, settings, attempt.value), attempt.problem) << attempt.name << "=" << attempt.value;
    if (field.type == SettingType::kSecret) continue;
    const bool taken = attempt.problem == SettingProblem::kNone;
    EXPECT_EQ(Get(field, settings), taken ? attempt.value : before) << attempt.name;
  }
}

TEST(Schema, SetsTheMemberItNames) {
  AccountSettings account;
  EXPECT_EQ(SetSetting(Field(G::kAccount, "smtp_port"), account, "587"), P::kNone);
  EXPECT_EQ(SetSetting(Field(G::kAccount, "security"), account, "tls"), P::kNone);
  EXPECT_EQ(SetSetting(Field(G::kAccount, "message_max_kib"), account, "100000"), P::kNone);
  EXPECT_EQ(account.smtp_port, 587);
  EXPECT_EQ(account.security, SecureConnection::kTls);
  EXPECT_EQ(account.message_max_kib, 100000U);
  DeviceSettings device;
  EXPECT_EQ(SetSetting(Field(G::kDevice, "utc_offset"), device, "-09:30"), P::kNone);
  EXPECT_EQ(SetSetting(Field(G::kDevice, "gateway"), device, "192.0.2.1"), P::kNone);
  EXPECT_EQ(device.utc_offset_minutes, -570);
  EXPECT_EQ(device.network.gateway.octets[3], 1);
  NotifySettings notify;
  EXPECT_EQ(SetSetting(Field(G::kNotify, "events_2"), notify, "job_failed,paper_jam"), P::kNone);
  EXPECT_EQ(notify.rules[1].events, 1U << 7 | 1U << 1);
  EXPECT_EQ(Get(Field(G::kNotify, "events_2"), notify), "paper_jam,job_failed");
}

TEST(Schema, NeverShowsASecret) {
  for (const SettingsGroup group : kGroups) {
    for (const SettingField& field : SettingsOf(group)) {
      SettingsDraft draft;
      if (field.type != SettingType::kSecret) continue;
      EXPECT_FALSE(MaySee(field, SettingSeenBy::kAdministrator)) << field.name;
      EXPECT_EQ(SetSetting(field, draft.Reset(group), "hunter2"), P::kNone);
      EXPECT_EQ(Get(field, draft.view()), "");
    }
  }
}

TEST(Schema, HasEveryNameAndTagOnce) {
  for (const SettingsGroup group : kGroups) {
    std::set<std::string> names;
    std::set<int> tags;
    for (const SettingField& field : SettingsOf(group)) {
      EXPECT_EQ(field.group, group);
      EXPECT_TRUE(names.insert(field.name).second) << field.name;
      EXPECT_EQ(FindSetting(group, field.name), &field);
      if (field.type == SettingType::kSecret) continue;
      EXPECT_NE(field.tag, 0) << field.name;
      EXPECT_TRUE(tags.insert(field.tag).second) << field.name;
      EXPECT_EQ(ChoicesOf(field).empty(), field.type != SettingType::kChoice && field.type != SettingType::kEvents);
    }
  }
}

TEST(Schema, HasLabelsAndProblemsInBothLanguages) {
  for (size_t i = 0; i <= static_cast<size_t>(SettingLabel::kSignInTrouble); ++i) {
    for (const Language language : {Language::kEnglish, Language::kJapanese}) {
      EXPECT_FALSE(LabelText(static_cast<SettingLabel>(i), language).empty()) << i;
    }
  }
  for (size_t i = 1; i <= static_cast<size_t>(SettingProblem::kCannotSave); ++i) {
    const auto problem = static_cast<SettingProblem>(i);
    EXPECT_TRUE(ProblemText(problem, Language::kEnglish).ends_with('.')) << i;
    EXPECT_TRUE(ProblemText(problem, Language::kJapanese).ends_with("。")) << i;
    EXPECT_NE(WeightOf(problem), ProblemWeight::kNone);
  }
  // As the guide for administrators has them.
  EXPECT_EQ(LabelText(SettingLabel::kAuth, Language::kJapanese), "認証方式");
  EXPECT_EQ(LabelText(SettingLabel::kSmtpPort, Language::kJapanese), "SMTPサーバー ポート番号");
}

const char* SeenBy(SettingSeenBy who) {
  switch (who) {
    case SettingSeenBy::kPublic: return "everybody";
    case SettingSeenBy::kUser: return "users";
    case SettingSeenBy::kAdministrator: return "administrators";
    case SettingSeenBy::kNobody: return "nobody";
  }
  return "";
}

const char* WhatEmptyIs(const SettingField& field) {
  if (std::string_view(field.name) == "pop_port") return ", or empty: 110, with SSL/TLS 995";
  if (std::string_view(field.name) == "message_max_kib") return ", or empty: what the server takes";
  return ", or empty: the service's own";
}

std::string Values(const SettingField& field) {
  std::ostringstream out;
  const char* separator = "";
  switch (field.type) {
    case SettingType::kText:
    case SettingType::kSecret: {
      constexpr const char* kRules[] = {"UTF-8",
                                        "0x20 to 0x7E",
                                        "0x21 to 0x7E",
                                        "host name or IP address",
                                        "https URL",
                                        "mail address",
                                        "mail address",
                                        "0x20 to 0x7E but ':'",
                                        "A-Z a-z 0-9 + * # , -",
                                        "text with {prefix} {number} {domain} {device}"};
      out << kRules[static_cast<size_t>(field.rule)] << ", " << field.most << " octets";
      break;
    }
    case SettingType::kFlag: out << "`true`, `false`"; break;
    case SettingType::kChoice:
    case SettingType::kEvents:
      for (const SettingChoice& choice : ChoicesOf(field)) {
        out << separator << "`" << choice.word << "`";
        separator = ", ";
      }
      if (field.type == SettingType::kEvents) out << ": any of them, with commas and no spaces between";
      break;
    case SettingType::kNumber:
      if (field.rule == SettingRule::kUtcOffset) return "`-12:00` to `+14:00`";
      out << field.least << " to " << field.most << (field.Is(kZeroIsAuto) ? WhatEmptyIs(field) : "");
      break;
    case SettingType::kAddress: out << (field.rule == SettingRule::kIpv4 ? "IPv4 address" : "IP address"); break;
  }
  return out.str();
}

std::string Binds(const SettingField& field) {
  std::string text;
  const auto add = [&](uint8_t trait, const char* word) {
    if (field.Is(trait)) text += (text.empty() ? "" : ", ") + std::string(word);
  };
  add(kBindsSignIn, "sign-in");
  add(kBindsPassword, "password");
  add(kBindsClientSecret, "client secret");
  return text;
}

void WriteServices(std::ostream& out) {
  const SettingField& service = Field(SettingsGroup::kAccount, "service");
  out << "\n## What a service gives\n\n"
      << "Where a setting is empty, the service's value counts (`src/oauth/provider_table.def`; the client id is the "
         "build's). Choosing another service sets `mail.auth` and `mail.security` to its own and clears what was set "
         "for the one before: server, port, tenant, client id, scope, authority, issuer and endpoints. What the same "
         "form, file or command sets beside the service counts. `custom` gives no more than a port, and clears nothing."
         "\n\n| service | auth | security | smtp_host | smtp_port | tenant | authority | scope |\n"
      << "|---|---|---|---|---|---|---|---|\n";
  for (size_t i = 0; i < ChoicesOf(service).size(); ++i) {
    out << "| `" << ChoicesOf(service)[i].word << "` |";
    for (const char* name : {"auth", "security", "smtp_host", "smtp_port", "tenant", "authority", "scope"}) {
      Text<kSettingTextMaxBytes> given;
      GetServiceValue(Field(SettingsGroup::kAccount, name), static_cast<MailService>(i), given);
      out << (given.empty() ? std::string(" ") : " `" + std::string(given.c_str()) + "` ") << "|";
    }
    out << "\n";
  }
}

std::string Document() {
  std::ostringstream out;
  out << "# Settings\n\n"
      << "Written from src/settings/schema.def and src/text/setting_labels.def by the unit tests, which fail where "
         "they "
         "differ (`TEGAMI_UPDATE_DRAWINGS=1` writes this file anew).\n\n"
      << "The name is what `tegami settings` and exported files call a setting. `fax_server` has the settings of "
         "`mail` "
         "for the fax provider's mail server; a user (`--account user:ID`) has those marked *own*, and all else from "
         "`mail`. Secrets can be written, never read. *Ends* tells which secrets a change forgets, so that they never "
         "go to a server they were not entered for; so does turning off encryption or certificate validation, and "
         "allowing the password without encryption. Settings marked *device* are exported on demand only.\n\n"
      << "`tegami settings export FILE` writes them as JSON, without a secret, 16 KiB at most: `\"format\": "
         "\"tegami-settings\"`, `\"version\": 1`, then a member a section with a member a setting; `null` stands for "
         "the "
         "service's own value. With `--with-device` those marked *device* are in it too. An import takes all of it or, "
         "where anything is wrong, nothing; names that it does not know, and later versions, are no error: a newer "
         "firmware may have written them.\n";
  for (const SettingsSection& section : kSettingsSections) {
    if (section.name == "fax_server") continue;
    SettingsDraft draft;
    const SettingsRef settings = draft.Reset(section.group);
    out << "\n## " << section.name << "\n\n| name | label | 表示 | values | default | seen by | ends | |\n"
        << "|---|---|---|---|---|---|---|---|\n";
    for (const SettingField& field : SettingsOf(section.group)) {
      if (field.Is(kInternal)) continue;
      const std::string usual = Get(field, settings);
      out << "| `" << section.name << "." << field.name << "` | " << LabelText(field.label, Language::kEnglish) << " | "
          << LabelText(field.label, Language::kJapanese) << " | " << Values(field) << " | "
          << (usual.empty() ? "" : "`" + usual + "`") << " | " << SeenBy(field.seen_by) << " | " << Binds(field)
          << " | "
          << (field.Is(kOwn)         ? "own"
              : field.Is(kDeviceOwn) ? "device"
                                     : "")
          << " |\n";
    }
  }
  WriteServices(out);
  out << "\n## What can be wrong\n\n| problem | weight | message | 表示 |\n|---|---|---|---|\n";
  for (size_t i = 1; i <= static_cast<size_t>(SettingProblem::kCannotSave); ++i) {
    const auto problem = static_cast<SettingProblem>(i);
    out << "| `" << ProblemWord(problem) << "` | "
        << (WeightOf(problem) == ProblemWeight::kWarning ? "warning" : "error") << " | "
        << ProblemText(problem, Language::kEnglish) << " | " << ProblemText(problem, Language::kJapanese) << " |\n";
  }
  return out.str();
}

TEST(Schema, IsWrittenDown) {
  const std::string path = std::string(TEGAMI_TESTS_DIR) + "/../docs/settings.md";
  const std::string document = Document();
  if (std::getenv("TEGAMI_UPDATE_DRAWINGS") != nullptr) std::ofstream(path) << document;
  std::ifstream file(path);
  std::ostringstream stored;
  stored << file.rdbuf();
  EXPECT_EQ(stored.str(), document) << "run this test with TEGAMI_UPDATE_DRAWINGS=1 and look at " << path;
}

}  // namespace
}  // namespace tegami
