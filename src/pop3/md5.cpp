// SPDX-License-Identifier: MIT
#include "pop3/md5.h"

#include <bit>

#include "tegami/base/secret.h"

namespace tegami {
namespace {

// RFC 1321 §3.4: the integer part of 2^32 times abs(sin(i + 1)), i in radians.
constexpr uint32_t kSines[64] = {
    0xD76AA478, 0xE8C7B756, 0x242070DB, 0xC1BDCEEE, 0xF57C0FAF, 0x4787C62A, 0xA8304613, 0xFD469501,
    0x698098D8, 0x8B44F7AF, 0xFFFF5BB1, 0x895CD7BE, 0x6B901122, 0xFD987193, 0xA679438E, 0x49B40821,
    0xF61E2562, 0xC040B340, 0x265E5A51, 0xE9B6C7AA, 0xD62F105D, 0x02441453, 0xD8A1E681, 0xE7D3FBC8,
    0x21E1CDE6, 0xC33707D6, 0xF4D50D87, 0x455A14ED, 0xA9E3E905, 0xFCEFA3F8, 0x676F02D9, 0x8D2A4C8A,
    0xFFFA3942, 0x8771F681, 0x6D9D6122, 0xFDE5380C, 0xA4BEEA44, 0x4BDECFA9, 0xF6BB4B60, 0xBEBFBC70,
    0x289B7EC6, 0xEAA127FA, 0xD4EF3085, 0x04881D05, 0xD9D4D039, 0xE6DB99E5, 0x1FA27CF8, 0xC4AC5665,
    0xF4292244, 0x432AFF97, 0xAB9423A7, 0xFC93A039, 0x655B59C3, 0x8F0CCC92, 0xFFEFF47D, 0x85845DD1,
    0x6FA87E4F, 0xFE2CE6E0, 0xA3014314, 0x4E0811A1, 0xF7537E82, 0xBD3AF235, 0x2AD7D2BB, 0xEB86D391,
};
// Rotations, four a round.
constexpr uint8_t kShifts[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};

uint32_t LittleEndian(const uint8_t* octets) {
  return octets[0] | uint32_t{octets[1]} << 8 | uint32_t{octets[2]} << 16 | uint32_t{octets[3]} << 24;
}

}  // namespace

Md5::~Md5() {
  Wipe(block_);
  Wipe({reinterpret_cast<uint8_t*>(state_.data()), sizeof(state_)});
}

void Md5::Update(ConstBytes octets) {
  for (const uint8_t octet : octets) {
    block_[static_cast<size_t>(octets_++ % block_.size())] = octet;
    if (octets_ % block_.size() == 0) Block();
  }
}

void Md5::Block() {
  uint32_t a = state_[0];
  uint32_t b = state_[1];
  uint32_t c = state_[2];
  uint32_t d = state_[3];
  for (size_t i = 0; i < 64; ++i) {
    uint32_t mix = 0;
    size_t word = 0;
    switch (i / 16) {
      case 0:
        mix = (b & c) | (~b & d);
        word = i;
        break;
      case 1:
        mix = (b & d) | (c & ~d);
        word = (5 * i + 1) % 16;
        break;
      case 2:
        mix = b ^ c ^ d;
        word = (3 * i + 5) % 16;
        break;
      default:
        mix = c ^ (b | ~d);
        word = 7 * i % 16;
        break;
    }
    const uint32_t sum = a + mix + kSines[i] + LittleEndian(&block_[4 * word]);
    a = d;
    d = c;
    c = b;
    b += std::rotl(sum, kShifts[i / 16][i % 4]);
  }
  state_[0] += a;
  state_[1] += b;
  state_[2] += c;
  state_[3] += d;
}

void Md5::FinishHex(std::array<char, 32>& digits) {
  const uint64_t bits = octets_ * 8;
  constexpr uint8_t kOne = 0x80;
  constexpr uint8_t kZero = 0;
  Update({&kOne, 1});
  while (octets_ % block_.size() != 56) Update({&kZero, 1});
  for (size_t i = 0; i < 8; ++i) {
    const auto octet = static_cast<uint8_t>(bits >> (8 * i));
    Update({&octet, 1});
  }
  constexpr char kDigits[] = "0123456789abcdef";
  for (size_t i = 0; i < digits.size(); ++i) {
    const auto octet = static_cast<uint8_t>(state_[i / 8] >> (i / 2 % 4 * 8));
    digits[i] = kDigits[i % 2 == 0 ? octet >> 4 : octet & 15];
  }
}

}  // namespace tegami
