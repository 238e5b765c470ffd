// SPDX-License-Identifier: MIT
// What the writer makes is read by a strict receiver of the tests' own (fakes/mime_check.h): the same comes out.
#include "mime/message_writer.h"

#include <gtest/gtest.h>

#include <list>

#include "fakes/mime_check.h"
#include "fakes/text_source.h"

namespace tegami {
namespace {

using mime_check::Decoded;
using mime_check::Message;
using mime_check::Parameter;

class Mime : public testing::Test {
 protected:
  Mime() {
    header_.from = "scanner@contoso.example";
    header_.to = to_;
    header_.subject = "Scan";
    header_.message_id = "<1.2@contoso.example>";
    header_.date = UtcTime{1795525500};
    header_.utc_offset_minutes = 540;
  }

  TextSource& Attach(std::string octets, std::string_view name, std::string_view type = "application/pdf") {
    sources_.emplace_back(std::move(octets));
    attachments_.push_back({&sources_.back(), name, type});
    return sources_.back();
  }

  Status Begin() { return writer_.Begin(header_, text_, attachments_); }

  std::string PullAll(size_t piece = 4096) {
    std::string all;
    std::vector<uint8_t> room(piece);
    for (int i = 0; i < 1000000; ++i) {
      const Result<ByteSource::Pulled> pulled = writer_.Pull(room);
      if (!pulled) return "failed: " + std::string(ErrorName(pulled.error()));
      all += AsText(ConstBytes(room).first(pulled->count));
      if (pulled->end) return all;
    }
    return "no end";
  }

  // Written, found legal, and as long as was said.
  Message Written(MessageEncoding encoding = MessageEncoding::kBase64) {
    EXPECT_TRUE(Begin());
    EXPECT_TRUE(writer_.Select(encoding));
    const std::optional<uint64_t> size = writer_.Size();
    const std::string text = PullAll();
    EXPECT_EQ(size.value_or(text.size()), text.size());
    Message message = mime_check::Read(text, writer_.NeedsSmtpUtf8());
    EXPECT_EQ(message.fault, "") << text.substr(0, 2000);
    return message;
  }

