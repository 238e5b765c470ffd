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
    LentSecretBase::Use({std::malloc, std::free});
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

  // As where two TLS sessions leave too little for an access token.
  static void LendNoTokens() {
    LentSecretBase::Use({[](size_t) -> void* { return nullptr; }, std::free});
  }

  // Takes the request that `flow` wants and answers it.
  void Answer(OauthFlow& flow, uint16_t status, const std::string& text) {
    std::vector<uint8_t> room(kOauthRequestRoomBytes);
    HttpRequest request;
    ASSERT_TRUE(flow.WriteRequest(room, request, Instant{0}));
    flow.OnResponse(Response(status, text), Instant{0});
  }

  static OauthClient Client() {
    OauthClient client;
    client.device_endpoint = "https://login.example/d";
    client.token_endpoint = "https://login.example/t";
    client.client_id = "printer";
    client.smtp_scope = "mail";
    return client;
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

constexpr char kAnswer[] =
    R"({"token_type":"Bearer","expires_in":60,"scope":"mail","access_token":"AT","refresh_token":"RT-new"})";
constexpr char kDeviceAnswer[] =
    R"({"device_code":"DC","user_code":"UC","verification_uri":"https://login.example/v","expires_in":900,"interval":5})";

// Its code is spent, and the refresh token brings another access token.
TEST_F(JsonMemory, ThatHoldsNoAccessTokenEndsASignInAllTheSame) {
  TokenSet tokens;
  DeviceFlow flow(tokens);
  flow.Begin(Client(), Instant{0});
  Answer(flow, 200, kDeviceAnswer);
  flow.OnTick(Instant{5000});
  LendNoTokens();
  Answer(flow, 200, kAnswer);
  EXPECT_EQ(flow.Next().want, OauthFlow::Want::kDone);
  EXPECT_TRUE(tokens.access.empty());
  EXPECT_EQ(tokens.refresh.RevealText(), "RT-new");
}

TEST_F(JsonMemory, ThatHoldsNoAccessTokenSparesNoScope) {
  TokenSet tokens;
  DeviceFlow flow(tokens);
  flow.Begin(Client(), Instant{0});
  Answer(flow, 200, kDeviceAnswer);
  flow.OnTick(Instant{5000});
  LendNoTokens();
  Answer(flow, 200, R"({"scope":"calendar","access_token":"AT","refresh_token":"RT-new"})");
  EXPECT_EQ(flow.Next().want, OauthFlow::Want::kFailed);
  EXPECT_EQ(flow.failure().cause, OauthCause::kScopeMissing);
}

TEST_F(JsonMemory, ThatHoldsNoAccessTokenPutsARefreshOff) {
  TokenSet tokens;
  ASSERT_TRUE(tokens.refresh.Assign("RT-old"));
  RefreshFlow flow(tokens);
  flow.Begin(Client(), Instant{0});
  LendNoTokens();
  Answer(flow, 200, kAnswer);
  EXPECT_EQ(flow.Next().want, OauthFlow::Want::kWait);
  EXPECT_EQ(flow.failure().cause, OauthCause::kNoMemory);
  EXPECT_TRUE(flow.refresh_token_replaced());
  EXPECT_EQ(tokens.refresh.RevealText(), "RT-new");  // goes with the next request
  LentSecretBase::Use({std::malloc, std::free});
  flow.OnTick(flow.Next().wake_by);
  Answer(flow, 200, R"({"scope":"mail","access_token":"AT"})");
  EXPECT_EQ(flow.Next().want, OauthFlow::Want::kDone);
  EXPECT_EQ(tokens.access.RevealText(), "AT");
}

}  // namespace
}  // namespace tegami
