// SPDX-License-Identifier: MIT
// SHA-256 of what comes in pieces.
#pragma once

#include <psa/crypto.h>

#include "crypto/sha256.h"

namespace tegami {

class Sha256Stream {
 public:
  Sha256Stream() = default;
  ~Sha256Stream() { Abort(); }
  Sha256Stream(const Sha256Stream&) = delete;
  Sha256Stream& operator=(const Sha256Stream&) = delete;

  //   kNoMemory  the arena is exhausted
  [[nodiscard]] Status Begin();
  [[nodiscard]] Status Add(ConstBytes piece);
  [[nodiscard]] Status Finish(std::span<uint8_t, kSha256Bytes> digest);
  void Abort();

 private:
  psa_hash_operation_t operation_ = PSA_HASH_OPERATION_INIT;
};

}  // namespace tegami