  std::vector<std::string_view> to_{"you@contoso.example"};
  MessageHeader header_;
  std::string_view text_;
  std::list<TextSource> sources_;
  std::vector<Attachment> attachments_;
  MessageWriter writer_;
};

std::string Repeated(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

TEST_F(Mime, SaysWhoWhenAndWhat) {
  std::vector<std::string_view> cc{"a@b.example", "c@d.example"};
  header_.cc = cc;
  text_ = "one\ntwo\r\nthree\rfour";
  Message message = Written();
  EXPECT_EQ(message.whole.fields["from"], "scanner@contoso.example");
  EXPECT_EQ(message.whole.fields["to"], "you@contoso.example");
  EXPECT_EQ(message.whole.fields["cc"], "a@b.example, c@d.example");
  EXPECT_EQ(message.whole.fields["date"], "Tue, 24 Nov 2026 22:05:00 +0900");
  EXPECT_EQ(message.whole.fields["content-transfer-encoding"], "7bit");
  EXPECT_EQ(message.whole.body, "one\r\ntwo\r\nthree\r\nfour");
  EXPECT_FALSE(message.whole.fields.contains("auto-submitted"));
}

TEST_F(Mime, SaysThatNobodyIsToAnswerANotification) {
  header_.auto_submitted = true;
  EXPECT_EQ(Written().whole.fields["auto-submitted"], "auto-generated");
}

TEST_F(Mime, TellsNobodyOfBlindCopies) {
  header_.to = {};
  EXPECT_EQ(Written().whole.fields["to"], "undisclosed-recipients:;");
}

TEST_F(Mime, SubjectsComeOutAsTheyWentIn) {
  const std::string long_japanese = Repeated("複合機からのスキャン", 17);
  const std::string long_latin = Repeated("A scan of many pages, ", 20) + "end";
  const std::string one_word(kSubjectMaxBytes, 'x');
  const std::string emoji = Repeated("😀", 100);
  for (const std::string_view subject :
       {std::string_view("Scan"), std::string_view("スキャン"), std::string_view(long_japanese),
        std::string_view(long_latin), std::string_view(one_word), std::string_view(emoji),
        std::string_view(" at both ends "), std::string_view("tab\there"), std::string_view("=?UTF-8?B?QQ==?="),
        std::string_view("a  b   c"), std::string_view("Größe: 10 €")}) {
    header_.subject = subject;
    Message message = Written();
    EXPECT_EQ(Decoded(message.whole.fields["subject"]), subject);
  }
}

TEST_F(Mime, NamesBeforeAddressesComeOutAsTheyWentIn) {
  for (const std::string_view name :
       {std::string_view("Scanner"), std::string_view("Floor 2, \"east\" \\ wing"), std::string_view("総務部の複合機"),
        std::string_view("a.b"), std::string_view("x (comment)")}) {
    header_.from_name = name;
    const std::string from = Written().whole.fields["from"];
    constexpr std::string_view kAddress = " <scanner@contoso.example>";
    ASSERT_TRUE(from.ends_with(kAddress)) << from;
    std::string shown = from.substr(0, from.size() - kAddress.size());
    if (shown.starts_with('"')) shown = Parameter(";n=" + shown, "n").value_or("broken");
    EXPECT_EQ(Decoded(shown), name);
  }
}

TEST_F(Mime, FileNamesComeOutAsTheyWentIn) {
  const std::string long_japanese = Repeated("議事録", 28);
  for (const std::string_view name :
       {std::string_view("scan.pdf"), std::string_view("2026 11 24; \"a\\b\".pdf"), std::string_view("議事録.pdf"),
        std::string_view(long_japanese), std::string_view("Größe 50%.tif"), std::string_view("=?x?.pdf"),
        std::string_view("it's*.pdf")}) {
    attachments_.clear();
    Attach("octets", name);
    Message message = Written();
    ASSERT_EQ(message.parts.size(), 1U);
    EXPECT_EQ(Parameter(message.parts[0].fields["content-disposition"], "filename"), name);
    // For Outlook, which reads encoded-words in a parameter.
    EXPECT_EQ(Decoded(Parameter(message.parts[0].fields["content-type"], "name").value_or("")), name);
  }
}

TEST_F(Mime, TextsComeOutAsTheyWentIn) {
  const std::string long_line = Repeated("no line end ", 300);
  const std::string japanese = Repeated("原稿を読み取りました。\r\n", 60);
  const std::string mostly_latin = Repeated("The café is open. ", 20);
  for (const std::string_view text :
       {std::string_view("Hello\r\n"), std::string_view(long_line), std::string_view(japanese),
        std::string_view(mostly_latin), std::string_view("ends with a blank \r\n\x01 and control\t\r\n"),
        std::string_view(".\r\n..\r\nFrom here\r\n"), std::string_view("\r\n\r\n")}) {
    text_ = text;
    EXPECT_EQ(Written().whole.body, text);
  }
}

// A char has a sign on the host and none on the board: whoever compares it with 0x20 sends Japanese as 7bit there.
TEST_F(Mime, TextBeyondAsciiIsNever7Bit) {
  EXPECT_EQ(ChooseTextEncoding("plain"), TextEncoding::k7Bit);
  EXPECT_EQ(ChooseTextEncoding("原稿"), TextEncoding::kBase64);
  EXPECT_EQ(ChooseTextEncoding("a café in a long enough line"), TextEncoding::kQuotedPrintable);
}

TEST_F(Mime, AttachmentsComeOutAsTheyWentInWhicheverWay) {
  std::string every_octet;
  for (int i = 0; i < 1000; ++i) every_octet.push_back(static_cast<char>(i * 7));
  text_ = "see attached";
  for (const size_t size : {size_t{0}, size_t{1}, size_t{2}, size_t{56}, size_t{57}, size_t{58}, size_t{1000}}) {
    attachments_.clear();
    Attach(every_octet.substr(0, size), "a.bin", "application/octet-stream").step = 7;
    sources_.back().stutters = true;
    for (const MessageEncoding encoding : {MessageEncoding::kBase64, MessageEncoding::kBinary}) {
      Message message = Written(encoding);
      ASSERT_EQ(message.parts.size(), 2U);
      EXPECT_EQ(message.parts[0].body, "see attached");
      EXPECT_EQ(message.parts[1].body, every_octet.substr(0, size));
    }
  }
}

TEST_F(Mime, TakesAsManyAttachmentsAsAreAllowed) {
  for (size_t i = 0; i < kAttachmentsMax; ++i) Attach(std::string(i * 10, 'x'), "n.pdf");
  Message message = Written();
  ASSERT_EQ(message.parts.size(), kAttachmentsMax);
  EXPECT_EQ(message.parts.back().body.size(), (kAttachmentsMax - 1) * 10);
  Attach("one more", "n.pdf");
  EXPECT_EQ(Begin().error(), Error::kTooLong);
}

TEST_F(Mime, BoundaryIsNewForEachSeed) {
  Attach("x", "n.pdf");
  const std::string first = Written().whole.fields["content-type"];
  header_.boundary_seed[15] = 1;
  EXPECT_NE(Written().whole.fields["content-type"], first);
}

TEST_F(Mime, UnknownSizesAreUnknownAndStillCarried) {
  Attach("some octets", "n.pdf").size_known = false;
  ASSERT_TRUE(Begin());
  EXPECT_FALSE(writer_.Size());
  EXPECT_EQ(Written().parts[0].body, "some octets");
}

// SIZE= and BDAT have been promised: a source that lies breaks the mail, it does not bend it.
TEST_F(Mime, SourceThatGivesAnotherNumberOfOctetsIsBroken) {
  Attach("some octets", "n.pdf").size_error = 3;
  for (const MessageEncoding encoding : {MessageEncoding::kBase64, MessageEncoding::kBinary}) {
    ASSERT_TRUE(Begin());
    ASSERT_TRUE(writer_.Select(encoding));
    EXPECT_EQ(PullAll(), "failed: kIo");
  }
}

TEST_F(Mime, GivesTheSameOctetsAgainAtAnySplit) {
  text_ = "本文です。\r\n";
  Attach(std::string(300, 'z'), "議事録.pdf").step = 11;
  ASSERT_TRUE(Begin());
  ASSERT_TRUE(writer_.Rewind());
  const std::string once = PullAll();
  for (const size_t piece : {1U, 3U, 76U, 1000U}) {
    ASSERT_TRUE(writer_.Rewind());
    EXPECT_EQ(PullAll(piece), once) << piece;
  }
}

TEST_F(Mime, SourceThatCannotGoBackIsSaidSo) {
  Attach("octets", "n.pdf").can_rewind = false;
  ASSERT_TRUE(Begin());
  ASSERT_TRUE(writer_.Rewind());
  PullAll();
  EXPECT_EQ(writer_.Rewind().error(), Error::kUnsupported);
}

TEST_F(Mime, RefusesWhatCouldBecomeAnotherHeader) {
  const std::string_view bad_texts[] = {"a\r\nBcc: x@y.example",     "a\nb", "a\rb",
                                        std::string_view("a\0b", 3), "\x7F", "not utf-8 \xFF"};
  for (const std::string_view bad : bad_texts) {
    header_.subject = bad;
    EXPECT_FALSE(Begin()) << "subject " << bad;
    header_.subject = "Scan";
    header_.from_name = bad;
    EXPECT_FALSE(Begin()) << "name " << bad;
    header_.from_name = {};
    attachments_.clear();
    Attach("x", bad);
    EXPECT_FALSE(Begin()) << "file " << bad;
    attachments_.clear();
    Attach("x", "n.pdf", bad);
    EXPECT_FALSE(Begin()) << "type " << bad;
    attachments_.clear();
  }
  for (const std::string_view bad : {"a b@c.example", "a@b\r\nX: y", "a@b>", "<a@b>", "no at sign", "a@", "@b", ""}) {
    to_[0] = bad;
    EXPECT_FALSE(Begin()) << "to " << bad;
  }
  to_[0] = "you@contoso.example";
  for (const std::string_view bad : {"1@2", "<1@2", "<1 2@3>", "<1@2>\r\nX: y", "<12>", ""}) {
    header_.message_id = bad;
    EXPECT_FALSE(Begin()) << "id " << bad;
  }
}

TEST_F(Mime, NeedsSmtpUtf8ForAddressesAlone) {
  header_.subject = "件名";
  ASSERT_TRUE(Begin());
  EXPECT_FALSE(writer_.NeedsSmtpUtf8());
  to_[0] = "受信@例え.example";
  Message message = Written();
  EXPECT_TRUE(writer_.NeedsSmtpUtf8());
  EXPECT_EQ(message.whole.fields["to"], "受信@例え.example");
}

}  // namespace
}  // namespace tegami
