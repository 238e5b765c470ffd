// SPDX-License-Identifier: MIT
// Secrets on borrowed octets: wiped before they are given back, and never half a value.
#include "codec/lent_secret.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace tegami {
namespace {

constexpr size_t kMost = 64;
using Held = LentSecret<kMost>;

struct Block {
  bool taken = false;
  alignas(8) std::array<uint8_t, kMost> octets{};
};

class LentSecrets : public testing::Test {
 protected:
  void SetUp() override {
    lent_ = 0;
    limit_ = blocks_.size();
    for (Block& block : blocks_) block = {};
    LentSecretBase::Use({Lend, TakeBack});
  }
  void TearDown() override { EXPECT_EQ(lent_, 0U) << "octets were not given back"; }

  static void* Lend(size_t size) {
    EXPECT_LE(size, kMost);
    for (Block& block : blocks_) {
      if (block.taken || lent_ >= limit_) continue;
      block.taken = true;
      ++lent_;
      return block.octets.data();
    }
    return nullptr;
  }

  static void TakeBack(void* memory) {
    for (Block& block : blocks_) {
      if (block.octets.data() != memory) continue;
      EXPECT_TRUE(block.taken);
      for (const uint8_t octet : block.octets) EXPECT_EQ(octet, 0) << "given back with a secret in it";
      block.taken = false;
      --lent_;
    }
  }

  static inline std::array<Block, 3> blocks_;
  static inline size_t lent_ = 0;
  static inline size_t limit_ = 0;
};

TEST_F(LentSecrets, HoldWhatTheyWereGiven) {
  Held secret;
  EXPECT_TRUE(secret.empty());
  EXPECT_EQ(secret.RevealText(), "");
  ASSERT_TRUE(secret.Assign("first"));
  EXPECT_EQ(secret.RevealText(), "first");
  ASSERT_TRUE(secret.Assign(std::string(kMost, 'x')));
  EXPECT_EQ(secret.size(), kMost);
  EXPECT_EQ(lent_, 1U);
  ASSERT_TRUE(secret.Assign(""));
  EXPECT_TRUE(secret.empty());
  EXPECT_EQ(lent_, 0U);
  ASSERT_TRUE(secret.Assign("again"));
  secret.Clear();
  secret.Clear();
  EXPECT_TRUE(secret.empty());
}

TEST_F(LentSecrets, KeepTheOldValueWhereTheNewOneIsRefused) {
  Held secret;
  ASSERT_TRUE(secret.Assign("old"));
  EXPECT_EQ(secret.Assign(std::string(kMost + 1, 'x')).error(), Error::kTooLong);
  EXPECT_EQ(secret.RevealText(), "old");
  limit_ = 1;
  EXPECT_EQ(secret.Assign("new").error(), Error::kNoMemory);
  EXPECT_EQ(secret.RevealText(), "old");
}

TEST_F(LentSecrets, AreHandedOverNotCopied) {
  Held from;
  Held into;
  ASSERT_TRUE(from.Assign("token"));
  ASSERT_TRUE(into.Assign("older"));
  const uint8_t* octets = from.Reveal().data();
  into.TakeFrom(from);
  EXPECT_EQ(into.RevealText(), "token");
  EXPECT_EQ(into.Reveal().data(), octets);
  EXPECT_TRUE(from.empty());
  EXPECT_EQ(lent_, 1U);
  into.TakeFrom(into);
  EXPECT_EQ(into.RevealText(), "token");
  into.TakeFrom(from);
  EXPECT_TRUE(into.empty());
}

TEST_F(LentSecrets, AreRefusedBeforeThereIsALender) {
  LentSecretBase::Use({});
  Held secret;
  EXPECT_EQ(secret.Assign("early").error(), Error::kNoMemory);
}

}  // namespace
}  // namespace tegami
