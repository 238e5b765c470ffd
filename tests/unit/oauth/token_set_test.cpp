// SPDX-License-Identifier: MIT
// Scopes, token characters, identities, and words of a server.
#include "oauth/token_set.h"

#include <gtest/gtest.h>

#include <string>

#include "oauth/server_words.h"
#include "oauth/token_answer.h"
#include "unit/oauth/flow_replay.h"

namespace tegami {
namespace {

TEST(Scope, IsASetOfWords) {
  EXPECT_TRUE(ScopeHas("a b c", "a"));
  EXPECT_TRUE(ScopeHas("a b c", "c"));
  EXPECT_TRUE(ScopeHas("a  b", "b"));
  EXPECT_TRUE(ScopeHas(" B ", "b"));
  EXPECT_TRUE(ScopeHas("", ""));
  EXPECT_FALSE(ScopeHas("", "a"));
  EXPECT_FALSE(ScopeHas("ab a.b", "b"));
  EXPECT_FALSE(ScopeHas("a b", "a b"));
}

TEST(BearerToken, IsOfItsAlphabet) {
  for (const char* token : {"a", "AZaz09-._~+/", "a=", "abc==", "eyJ0.eyJ1.c2ln"}) {
    EXPECT_TRUE(IsBearerToken(AsBytes(token))) << token;
  }
  for (const char* token : {"", "=", "a=b", "a b", "a\r\n", "a\x01", "a\"", "\xc3\xa4", "a,b"}) {
    EXPECT_FALSE(IsBearerToken(AsBytes(token))) << token;
  }
  for (int octet = 0; octet < 256; ++octet) {
    const uint8_t token[] = {'a', static_cast<uint8_t>(octet), 'b'};
    const bool allowed =
        std::isalnum(octet) != 0 || std::string("-._~+/").find(static_cast<char>(octet)) != std::string::npos;
    EXPECT_EQ(IsBearerToken(token), allowed && octet != 0) << octet;
  }
}

TEST(TokenSet, CountsItsLifeByBothClocks) {
  TokenSet tokens;
  tokens.access_expires = Instant{3600000};
  EXPECT_EQ(tokens.AccessExpiresUtc({1000000}, Instant{0}).seconds, 1003600);
  EXPECT_EQ(tokens.AccessExpiresUtc({1000000}, Instant{7200000}).seconds, 996400);
}

TEST(TokenSet, ForgetsEverything) {
  TokenSet tokens;
  ASSERT_TRUE(tokens.access.Assign(std::string_view("secret")));
  ASSERT_TRUE(tokens.refresh.Assign(std::string_view("secret")));
  ASSERT_TRUE(Assign(tokens.claims.account, "a@b"));
  tokens.Clear();
  EXPECT_TRUE(tokens.access.empty() && tokens.refresh.empty() && tokens.scope.empty());
  EXPECT_EQ(tokens.claims, IdClaims());
}

TEST(IdToken, IsReadOrLeft) {
  uint8_t room[1024];
  const Result<size_t> size = DecodeIdToken(FakeIdToken(R"({"preferred_username":"a@b.example","tid":"t"})"), room);
  ASSERT_TRUE(size);
  IdClaims claims;
  ASSERT_TRUE(ReadIdClaims(Bytes(room).first(*size), claims));
  EXPECT_EQ(View(claims.account), "a@b.example");
  EXPECT_FALSE(ReadIdClaims(AsBytes("[]"), claims));
  EXPECT_FALSE(ReadIdClaims(AsBytes(""), claims));
  EXPECT_EQ(View(claims.account), "a@b.example");
  EXPECT_FALSE(DecodeIdToken("a.b", room));
  EXPECT_FALSE(DecodeIdToken("", room));
  EXPECT_FALSE(DecodeIdToken("a.b!.c", room));
  EXPECT_FALSE(DecodeIdToken("a." + std::string(4000, 'A') + ".c", room));
}

std::string Words(const std::string& text, const std::string& secret = "") {
  Text<60> into;
  const ConstBytes secrets[] = {AsBytes(secret)};
  AssignServerWords(into, text, secrets);
  return std::string(View(into));
}

TEST(ServerWords, AreOneLineThatFits) {
  EXPECT_EQ(Words("a\r\nb\tc\x01\x7f"
                  "d\n"),
            "a b c d");
  EXPECT_EQ(Words(std::string(100, ' ')), "");
  EXPECT_EQ(Words("\r\n"), "");
  EXPECT_EQ(Words("ab " + std::string(39, 'x') + " " + std::string(39, 'y')),
            "ab " + std::string(39, 'x') + " " + std::string(17, 'y'));
}

TEST(ServerWords, EndOnAWholeCharacter) {
  const std::string kanji = "\xe6\x89\x8b";
  std::string text;
  for (int i = 0; i < 30; ++i) text += kanji;
  EXPECT_EQ(Words(text).size(), 60U);
  EXPECT_EQ(Words("a" + text).size(), 58U);
  EXPECT_EQ(Words("\xe6\r\n\xff"), "\xe6 \xff");
}

TEST(ServerWords, HaveNoSecretInThem) {
  EXPECT_EQ(Words("the token is hunter2!", "hunter2"), "(withheld: it held a secret)");
  EXPECT_EQ(Words("the token is abc", "abc"), "the token is abc");  // too short to be one
  EXPECT_EQ(Words("got " + std::string(40, 'a') + " here"), "got (...) here");
  EXPECT_EQ(Words("got " + std::string(39, 'a')), "got " + std::string(39, 'a'));
  EXPECT_EQ(Words("Trace ID: 0a1b2c3d-0000-0000-0000-000000000001"), "Trace ID: 0a1b2c3d-0000-0000-0000-000000000001");
}

// No run of token characters of that length is ever kept, wherever the room ends.
TEST(ServerWords, NeverKeepALongRun) {
  for (size_t before = 0; before < 70; ++before) {
    for (size_t run = 35; run < 60; ++run) {
      const std::string kept = Words(std::string(before, ' ') + "x " + std::string(run, 'T') + " y");
      EXPECT_EQ(kept.find(std::string(kTokenLookMinBytes, 'T')), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace tegami
