// SPDX-License-Identifier: MIT
// Text from outside, forms, and header fields.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "codec/escape.h"
#include "codec/form.h"
#include "codec/header_text.h"

namespace tegami {
namespace {

std::string Escaped(std::string_view from) {
  Text<200> into;
  EscapeForDisplay(from, into);
  return std::string(View(into));
}

TEST(Utf8, IsWhatUnicodeSays) {
  EXPECT_EQ(Utf8Length("a"), 1U);
  EXPECT_EQ(Utf8Length("é"), 2U);
  EXPECT_EQ(Utf8Length("手"), 3U);
  EXPECT_EQ(Utf8Length("😀"), 4U);
  for (const char* bad : {"\x80", "\xC0\xAF", "\xC1\xBF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF0\x80\x80\x80",
                          "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xE6\x89", "\xFF"})
    EXPECT_EQ(Utf8Length(bad), 0U);
  EXPECT_EQ(Utf8Length(""), 0U);
}

TEST(Escape, ShowsWhatWouldOtherwiseAct) {
  EXPECT_EQ(Escaped("手紙 ok"), "手紙 ok");
  EXPECT_EQ(Escaped("a\r\nb\tc"), "a\\r\\nb\\tc");
  EXPECT_EQ(Escaped("\x1B[2J\x7F"), "\\x1B[2J\\x7F");
  EXPECT_EQ(Escaped(std::string_view("\0", 1)), "\\x00");
  EXPECT_EQ(Escaped("\xFF\xE6\x89"), "\\xFF\\xE6\\x89");
}

TEST(Escape, EndsOnAWholeCharacterOrEscape) {
  for (const auto& [from, expected] : {std::pair{"abc手", "abc"}, std::pair{"abc\n", "abc\\n"},
                                       std::pair{"abc\x01", "abc"}, std::pair{"abcdef", "abcde"}}) {
    Text<5> into;
    EscapeForDisplay(from, into);
    EXPECT_EQ(View(into), expected);
  }
}

TEST(Form, EncodesAllButTheUnreserved) {
  std::array<uint8_t, 200> buffer{};
  FormWriter form(buffer);
  form.Add("scope", "https://outlook.office.com/SMTP.Send offline_access");
  form.Add("text", "a+b&c=d%é*-._~");
  ASSERT_TRUE(form.status());
  EXPECT_EQ(AsText(form.written()),
            "scope=https%3A%2F%2Foutlook.office.com%2FSMTP.Send+offline_access&text=a%2Bb%26c%3Dd%25%C3%A9*-._%7E");
}

TEST(Form, SaysThatItDoesNotFit) {
  std::array<uint8_t, 8> buffer{};
  FormWriter form(buffer);
  form.Add("name", "value");
  EXPECT_EQ(form.status().error(), Error::kTooLong);
  form.Add("a", "b");
  EXPECT_EQ(form.status().error(), Error::kTooLong);
}

std::vector<std::string> HeaderLines(std::string_view text, size_t column) {
  Text<4000> into;
  EXPECT_TRUE(AppendHeaderText(text, column, into));
  std::vector<std::string> lines;
  std::string rest(View(into));
  while (true) {
    const size_t end = rest.find("\r\n");
    lines.push_back(rest.substr(0, end));
    if (end == std::string::npos) return lines;
    rest.erase(0, end + 2);
    EXPECT_TRUE(rest.starts_with(' ')) << "a folded line begins with a space";
  }
}

TEST(HeaderText, FoldsJapaneseIntoWordsOfWholeCharacters) {
  std::string text;
  for (int i = 0; i < 40; ++i) text += "請求書";
  const std::vector<std::string> lines = HeaderLines(text, 9);
  ASSERT_GT(lines.size(), 3U);
  for (size_t i = 0; i < lines.size(); ++i) {
    EXPECT_LE(lines[i].size() + (i == 0 ? 9 : 0), 76U) << lines[i];
    EXPECT_NE(lines[i].find("=?UTF-8?"), std::string::npos);
  }
}

TEST(HeaderText, LeavesAsciiAlone) {
  EXPECT_EQ(HeaderLines("A scan from the 2nd floor", 9), std::vector<std::string>{"A scan from the 2nd floor"});
}

TEST(HeaderText, EncodesWhatWouldBeReadAsEncoded) {
  const std::vector<std::string> lines = HeaderLines("=?UTF-8?B?eA==?=", 9);
  EXPECT_NE(lines[0], "=?UTF-8?B?eA==?=") << "the reader would show x";
}

TEST(HeaderText, RefusesInjection) {
  Text<200> into;
  for (const char* bad : {"a\r\nBcc: x@evil.example", "a\nb", "a\rb", "a\x01", "\xFF"})
    EXPECT_EQ(AppendHeaderText(bad, 9, into).error(), Error::kInvalidCharacter);
  EXPECT_EQ(AppendHeaderText(std::string_view("a\0b", 3), 9, into).error(), Error::kInvalidCharacter);
}

TEST(Phrase, QuotesWhatIsNoAtom) {
  const std::pair<const char*, const char*> kRows[] = {{"Scanner", "Scanner"},
                                                       {"2nd floor", "2nd floor"},
                                                       {"Ito, Hanako", "\"Ito, Hanako\""},
                                                       {"a\"b\\c", "\"a\\\"b\\\\c\""},
                                                       {"scan@home", "\"scan@home\""}};
  for (const auto& [name, expected] : kRows) {
    Text<200> into;
    ASSERT_TRUE(AppendPhrase(name, 6, into));
    EXPECT_EQ(View(into), expected);
  }
}

}  // namespace
}  // namespace tegami
