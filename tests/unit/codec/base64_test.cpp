// SPDX-License-Identifier: MIT
// RFC 4648 §10's vectors, lines of RFC 2045, and that nothing else is read.
#include "codec/base64.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace tegami {
namespace {

std::string Encoded(std::string_view octets) {
  std::vector<uint8_t> out(Base64Size(octets.size()));
  out.resize(EncodeBase64(AsBytes(octets), out));
  return std::string(out.begin(), out.end());
}

std::string Lines(std::string_view octets) {
  std::vector<uint8_t> out(Base64LinesSize(octets.size()));
  EXPECT_EQ(EncodeBase64Lines(AsBytes(octets), out), out.size());
  return std::string(out.begin(), out.end());
}

Result<std::string> Decoded(std::string_view text) {
  std::vector<uint8_t> out(text.size());
  const Result<size_t> size = DecodeBase64(text, out);
  if (!size) return Fail(size.error());
  return std::string(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(*size));
}

TEST(Base64, EncodesTheVectorsOfTheRfc) {
  const std::pair<const char*, const char*> kVectors[] = {{"", ""},
                                                          {"f", "Zg=="},
                                                          {"fo", "Zm8="},
                                                          {"foo", "Zm9v"},
                                                          {"foob", "Zm9vYg=="},
                                                          {"fooba", "Zm9vYmE="},
                                                          {"foobar", "Zm9vYmFy"}};
  for (const auto& [octets, text] : kVectors) {
    EXPECT_EQ(Encoded(octets), text);
    EXPECT_EQ(*Decoded(text), octets);
  }
}

TEST(Base64, ComesBackWhateverTheOctets) {
  std::mt19937 random(1);
  for (size_t size = 0; size < 300; ++size) {
    std::string octets(size, '\0');
    for (char& c : octets) c = static_cast<char>(random());
    EXPECT_EQ(*Decoded(Encoded(octets)), octets);
    EXPECT_EQ(Encoded(octets).size(), Base64Size(size));
  }
}

TEST(Base64, HasLinesOfSeventySixCharactersThatEachEnd) {
  for (const size_t size : {0U, 1U, 56U, 57U, 58U, 114U, 1000U}) {
    const std::string lines = Lines(std::string(size, 'x'));
    std::string joined;
    for (size_t begin = 0; begin < lines.size();) {
      const size_t end = lines.find("\r\n", begin);
      ASSERT_NE(end, std::string::npos) << size;
      EXPECT_LE(end - begin, 76U);
      EXPECT_TRUE(end - begin == 76 || end + 2 == lines.size()) << "only the last line is short";
      joined += lines.substr(begin, end - begin);
      begin = end + 2;
    }
    EXPECT_EQ(joined, Encoded(std::string(size, 'x')));
  }
}

TEST(Base64, EncodesLinesOverItsOwnInput) {
  std::string octets(57 * 40 + 11, '\0');
  for (size_t i = 0; i < octets.size(); ++i) octets[i] = static_cast<char>(i * 7);
  std::vector<uint8_t> buffer(Base64LinesSize(octets.size()) + 8);
  std::copy(octets.begin(), octets.end(), buffer.end() - static_cast<std::ptrdiff_t>(octets.size()));
  const size_t size = EncodeBase64Lines(Bytes(buffer).last(octets.size()), buffer);
  EXPECT_EQ(std::string(buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(size)), Lines(octets));
}

TEST(Base64, IsReadStrictly) {
  for (const char* bad : {"Z", "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm 9v", "Zm9v\r\n", "Zg==Zg==", "====", "Zm9-"})
    EXPECT_EQ(Decoded(bad).error(), Error::kCorrupt) << bad;
  std::array<uint8_t, 2> small{};
  EXPECT_EQ(DecodeBase64("Zm9v", small).error(), Error::kNoSpace);
}

TEST(Base64Url, HasNoPaddingAndAnotherAlphabet) {
  std::array<uint8_t, 8> out{};
  ASSERT_EQ(*DecodeBase64Url("-_8", out), 2U);
  EXPECT_EQ(out[0], 0xFB);
  EXPECT_EQ(out[1], 0xFF);
  for (const char* bad : {"+/8", "-_8=", "A", "-_9"}) EXPECT_FALSE(DecodeBase64Url(bad, out)) << bad;
}

}  // namespace
}  // namespace tegami
