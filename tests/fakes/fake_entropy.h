// SPDX-License-Identifier: MIT
// Reproducible octets in place of random ones.
#pragma once

#include "fakes/nth_call.h"
#include "tegami/hal/entropy.h"

namespace tegami {

// The same seed gives the same octets, however the calls cut them.
class FakeEntropy final : public Entropy {
 public:
  explicit FakeEntropy(uint64_t seed = 1) : state_(seed) {}

  Status Fill(Bytes into) override {
    if (failing.IsNow()) return Fail(Error::kIo);
    for (uint8_t& octet : into) octet = Next();
    return {};
  }

  NthCall failing;

 private:
  // SplitMix64 (Steele, Lea and Flood); one octet a step.
  uint8_t Next() {
    state_ += 0x9E3779B97F4A7C15U;
    uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9U;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBU;
    return static_cast<uint8_t>((mixed ^ (mixed >> 31U)) & 0xFFU);
  }

  uint64_t state_;
};

}  // namespace tegami
