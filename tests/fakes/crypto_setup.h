// SPDX-License-Identifier: MIT
// mbedTLS with a virtual clock, reproducible randomness and an arena that tests can measure and exhaust.
#pragma once

#include <vector>

#include "crypto/start.h"
#include "fakes/fake_clock.h"
#include "fakes/fake_entropy.h"

namespace tegami {

// One a process, as mbedTLS's hooks are. Tests put back what they change: Reset() in SetUp().
class CryptoSetup final : public CryptoHost {
 public:
  static CryptoSetup& Get() {
    static CryptoSetup setup;
    return setup;
  }

  // Time and randomness as at the start.
  void Reset() {
    clock = FakeClock();
    entropy = FakeEntropy();
    arena.RefuseAfter(UINT32_MAX);
    arena.ResetPeak();
  }

  Status FillRandom(Bytes into) override { return entropy.Fill(into); }
  Instant Now() override { return clock.Now(); }
  std::optional<UtcTime> WallClock() override { return clock.WallClock(); }

  FakeClock clock;
  FakeEntropy entropy;

 private:
  static constexpr size_t kArenaBytes = size_t{4} << 20;
  std::vector<std::byte> storage_ = std::vector<std::byte>(kArenaBytes);

 public:
  Arena arena{storage_};

 private:
  CryptoSetup() {
    if (!StartCrypto(*this, arena)) __builtin_trap();
  }
};

}  // namespace tegami
