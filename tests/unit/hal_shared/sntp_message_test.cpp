// SPDX-License-Identifier: MIT
#include "shared/sntp_message.h"

#include <gtest/gtest.h>

#include <array>

namespace tegami {
namespace {

constexpr uint64_t kNonce = 0x0123456789abcdef;
using Message = std::array<uint8_t, kSntpMessageBytes>;

void PutWord(Message& message, size_t at, uint32_t word) {
  for (size_t i = 0; i < 4; ++i) message[at + i] = static_cast<uint8_t>(word >> (24 - 8 * i));
}

// A reply of stratum 2 to kNonce.
Message Reply(uint32_t seconds, uint32_t fraction = 0) {
  Message message{};
  message[0] = 0x24;
  message[1] = 2;
  PutWord(message, 24, static_cast<uint32_t>(kNonce >> 32));
  PutWord(message, 28, static_cast<uint32_t>(kNonce));
  PutWord(message, 40, seconds);
  PutWord(message, 44, fraction);
  return message;
}

TEST(SntpMessage, AsksWithANonceAndNoTime) {
  Message message;
  WriteSntpRequest(kNonce, message);
  EXPECT_EQ(message[0], 0x23);
  EXPECT_EQ(message[40], 0x01);
  EXPECT_EQ(message[47], 0xef);
  for (size_t i = 1; i < 40; ++i) EXPECT_EQ(message[i], 0);
}

TEST(SntpMessage, ReadsTheTime) {
  const auto time = ReadSntpReply(Reply(0xec9d0a00, 0x80000000), kNonce);
  ASSERT_TRUE(time);
  EXPECT_EQ(time->utc.seconds, int64_t{0xec9d0a00} - 2208988800);
  EXPECT_EQ(time->milliseconds, 500);
}

TEST(SntpMessage, ReadsTheEraAfter2036) {
  const auto time = ReadSntpReply(Reply(1), kNonce);
  ASSERT_TRUE(time);
  EXPECT_EQ(time->utc.seconds, 2085978497);  // 2036-02-07T06:28:17Z
}

TEST(SntpMessage, RefusesWhatIsNoAnswer) {
  const auto refuses = [](Message message, uint64_t nonce = kNonce) { return !ReadSntpReply(message, nonce); };
  EXPECT_TRUE(refuses(Reply(0xec9d0a00), kNonce + 1)) << "somebody else's request";
  EXPECT_TRUE(refuses(Reply(0))) << "no time";
  for (const auto& [at, octet] : {std::pair<size_t, uint8_t>{0, 0x23}, {0, 0xe4}, {1, 0}, {1, 16}}) {
    Message message = Reply(0xec9d0a00);
    message[at] = octet;
    EXPECT_TRUE(refuses(message)) << "octet " << at << " is " << int{octet};
  }
  const Message whole = Reply(0xec9d0a00);
  EXPECT_FALSE(ReadSntpReply(ConstBytes(whole).first(47), kNonce));
}

}  // namespace
}  // namespace tegami
