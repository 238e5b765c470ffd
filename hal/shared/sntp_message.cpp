// SPDX-License-Identifier: MIT
#include "shared/sntp_message.h"

namespace tegami {
namespace {

// RFC 4330 §4
constexpr size_t kStratumAt = 1;
constexpr size_t kOriginateAt = 24;
constexpr size_t kTransmitAt = 40;
constexpr uint8_t kVersion4Client = (4U << 3) | 3U;
constexpr uint8_t kModeMask = 0x07;
constexpr uint8_t kModeServer = 4;
constexpr uint8_t kLeapMask = 0xc0;  // both bits: not synchronized
constexpr uint8_t kStratumMax = 15;  // 0 is a "kiss of death"
constexpr int64_t kSecondsFrom1900To1970 = 2'208'988'800;
constexpr int64_t kEraSeconds = int64_t{1} << 32;

uint32_t Word(ConstBytes message, size_t at) {
  return (uint32_t{message[at]} << 24) | (uint32_t{message[at + 1]} << 16) | (uint32_t{message[at + 2]} << 8) |
         message[at + 3];
}

}  // namespace

void WriteSntpRequest(uint64_t nonce, std::span<uint8_t, kSntpMessageBytes> into) {
  std::fill(into.begin(), into.end(), uint8_t{0});
  into[0] = kVersion4Client;
  for (size_t i = 0; i < sizeof nonce; ++i) into[kTransmitAt + i] = static_cast<uint8_t>(nonce >> (56 - 8 * i));
}

std::optional<SntpTime> ReadSntpReply(ConstBytes message, uint64_t nonce) {
  if (message.size() < kSntpMessageBytes) return std::nullopt;
  const uint64_t originate = (uint64_t{Word(message, kOriginateAt)} << 32) | Word(message, kOriginateAt + 4);
  const uint32_t seconds = Word(message, kTransmitAt);
  const bool good = (message[0] & kModeMask) == kModeServer && (message[0] & kLeapMask) != kLeapMask &&
                    message[kStratumAt] >= 1 && message[kStratumAt] <= kStratumMax && originate == nonce &&
                    seconds != 0;
  if (!good) return std::nullopt;
  // §3: with the highest bit clear the seconds count from 2036-02-07, the next era.
  int64_t utc = int64_t{seconds} - kSecondsFrom1900To1970;
  if ((seconds & 0x80000000U) == 0) utc += kEraSeconds;
  const uint32_t fraction = Word(message, kTransmitAt + 4);
  return SntpTime{UtcTime{utc}, static_cast<uint16_t>((uint64_t{fraction} * 1000) >> 32)};
}

}  // namespace tegami
