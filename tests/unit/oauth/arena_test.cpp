// SPDX-License-Identifier: MIT
// The largest answer that is accepted fits what a JSON document may take; one that does not is an outage, and costs
// nothing.
#include <cJSON.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "codec/json_arena.h"
#include "oauth/answer.h"
#include "oauth/token_answer.h"
#include "unit/oauth/flow_replay.h"

namespace tegami {
namespace {

class JsonMemory : public testing::Test {
 protected:
  void SetUp() override { UseArena(kJsonMaxBytes); }
  void TearDown() override {
    EXPECT_EQ(JsonArena::UsedBytes(), 0U);
    cJSON_InitHooks(nullptr);
  }

  void UseArena(size_t size) {
    storage_.assign(2 * kJsonMaxBytes, 0);
    taken_ = 0;
    JsonArena::Use({Lend, [](void*) {}}, size);
    cJSON_Hooks hooks{JsonArena::Allocate, JsonArena::Free};
    cJSON_InitHooks(&hooks);
  }

  // Never the same octets twice, so that whatever was not wiped can be found.
  static void* Lend(size_t size) {
    const size_t begin = taken_;
    taken_ += (size + 7) / 8 * 8;
    return taken_ <= storage_.size() ? &storage_[begin] : nullptr;
  }

  HttpResponse Response(uint16_t status, const std::string& text) {
    body_.assign(text.begin(), text.end());
    HttpResponse response;
    response.status = status;
    response.content = HttpContent::kJson;
    response.body = body_;
    return response;
  }

  bool StorageHas(const std::string& text) const {
    return std::search(storage_.begin(), storage_.end(), text.begin(), text.end()) != storage_.end();
  }

  static inline std::vector<uint8_t> storage_;
  static inline size_t taken_ = 0;
  std::vector<uint8_t> body_;
};

TEST_F(JsonMemory, HoldsTheLargestAnswer) {
  std::string id_token = FakeIdToken(R"({"preferred_username":"a@b.example"})");
  id_token += std::string(kIdTokenMaxBytes - id_token.size(), 'x');
  const size_t tokens_and_scope = kAccessTokenMaxBytes + kRefreshTokenMaxBytes + kIdTokenMaxBytes + kScopeMaxBytes;
  const std::string added(kHttpBodyMaxBytes - tokens_and_scope - 140, 'p');  // what else the provider says
  const HttpResponse response =
      Response(200, R"({"foci":")" + added +
                        R"(","token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"scope":"mail )" +
                        std::string(kScopeMaxBytes - 5, 's') + R"(","access_token":")" +
                        std::string(kAccessTokenMaxBytes, 'A') + R"(","refresh_token":")" +
                        std::string(kRefreshTokenMaxBytes, 'R') + R"(","id_token":")" + id_token + R"("})");
  ASSERT_LE(body_.size(), kHttpBodyMaxBytes);
  ASSERT_GT(body_.size(), kHttpBodyMaxBytes - 32);
  OauthFailure failure;
  EXPECT_EQ(JudgeResponse(response, {}, failure).reply, OauthReply::kGood);
  TokenSet tokens;
  OauthClient client;
  client.smtp_scope = "mail";
  bool replaced = false;
  EXPECT_EQ(ReadTokenAnswer(response, client, tokens, replaced, Instant{0}), OauthCause::kNone);
  EXPECT_TRUE(replaced);
  EXPECT_EQ(tokens.access.size(), kAccessTokenMaxBytes);
  EXPECT_EQ(View(tokens.claims.account), "a@b.example");
  // Neither the arena nor the body keeps a token.
  EXPECT_FALSE(StorageHas("AAAAAAAA"));
  EXPECT_FALSE(StorageHas("RRRRRRRR"));
  EXPECT_TRUE(std::all_of(body_.begin(), body_.end(), [](uint8_t octet) { return octet == 0; }));
}

TEST_F(JsonMemory, ThatIsShortIsAnOutage) {
  UseArena(1024);
  const HttpResponse response = Response(400, R"({"error":"invalid_grant","x":")" + std::string(4000, 'x') + R"("})");
  OauthFailure failure;
  EXPECT_EQ(JudgeResponse(response, {}, failure).reply, OauthReply::kOutage);
  EXPECT_EQ(failure.cause, OauthCause::kNoMemory);
  EXPECT_EQ(failure.failure_class, OauthClass::kTransient);
}

}  // namespace
}  // namespace tegami
