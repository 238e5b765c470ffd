// SPDX-License-Identifier: MIT
// From a number that somebody typed to the mail that a fax provider takes.
#include <gtest/gtest.h>

#include <string>

#include "job/fax_message.h"

namespace tegami {
namespace {

std::string Normalized(std::string_view typed) {
  FaxNumber number;
  const Status status = NormalizeFaxNumber(typed, number);
  return status ? std::string(View(number)) : ErrorName(status.error());
}

TEST(FaxNumber, KeepsWhatIsDialledAndNothingElse) {
  EXPECT_EQ(Normalized("03-1234-5678"), "0312345678");
  EXPECT_EQ(Normalized("+81 (3) 1234.5678"), "+81312345678");
  EXPECT_EQ(Normalized("0,03/1234P5"), "0,031234,5");
  EXPECT_EQ(Normalized("*67#5551234"), "*67#5551234");
  EXPECT_EQ(Normalized(" +1 "), "+1");
}

TEST(FaxNumber, IsRefusedWhereItIsNone) {
  EXPECT_EQ(Normalized(""), "kInvalidArgument");
  EXPECT_EQ(Normalized("+"), "kInvalidArgument");
  EXPECT_EQ(Normalized("--,#"), "kInvalidArgument");
  EXPECT_EQ(Normalized("1+2"), "kInvalidCharacter");
  EXPECT_EQ(Normalized("12x"), "kInvalidCharacter");
  EXPECT_EQ(Normalized("1@evil.example"), "kInvalidCharacter");
  EXPECT_EQ(Normalized("1\r\n2"), "kInvalidCharacter");
  EXPECT_EQ(Normalized("1\xEF\xBC\x91"), "kInvalidCharacter");
  EXPECT_EQ(Normalized(std::string(kFaxNumberMaxBytes, '1')).size(), kFaxNumberMaxBytes);
  EXPECT_EQ(Normalized(std::string(kFaxNumberMaxBytes + 1, '1')), "kTooLong");
}

class Fax : public testing::Test {
 protected:
  Fax() {
    AssignCut(settings.prefix, "fax=");
    AssignCut(settings.domain, "fax.example");
  }
  Status Compose(std::string_view number) { return ComposeFax(settings, number, "Floor 3", message); }

  FaxSettings settings;
  FaxMessage message;
};

TEST_F(Fax, IsAddressedByPrefixNumberAndDomain) {
  ASSERT_TRUE(Compose("+81 3-1234-5678"));
  EXPECT_EQ(View(message.address), "fax=+81312345678@fax.example");
  EXPECT_EQ(View(message.subject), "Fax to +81312345678");
  EXPECT_EQ(View(message.text), "");
  EXPECT_EQ(message.file_name, "fax.tif");
  EXPECT_EQ(message.media_type, "image/tiff");
}

TEST_F(Fax, FollowsItsTemplates) {
  AssignCut(settings.address_template, "{number}@{prefix}{domain}");
  AssignCut(settings.prefix, "send.");
  AssignCut(settings.subject_template, "{device}: {number}, {unknown} {");
  AssignCut(settings.text_template, "PIN 1234");
  settings.format = FaxFormat::kPdf;
  ASSERT_TRUE(Compose("0312345678"));
  EXPECT_EQ(View(message.address), "0312345678@send.fax.example");
  EXPECT_EQ(View(message.subject), "Floor 3: 0312345678, {unknown} {");
  EXPECT_EQ(View(message.text), "PIN 1234");
  EXPECT_EQ(message.file_name, "fax.pdf");
  EXPECT_EQ(message.media_type, "application/pdf");
}

TEST_F(Fax, ValuesAreNotExpandedAgain) {
  ASSERT_TRUE(ComposeFax(settings, "1", "{number}{device}", message));
  AssignCut(settings.subject_template, "{device}");
  ASSERT_TRUE(ComposeFax(settings, "1", "{number}{device}", message));
  EXPECT_EQ(View(message.subject), "{number}{device}");
}

TEST_F(Fax, PutsAPauseInQuotesAsAddressesNeed) {
  settings.prefix.clear();
  ASSERT_TRUE(Compose("0p0312345678"));
  EXPECT_EQ(View(message.address), "\"0,0312345678\"@fax.example");
}

TEST_F(Fax, IsRefusedWhereTheSettingsMakeNoAddress) {
  settings.domain.clear();
  EXPECT_EQ(Compose("1").error(), Error::kBadState);
  AssignCut(settings.address_template, "{number}");
  EXPECT_EQ(Compose("1").error(), Error::kBadState);
  AssignCut(settings.address_template, "{number}@fixed.example");
  EXPECT_TRUE(Compose("1"));
  AssignCut(settings.address_template, std::string(kFaxTemplateMaxBytes - 2, '{') + "@x");
  EXPECT_TRUE(Compose("1"));
  AssignCut(settings.domain, std::string(kHostNameMaxBytes, 'd'));
  AssignCut(settings.address_template, "{number}@{domain}");
  EXPECT_EQ(Compose("1").error(), Error::kBadState);
}

}  // namespace
}  // namespace tegami
