// SPDX-License-Identifier: MIT
// The records of settings, as firmware before the schema wrote them and as it is now.
#include "account/group_record.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "settings/keeper.h"
#include "store/fields.h"

namespace tegami {
namespace {

// The tags are on flash. A number here stands for itself: it must not follow the schema.
TEST(GroupRecord, ReadsTheFieldsByTheirOldTags) {
  std::array<uint8_t, 1024> octets;
  FieldWriter fields(octets);
  fields.PutNumber(1, 1);  // SMTP AUTH
  fields.PutNumber(3, 1);  // SSL/TLS
  fields.PutNumber(5, 0);  // no validation
  fields.PutNumber(7, 465);
  fields.Put(8, AsBytes("mail.contoso.example"));
  fields.Put(9, AsBytes("scanner"));
  fields.Put(13, AsBytes("contoso.example"));
  fields.PutNumber(22, 2048);
  fields.Put(200, AsBytes("of a newer firmware"));
  AccountSettings settings;
  ASSERT_TRUE(ReadGroup(ConstBytes(octets).first(fields.size()), settings));
  AccountSettings expected;
  expected.auth = AuthMethod::kSmtpAuth;
  expected.security = SecureConnection::kTls;
  expected.verify_certificate = false;
  expected.smtp_port = 465;
  expected.message_max_kib = 2048;
  AssignCut(expected.smtp_host, "mail.contoso.example");
  AssignCut(expected.user, "scanner");
  AssignCut(expected.tenant, "contoso.example");
  EXPECT_EQ(settings, expected);
}

TEST(GroupRecord, ReadsADevicesNetwork) {
  std::array<uint8_t, 256> octets;
  FieldWriter fields(octets);
  constexpr std::array<uint8_t, 4> kAddress = {192, 0, 2, 10};
  fields.PutNumber(2, 540);
  fields.PutNumber(4, 0);
  fields.Put(5, kAddress);
  fields.PutNumber(6, 16);
  fields.Put(12, AsBytes("mfp-2f"));
  DeviceSettings settings;
  ASSERT_TRUE(ReadGroup(ConstBytes(octets).first(fields.size()), settings));
  EXPECT_EQ(settings.utc_offset_minutes, 540);
  EXPECT_FALSE(settings.network.dhcp);
  EXPECT_EQ(settings.network.address.octets[3], 10);
  EXPECT_EQ(settings.network.prefix_bits, 16);
  EXPECT_STREQ(settings.network.host_name.c_str(), "mfp-2f");
}

TEST(GroupRecord, LeavesAloneWhatIsOutOfRangeAndRefusesWhatIsNoRecord) {
  std::array<uint8_t, 64> octets;
  FieldWriter fields(octets);
  fields.PutNumber(1, 99);  // an authentication method of a newer firmware
  AccountSettings settings;
  ASSERT_TRUE(ReadGroup(ConstBytes(octets).first(fields.size()), settings));
  EXPECT_EQ(settings.auth, AuthMethod::kOauth2);
  EXPECT_EQ(ReadGroup(AsBytes("no record"), settings).error(), Error::kCorrupt);
}

// Every field of every group, changed from its default.
TEST(GroupRecord, KeepsEveryField) {
  for (const SettingsSection& section : kSettingsSections) {
    SettingsDraft draft;
    const SettingsRef settings = draft.Reset(section.group);
    for (const SettingField& field : SettingsOf(section.group)) {
      if (field.type == SettingType::kSecret) continue;
      if (field.type == SettingType::kText) {
        AssignCut(SettingTextOf(field, settings), field.name);
      } else if (field.type == SettingType::kAddress) {
        SettingAddressOf(field, settings).octets[0] = field.tag;
      } else {
        const int64_t usual = GetSettingNumber(field, settings);
        ASSERT_TRUE(SetSettingNumber(field, settings, usual == field.least ? field.most : field.least)) << field.name;
      }
    }
    std::array<uint8_t, 8192> octets;
    const Result<size_t> size = WriteGroup(settings, octets);
    ASSERT_TRUE(size);
    SettingsDraft read;
    read.Reset(section.group);
    ASSERT_TRUE(ReadGroup(ConstBytes(octets).first(*size), read.ref()));
    for (const SettingField& field : SettingsOf(section.group)) {
      EXPECT_TRUE(SameSetting(field, read.view(), settings)) << section.name << "." << field.name;
    }
  }
}

TEST(GroupRecord, HasNoNumberThatWouldNotBeRead) {
  std::array<uint8_t, 4096> octets;
  AccountSettings settings;
  settings.message_max_kib = 63;
  EXPECT_EQ(WriteGroup(settings, octets).error(), Error::kInvalidArgument);
  settings.message_max_kib = 64;
  EXPECT_TRUE(WriteGroup(settings, octets));
}

TEST(GroupRecord, SaysWhenItDoesNotFit) {
  std::array<uint8_t, 16> octets;
  EXPECT_EQ(WriteGroup(AccountSettings(), octets).error(), Error::kNoSpace);
}

}  // namespace
}  // namespace tegami
