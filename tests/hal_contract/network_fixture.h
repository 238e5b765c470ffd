// SPDX-License-Identifier: MIT
// Driving the network service under test.
#pragma once

#include <gtest/gtest.h>

#include "fixture.h"
#include "pattern.h"
#include "tegami/config.h"

namespace tegami::contract {

// Longer than any peer needs on a slow emulator.
inline constexpr int64_t kPatienceMs = 20'000;
// A first connection may wait for the link and for addresses (DHCP, SLAAC).
inline constexpr int64_t kLinkPatienceMs = 30'000;

// Gives back every stream at the end, so that tests do not starve each other.
class NetworkContract : public ::testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  Network& network() { return ContractPlatform().network; }
  Instant Now() { return ContractPlatform().clock.Now(); }

  // Borrows a stream; null fails the test.
  TcpStream* Acquire();

  // Gives it back before the end of the test.
  void Release(TcpStream& stream);

  // Runs the loop until `condition()`, or for `limit_ms`; returns whether it came true.
  template <typename Condition>
  bool Until(Condition condition, int64_t limit_ms = kPatienceMs) {
    const Instant deadline = After(Now(), limit_ms);
    for (;;) {
      network().Poll(Now());
      if (condition()) return true;
      if (Now() >= deadline) return false;
      network().WaitForEvent(Earlier(deadline, After(Now(), kLongestNapMs)));
    }
  }

  void Run(int64_t ms) {
    Until([] { return false; }, ms);
  }

  // Acquires, connects, and waits until it is open. Null, with the test failed, where that does not come about.
  TcpStream* Open(const Endpoint& peer, int64_t limit_ms = kPatienceMs);

  // The failure of a connection attempt; kNone (test failed) where it does not fail in time.
  LinkFailure FailureOfConnect(const Endpoint& peer, int64_t limit_ms = kPatienceMs);

  // Sends `size` octets of the pattern from `position` on. False: they were not taken in time.
  bool SendPattern(TcpStream& stream, size_t size, size_t position = 0);

  // Receives `size` octets and compares them with the pattern from `position` on.
  ::testing::AssertionResult ReceivesPattern(TcpStream& stream, size_t size, size_t position = 0);

  // Sends and receives at once, as an echo peer needs it.
  ::testing::AssertionResult EchoesPattern(TcpStream& stream, size_t size);

  // What `report` tells of the oldest sink connection not yet asked for, without its end of line.
  Text<80> TakeReport();
  // What it should tell after `size` octets of the pattern.
  static Text<80> ExpectedReport(size_t size, std::string_view end);

 private:
  static constexpr int64_t kLongestNapMs = 50;

  std::array<TcpStream*, kTcpStreamsMax> acquired_{};
  size_t acquired_count_ = 0;
};

}  // namespace tegami::contract
