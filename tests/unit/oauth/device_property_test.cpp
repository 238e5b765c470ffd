// SPDX-License-Identifier: MIT
// A device flow under any sequence of answers, outages, ticks and commands keeps its promises.
#include <gtest/gtest.h>

#include <random>
#include <string>

#include "unit/oauth/flow_replay.h"

namespace tegami {
namespace {

constexpr const char* kAnswers[] = {
    R"({"error":"authorization_pending"})",
    R"({"error":"authorization_pending"})",
    R"({"error":"authorization_pending"})",
    R"({"error":"slow_down"})",
    R"({"error":"invalid_grant","error_codes":[50196]})",
    R"({"error":"temporarily_unavailable"})",
    R"({})",
    R"(nonsense)",
};

class AnyDevice : public testing::Test {
 protected:
  void Begin() {
    client_.device_endpoint = "https://login.example/d";
    client_.token_endpoint = "https://login.example/t";
    client_.client_id = "printer";
    flow_.Begin(client_, now_);
  }

  void Respond(uint16_t status, std::string body, std::optional<int64_t> retry_after_ms = std::nullopt) {
    HttpResponse response;
    response.status = status;
    response.content = HttpContent::kJson;
    response.body = Bytes(reinterpret_cast<uint8_t*>(body.data()), body.size());
    response.retry_after_ms = retry_after_ms;
    flow_.OnResponse(response, now_);
  }

  void Take() {
    HttpRequest request;
    ASSERT_TRUE(flow_.WriteRequest(room_, request, now_));
  }

  TokenSet tokens_;
  DrawnMachine drawn_ = DeviceMachine();
  MachineRecorder recorder_{drawn_};
  DeviceFlow flow_{tokens_, &recorder_};
  OauthClient client_;
  std::vector<uint8_t> room_ = std::vector<uint8_t>(kOauthRequestRoomBytes);
  Instant now_{0};
};

TEST_F(AnyDevice, NeverPollsEarlyAndNeverForEver) {
  for (uint32_t seed = 0; seed < 400; ++seed) {
    std::mt19937 random(seed);
    Begin();
    Take();
    const int64_t life_s = 1 + static_cast<int64_t>(random() % 900);
    Respond(200, R"({"device_code":"dc","user_code":"uc","verification_uri":"https://x.example/","expires_in":)" +
                     std::to_string(life_s) + R"(,"interval":)" + std::to_string(random() % 12) + "}");
    ASSERT_TRUE(flow_.has_code());
    const Instant began = now_;
    Instant answered = now_;
    int64_t interval_ms = flow_.interval_ms();
    int polls = 0;
    while (flow_.Next().want == OauthFlow::Want::kWait) {
      ASSERT_LE(flow_.Next().wake_by, After(flow_.expires_at(), kLastPollGraceMs));
      now_ = std::max(now_, flow_.Next().wake_by);
      flow_.OnTick(now_);
      if (flow_.Next().want == OauthFlow::Want::kFailed) break;
      ASSERT_EQ(flow_.Next().want, OauthFlow::Want::kRequest);
      // RFC 8628 section 3.5: at least the interval between an answer and the next poll; it only ever grows.
      ASSERT_GE(MsBetween(answered, now_), interval_ms);
      ASSERT_GE(flow_.interval_ms(), interval_ms);
      Take();
      ++polls;
      now_ = After(now_, static_cast<int64_t>(random() % 3000));
      answered = now_;
      const size_t choice = random() % 12;
      if (choice < std::size(kAnswers)) {
        Respond(choice % 5 == 4 ? 503 : 400, kAnswers[choice],
                random() % 4 == 0 ? std::optional<int64_t>(random() % 40000) : std::nullopt);
      } else {
        flow_.OnUnreachable(choice % 2 == 0 ? OauthOutage::kTimedOut : OauthOutage::kUnreachable, now_);
      }
      if (flow_.has_code()) interval_ms = flow_.interval_ms();
    }
    EXPECT_EQ(flow_.Next().want, OauthFlow::Want::kFailed);
    EXPECT_EQ(flow_.failure().cause, OauthCause::kCodeExpired);
    EXPECT_GE(polls, 0);
    EXPECT_LE(MsBetween(began, now_), life_s * 1000 + kLastPollGraceMs + 3000);
    EXPECT_TRUE(tokens_.access.empty());
  }
}

TEST_F(AnyDevice, IsNeverLedAstrayByCallsAtTheWrongTime) {
  Begin();
  std::mt19937 random(8628);
  for (int round = 0; round < 20000; ++round) {
    now_ = After(now_, static_cast<int64_t>(random() % 20000));
    switch (random() % 9) {
      case 0: flow_.OnTick(now_); break;
      case 1: Respond(400, kAnswers[random() % std::size(kAnswers)]); break;
      case 2: flow_.OnUnreachable(static_cast<OauthOutage>(random() % 4), now_); break;
      case 3: Respond(200, R"({"device_code":"dc","user_code":"uc","verification_uri":"https://x.example/"})"); break;
      case 4: Respond(200, R"({"access_token":"a","refresh_token":"r","token_type":"Bearer"})"); break;
      case 5:
        if (random() % 20 == 0) flow_.Cancel(now_);
        break;
      case 6:
        if (random() % 4 == 0) flow_.NewCode(now_);
        break;
      case 7:
        if (random() % 50 == 0) Begin();
        break;
      case 8: {
        HttpRequest request;
        const bool wanted = flow_.Next().want == OauthFlow::Want::kRequest;
        EXPECT_EQ(flow_.WriteRequest(room_, request, now_).has_value(), wanted);
        break;
      }
    }
    EXPECT_EQ(flow_.has_code(), !flow_.user_code().empty());
    EXPECT_TRUE(flow_.Next().want != OauthFlow::Want::kDone || !tokens_.refresh.empty());
  }
}

TEST_F(AnyDevice, FailsWhereTheRoomIsTooSmall) {
  Begin();
  HttpRequest request;
  const Status written = flow_.WriteRequest(Bytes(room_).first(10), request, now_);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error(), Error::kTooLong);
  EXPECT_EQ(flow_.failure().cause, OauthCause::kBadSettings);
}

// The largest of everything still fits the room that HttpExchange has.
TEST_F(AnyDevice, LargestRequestsFit) {
  std::vector<uint8_t> work(kHttpWorkBytes);
  HttpExchange http(work);
  EXPECT_GE(http.FormRoom().size(), kOauthRequestRoomBytes);
  const std::string secret(kClientSecretMaxBytes, '%');
  const std::string id(kClientIdMaxBytes, '&');
  const std::string scope(kScopeMaxBytes, '/');
  const std::string url = "https://login.example/" + std::string(kUrlMaxBytes - 22, 'x');
  client_ = OauthClient();
  client_.token_endpoint = url;
  client_.client_id = id;
  client_.client_secret = AsBytes(secret);
  client_.scope = scope;
  TokenSet tokens;
  // Opaque tokens have a few characters that a form escapes; twice the size is more than any.
  ASSERT_TRUE(tokens.refresh.Assign(
      std::string_view(std::string(kRefreshTokenMaxBytes / 2, 'a') + std::string(kRefreshTokenMaxBytes / 2, '!'))));
  RefreshFlow refresh(tokens);
  refresh.Begin(client_, now_);
  HttpRequest request;
  ASSERT_TRUE(refresh.WriteRequest(http.FormRoom(), request, now_));
  http.Begin(request, now_);
  EXPECT_EQ(http.Next().want, HttpExchange::Want::kSend);
}

}  // namespace
}  // namespace tegami
