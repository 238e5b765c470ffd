// SPDX-License-Identifier: MIT
#include "smtp/reply.h"

#include <gtest/gtest.h>

#include <string>

namespace tegami {
namespace {

using Event = SmtpReplyParser::Event;

// Events of `input`, one letter each (l line, r reply, x malformed), handed over `split` octets at a time.
std::string Events(SmtpReplyParser& parser, const std::string& input, size_t split) {
  std::string events;
  for (size_t i = 0; i < input.size(); i += split) {
    ConstBytes piece = AsBytes(input).subspan(i, std::min(split, input.size() - i));
    while (!piece.empty()) {
      const Event event = parser.OnBytes(piece);
      if (event == Event::kMalformed) return events + "x";
      if (event != Event::kMore) events += event == Event::kLine ? "l" : "r";
    }
  }
  return events;
}

TEST(SmtpReplyParser, ReadsReplyAfterReplyAtAnySplit) {
  for (const size_t split : {1, 2, 3, 7, 1000}) {
    SmtpReplyParser parser;
    EXPECT_EQ(Events(parser, "250-one\r\n250-two\r\n250 three\r\n354\r\n550 5.1.1 no\r\n", split), "llrrr");
    EXPECT_EQ(parser.answer().code, 550);
    EXPECT_EQ(parser.answer().enhanced, (EnhancedCode{5, 1, 1}));
    EXPECT_EQ(parser.text(), "5.1.1 no");
  }
}

TEST(SmtpReplyParser, KeepsTheLinesApartInItsText) {
  SmtpReplyParser parser;
  EXPECT_EQ(Events(parser, "250-one\n250-\r\n250 three\r\n", 1), "llr");
  EXPECT_EQ(parser.text(), "one\n\nthree");
  EXPECT_EQ(parser.line(), "three");
}

TEST(SmtpReplyParser, EndsALineAtABareLfAndKeepsABareCr) {
  SmtpReplyParser parser;
  EXPECT_EQ(Events(parser, "250 a\rb\r\r\n", 1), "r");
  EXPECT_EQ(parser.text(), "a\rb\r");
}

TEST(SmtpReplyParser, RefusesWhatIsNoReply) {
  for (const char* bad :
       {"\r\n", "2\r\n", "25\r\n", "2500 x\r\n", "x250 a\r\n", "250x\r\n", "199 a\r\n", "600 a\r\n", "000 a\r\n",
        "250\t\r\n", " 250 a\r\n", "250-a\r\n251 b\r\n", "250-a\r\nb\r\n", "250-a\r\n\r\n"}) {
    SmtpReplyParser parser;
    const std::string events = Events(parser, bad, 1);
    EXPECT_EQ(events.back(), 'x') << bad;
  }
}

TEST(SmtpReplyParser, StaysMalformedUntilReset) {
  SmtpReplyParser parser;
  EXPECT_EQ(Events(parser, "hello\r\n", 100), "x");
  EXPECT_EQ(Events(parser, "250 ok\r\n", 100), "x");
  parser.Reset();
  EXPECT_EQ(Events(parser, "250 ok\r\n", 100), "r");
}

TEST(SmtpReplyParser, CutsTextThatIsTooLong) {
  for (const size_t size :
       {kSmtpReplyTextMaxBytes - 1, kSmtpReplyTextMaxBytes, kSmtpReplyTextMaxBytes + 1, 10 * kSmtpReplyTextMaxBytes}) {
    SmtpReplyParser parser;
    EXPECT_EQ(Events(parser, "250-" + std::string(size, 'x') + "\r\n250 tail\r\n", 50), "lr");
    EXPECT_LE(parser.text().size(), kSmtpReplyTextMaxBytes);
    EXPECT_EQ(parser.answer().code, 250);
  }
}

TEST(SmtpReplyParser, HasRoomForTheNextLineAfterForgetText) {
  SmtpReplyParser parser;
  EXPECT_EQ(Events(parser, "250-" + std::string(5000, 'x') + "\r\n", 5000), "l");
  parser.ForgetText();
  EXPECT_EQ(Events(parser, "250 SIZE 5\r\n", 5000), "r");
  EXPECT_EQ(parser.line(), "SIZE 5");
}

TEST(SmtpReplyParser, TakesTheFirstEnhancedCodeOfTheRightClass) {
  SmtpReplyParser parser;
  EXPECT_EQ(Events(parser, "550-4.1.1 a\r\n550-5.7.139 b\r\n550 5.1.1 c\r\n", 4), "llr");
  EXPECT_EQ(parser.answer().enhanced, (EnhancedCode{5, 7, 139}));
}

}  // namespace
}  // namespace tegami
