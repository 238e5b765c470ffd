// SPDX-License-Identifier: MIT
#include "smtp/body_framer.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "unit/smtp/fake_message.h"

namespace tegami {
namespace {

using Progress = SmtpBodyFramer::Progress;

struct Framed {
  std::string octets;
  Progress last;
};

// Fills and empties a buffer of `work_bytes` until the body is out; `prefix` octets lie in the buffer at first.
Framed Drain(SmtpBodyFramer& framer, FakeMessage& message, size_t work_bytes, size_t prefix = 0) {
  std::vector<uint8_t> work(work_bytes);
  OutBuffer out(work);
  EXPECT_TRUE(out.Append({std::string(prefix, '#')}));
  Framed framed{.octets = "", .last = Progress::kMore};
  for (int turns = 0; turns < 100000; ++turns) {
    framed.last = framer.Fill(out);
    if (framed.last == Progress::kBroken) return framed;
    framed.octets += AsText(out.Pending());
    out.Sent(out.Pending().size());
    if (framed.last == Progress::kWaiting) message.Resume();
    if (framed.last == Progress::kFinished) {
      framed.octets.erase(0, prefix);
      return framed;
    }
  }
  ADD_FAILURE() << "no end";
  return framed;
}

// What a server makes of a body that came by DATA.
std::string Unstuffed(const std::string& wire) {
  std::string body;
  for (size_t i = 0; i < wire.size();) {
    const size_t end = wire.find("\r\n", i);
    if (end == std::string::npos) return "no line end";
    std::string line = wire.substr(i, end - i);
    i = end + 2;
    if (line == ".") return i == wire.size() ? body : "octets behind the dot";
    if (line.starts_with('.')) line.erase(0, 1);
    if (line.find_first_of("\r\n") != std::string::npos) return "a bare CR or LF";
    body += line + "\r\n";
  }
  return "no dot";
}

// The body's lines, each ended by CRLF.
std::string Normalized(const std::string& body) {
  std::string out;
  for (size_t i = 0; i < body.size(); ++i) {
    if (body[i] == '\r' || body[i] == '\n') {
      if (body[i] == '\r' && i + 1 < body.size() && body[i + 1] == '\n') ++i;
      out += "\r\n";
    } else {
      out += body[i];
    }
  }
  if (!out.empty() && !out.ends_with("\r\n")) out += "\r\n";
  return out;
}

TEST(SmtpBodyFramer, StuffsDotsSoThatTheServerGetsTheSameLines) {
  std::mt19937 random(5);
  for (int round = 0; round < 3000; ++round) {
    FakeMessage message;
    const size_t size = random() % 3000;
    for (size_t i = 0; i < size; ++i) message.text += "..\r\n\r\nab\n\r"[random() % 10];
    message.sized = random() % 2 == 0;
    message.pull_max = 1 + random() % 3000;
    message.late_end = random() % 2 == 0;
    SmtpBodyFramer framer;
    ASSERT_TRUE(message.Select(BodyEncoding::kBase64));
    framer.StartData(message, message.Size());
    const Framed framed = Drain(framer, message, 256 + random() % 2000);
    ASSERT_EQ(framed.last, Progress::kFinished);
    ASSERT_EQ(Unstuffed(framed.octets), Normalized(message.text)) << "round " << round;
  }
}

TEST(SmtpBodyFramer, SendsOneChunkWhereTheSizeIsKnown) {
  std::mt19937 random(6);
  for (int round = 0; round < 500; ++round) {
    FakeMessage message;
    const size_t size = random() % 5000;
    for (size_t i = 0; i < size; ++i) message.text += static_cast<char>(random() % 256);
    message.pull_max = 1 + random() % 3000;
    message.late_end = random() % 2 == 0;
    SmtpBodyFramer framer;
    ASSERT_TRUE(message.Select(BodyEncoding::kBase64));
    framer.StartBdat(message, message.Size());
    const Framed framed = Drain(framer, message, 256 + random() % 2000, random() % 250);
    ASSERT_EQ(framed.last, Progress::kFinished);
    ASSERT_EQ(framed.octets, "BDAT " + std::to_string(size) + " LAST\r\n" + message.text);
    ASSERT_EQ(framer.chunks(), 1U);
  }
}

TEST(SmtpBodyFramer, SendsChunksWhereTheSizeIsUnknown) {
  std::mt19937 random(7);
  for (int round = 0; round < 500; ++round) {
    FakeMessage message;
    const size_t size = random() % 5000;
    for (size_t i = 0; i < size; ++i) message.text += static_cast<char>(random() % 256);
    message.sized = false;
    message.pull_max = 1 + random() % 3000;
    message.late_end = random() % 2 == 0;
    for (int i = 0; i < 3; ++i) message.pauses.insert(random() % (size + 1));
    SmtpBodyFramer framer;
    ASSERT_TRUE(message.Select(BodyEncoding::kBase64));
    framer.StartBdat(message, message.Size());
    const Framed framed = Drain(framer, message, 1024 + random() % 2000, random() % 1024);
    ASSERT_EQ(framed.last, Progress::kFinished);
    std::string body;
    uint32_t chunks = 0;
    bool last = false;
    for (size_t i = 0; i < framed.octets.size() && !last; ++chunks) {
      const size_t end = framed.octets.find("\r\n", i);
      const std::string command = framed.octets.substr(i, end - i);
      ASSERT_TRUE(command.starts_with("BDAT "));
      const size_t count = std::stoul(command.substr(5));
      last = command.ends_with(" LAST");
      body += framed.octets.substr(end + 2, count);
      i = end + 2 + count;
      ASSERT_EQ(last, i == framed.octets.size());
    }
    ASSERT_EQ(body, message.text);
    ASSERT_EQ(chunks, framer.chunks());
  }
}

TEST(SmtpBodyFramer, BreaksBeforeTheLastOctetWhereTheSizeWasWrong) {
  for (const int64_t error : {-1000, -1, 1, 1000}) {
    for (const bool data : {false, true}) {
      FakeMessage message;
      message.text = std::string(5000, 'x');
      message.size_error = error;
      SmtpBodyFramer framer;
      ASSERT_TRUE(message.Select(BodyEncoding::kBase64));
      if (data) {
        framer.StartData(message, message.Size());
      } else {
        framer.StartBdat(message, message.Size());
      }
      const Framed framed = Drain(framer, message, 2048);
      EXPECT_EQ(framed.last, Progress::kBroken);
      EXPECT_LT(framed.octets.size(), 5000 + error);
      EXPECT_EQ(framed.octets.find("\r\n.\r\n"), std::string::npos);
    }
  }
}

// A message that claims to have written more than there is room for is not believed.
class LyingMessage final : public SmtpMessage {
 public:
  Status Select(BodyEncoding) override { return {}; }
  bool NeedsSmtpUtf8() const override { return false; }
  bool Is8Bit() const override { return false; }
  Result<Pulled> Pull(Bytes into) override { return Pulled{.count = into.size() + 1, .end = true}; }
  std::optional<uint64_t> Size() const override { return std::nullopt; }
  Status Rewind() override { return {}; }
};

TEST(SmtpBodyFramer, DoesNotBelieveAnImpossibleCount) {
  std::vector<uint8_t> work(2048);
  OutBuffer out(work);
  LyingMessage message;
  SmtpBodyFramer framer;
  framer.StartData(message, std::nullopt);
  EXPECT_EQ(framer.Fill(out), Progress::kBroken);
  framer.StartBdat(message, std::nullopt);
  EXPECT_EQ(framer.Fill(out), Progress::kBroken);
  framer.StartBdat(message, 1'000'000);
  EXPECT_EQ(framer.Fill(out), Progress::kBroken);
}

}  // namespace
}  // namespace tegami
