// SPDX-License-Identifier: MIT
// MD5 (RFC 1321), for APOP alone, which knows no other digest. Broken for everything else: kept out of src/crypto, so
// that neither TLS nor the store can take it.
#pragma once

#include <array>

#include "tegami/base/bytes.h"

namespace tegami {

class Md5 {
 public:
  Md5() = default;
  ~Md5();  // wipes: what went in was a password
  Md5(const Md5&) = delete;
  Md5& operator=(const Md5&) = delete;

  void Update(ConstBytes octets);

  // Lower-case hexadecimal digits (RFC 1939 §7). Ends the object's use.
  void FinishHex(std::array<char, 32>& digits);

 private:
  void Block();

  std::array<uint8_t, 64> block_;
  std::array<uint32_t, 4> state_ = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476};  // RFC 1321 §3.3
  uint64_t octets_ = 0;
};

}  // namespace tegami
