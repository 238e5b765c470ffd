// SPDX-License-Identifier: MIT
// Octets changed on the way, and memory and randomness that fail: a clean end, everything freed, nothing believed.
#include <gtest/gtest.h>

#include "unit/tls/session.h"

namespace tegami {
namespace {

class Damage : public testing::TestWithParam<mbedtls_ssl_protocol_version> {
 protected:
  void SetUp() override {
    CryptoSetup::Get().Reset();
    Session warm_up(server_);  // PSA's tables are there from now on
    warm_up.Run(Session::Config());
  }

  static ServerOptions Options() {
    ServerOptions options;
    options.maximum = GetParam();
    return options;
  }

  TestServer server_{Options()};
};

INSTANTIATE_TEST_SUITE_P(Version, Damage, BothVersions(), VersionName);

// One octet of the server's flight is another one. What it was is authenticated by Finished at the latest.
TEST_P(Damage, OfAnyOctetOfTheHandshakeIsNoticed) {
  size_t length = 0;
  {
    Session session(server_);
    session.pipe.server.on_send = [](size_t, uint8_t octet) { return octet; };
    ASSERT_EQ(session.Run(Session::Config()), TlsPhase::kOpen);
    length = session.pipe.server.sent;
  }
  const size_t used = CryptoSetup::Get().arena.used_bytes();
  size_t opened = 0;
  for (size_t at = 0; at < length; at += at < 150 ? 1 : 23) {
    for (const uint8_t change : {uint8_t{0x01}, uint8_t{0x80}}) {
      {
        Session session(server_);
        session.pipe.server.on_send = [at, change](size_t index, uint8_t octet) {
          return index == at ? static_cast<uint8_t>(octet ^ change) : octet;
        };
        session.Run(Session::Config());
        session.pipe.server.Close();
        session.Settle();
        if (session.client.phase() == TlsPhase::kOpen) {
          ++opened;
          session.Read();
          EXPECT_NE(Name(session.client.failure()), "kNone") << at << " ^ " << int{change};
        } else {
          EXPECT_EQ(Name(session.client.phase()), "kFailed") << at << " ^ " << int{change};
          EXPECT_NE(Name(session.client.failure()), "kInternal") << at << " ^ " << int{change};
        }
      }
      ASSERT_EQ(CryptoSetup::Get().arena.used_bytes(), used) << at;
    }
  }
  // The legacy version of a record's head (RFC 8446 §5.1) and tickets after Finished may differ.
  EXPECT_LT(opened, length / 4);
}

TEST_P(Damage, OfAnyOctetOfARecordIsNoticed) {
  const std::string text = "235 2.7.0 Authentication successful\r\n";
  for (size_t at = 0; at < 70; at += 3) {
    Session session(server_);
    ASSERT_EQ(session.Run(Session::Config()), TlsPhase::kOpen);
    session.Read();
    session.pipe.server.on_send = [at](size_t index, uint8_t octet) {
      return index == at ? static_cast<uint8_t>(octet ^ 0x20) : octet;
    };
    session.server.Send(text);
    session.server.Poll();
    session.pipe.server.Close();
    const std::string got = session.Read();
    if (at >= session.pipe.server.sent) break;
    EXPECT_EQ(got, "") << at;
    EXPECT_EQ(Name(session.client.phase()), "kFailed");
    // A changed head of a record has more than one reading.
    if (at < 5) continue;
    EXPECT_EQ(Name(session.client.failure()), "kCorruptRecord") << at;
  }
}

TEST_P(Damage, ByGarbageInsteadOfAServerIsNoticed) {
  FakeEntropy random(99);
  for (int i = 0; i < 500; ++i) {
    Session session(server_);
    ASSERT_TRUE(session.client.Start(session.pipe.client, Session::Config(), FakeClock::kStart));
    while (session.client.Poll()) {
    }
    std::array<uint8_t, 400> octets{};
    ASSERT_TRUE(random.Fill(octets));
    if (i % 2 == 0) octets[0] = 22;
    if (i % 4 == 0) {
      octets[1] = 3;
      octets[2] = 3;
      octets[3] = 0;
    }
    session.pipe.server.Send(octets);
    session.pipe.server.Close();
    while (session.client.Poll()) {
    }
    EXPECT_EQ(Name(session.client.phase()), "kFailed");
  }
}

// Every allocation of a session in turn is refused.
TEST_P(Damage, ByMissingMemoryIsSaidAndLeaksNothing) {
  Arena& arena = CryptoSetup::Get().arena;
  const size_t used = arena.used_bytes();
  uint32_t allocations = 0;
  uint32_t step = 1;
  bool opened = false;
  for (; !opened; allocations += step) {
    {
      Session session(server_);
      arena.RefuseAfter(allocations);
      session.Run(Session::Config());
      arena.RefuseAfter(UINT32_MAX);
      opened = session.client.phase() == TlsPhase::kOpen;
      ASSERT_EQ(Name(session.client.failure()), opened ? "kNone" : "kNoMemory") << allocations;
    }
    ASSERT_EQ(arena.used_bytes(), used) << allocations;
    if (allocations > 150) step = 61;  // mbedTLS's arithmetic allocates by the thousand
  }
  EXPECT_GT(allocations, 500U);
}

TEST_P(Damage, ByASmallArenaIsSaid) {
  const size_t needed = [&] {
    Arena& arena = CryptoSetup::Get().arena;
    arena.ResetPeak();
    const size_t before = arena.used_bytes();
    Session session(server_);
    session.Run(Session::Config());
    return arena.peak_bytes() - before;
  }();
  std::vector<std::byte> storage(needed + 4096);
  for (size_t bytes = 0; bytes < needed; bytes += needed / 23) {
    // Of the server nothing is run in this scope: it answers from a recording.
    std::vector<uint8_t> answer;
    {
      CryptoSetup::Get().entropy = FakeEntropy(5);
      Session session(server_);
      session.pipe.server.record = &answer;
      session.Run(Session::Config());
    }
    CryptoSetup::Get().entropy = FakeEntropy(5);
    Arena small(std::span<std::byte>(storage).first(bytes));
    {
      const ArenaScope scope(small);
      Pipe pipe;
      TlsFilter client;
      ASSERT_TRUE(client.Start(pipe.client, Session::Config(), FakeClock::kStart));
      while (client.Poll()) {
      }
      pipe.server.Send(answer);
      while (client.Poll()) {
      }
      EXPECT_EQ(Name(client.failure()), "kNoMemory") << bytes << " of " << needed;
    }
    EXPECT_EQ(small.used_bytes(), 0U);
  }
}

TEST_P(Damage, ByFailingRandomnessIsSaid) {
  bool opened = false;
  for (uint64_t nth = 1; !opened && nth < 100; ++nth) {
    Session session(server_);
    ASSERT_TRUE(session.client.Start(session.pipe.client, Session::Config(), FakeClock::kStart));
    NthCall& failing = CryptoSetup::Get().entropy.failing;
    failing.Set(nth);
    for (int round = 0; round < 6; ++round) {
      while (session.client.Poll()) {
      }
      // The server has its own randomness.
      const NthCall kept = failing;
      failing.Set(0);
      session.server.Poll();
      failing = kept;
    }
    failing.Set(0);
    opened = session.client.phase() == TlsPhase::kOpen;
    EXPECT_EQ(Name(session.client.failure()), opened ? "kNone" : "kNoEntropy") << nth;
  }
  EXPECT_TRUE(opened);
}

}  // namespace
}  // namespace tegami
