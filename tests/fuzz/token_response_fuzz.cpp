// SPDX-License-Identifier: MIT
// Any octets as a token endpoint's answer, for a refresh and for a poll: tokens only from a 2xx answer, a mark only
// from an answer that says so, and nothing of a secret in what is kept for people.
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "fakes/lent_heap.h"
#include "oauth/device_flow.h"
#include "oauth/refresh_flow.h"

namespace {

using namespace tegami;

constexpr std::string_view kRefreshToken = "RT-secret-0000-0000";

void Require(bool holds) {
  if (!holds) std::abort();
}

struct Answer {
  explicit Answer(uint16_t status, HttpContent content, ConstBytes octets) : body(octets.begin(), octets.end()) {
    response.status = status;
    response.content = content;
    response.body = body;
  }
  std::vector<uint8_t> body;
  HttpResponse response;
};

void CheckWords(const OauthFailure& failure) {
  for (const AnyText* text : std::initializer_list<const AnyText*>{
           &failure.error, &failure.suberror, &failure.description, &failure.correlation_id, &failure.timestamp}) {
    Require(View(*text).find(kRefreshToken) == std::string_view::npos);
    for (const char c : View(*text)) Require(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F);
  }
}

OauthClient Client() {
  OauthClient client;
  client.device_endpoint = "https://login.example/d";
  client.token_endpoint = "https://login.example/t";
  client.client_id = "printer";
  client.smtp_scope = "mail";
  return client;
}

void Refresh(Answer answer, TokenSet& tokens) {
  RefreshFlow flow(tokens);
  tokens.Clear();
  Require(tokens.refresh.Assign(kRefreshToken).has_value());
  flow.Begin(Client(), Instant{0});
  std::vector<uint8_t> room(kOauthRequestRoomBytes);
  HttpRequest request;
  Require(flow.WriteRequest(room, request, Instant{0}).has_value());
  const std::string body(answer.body.begin(), answer.body.end());
  flow.OnResponse(answer.response, Instant{1});
  CheckWords(flow.failure());
  Require(flow.Next().want != OauthFlow::Want::kResponse);
  const bool outage = answer.response.content != HttpContent::kJson || answer.response.status == 429 ||
                      answer.response.status >= 500 || answer.response.Redirect();
  Require(!outage || (flow.failure().verdict == TokenVerdict::kKeep && !flow.refresh_token_replaced()));
  Require(flow.refresh_token_replaced() || tokens.refresh.RevealText() == kRefreshToken);
  Require(flow.failure().verdict == TokenVerdict::kKeep || body.find("error") != std::string::npos);
  if (flow.Next().want == OauthFlow::Want::kDone) {
    Require(answer.response.Success() && IsBearerToken(tokens.access.Reveal()) && tokens.access_life_ms > 0);
  }
}

void Poll(Answer answer, TokenSet& tokens) {
  DeviceFlow flow(tokens);
  tokens.Clear();
  flow.Begin(Client(), Instant{0});
  std::vector<uint8_t> room(kOauthRequestRoomBytes);
  HttpRequest request;
  Require(flow.WriteRequest(room, request, Instant{0}).has_value());
  Answer code(
      200, HttpContent::kJson,
      AsBytes(R"({"device_code":"RT-secret-0000-0000","user_code":"U","verification_uri":"https://a.example/"})"));
  flow.OnResponse(code.response, Instant{0});
  flow.OnTick(Instant{kPollIntervalMs});
  Require(flow.WriteRequest(room, request, Instant{kPollIntervalMs}).has_value());
  flow.OnResponse(answer.response, Instant{kPollIntervalMs});
  CheckWords(flow.failure());
  const OauthFlow::Step step = flow.Next();
  Require(step.want != OauthFlow::Want::kResponse);
  Require(step.want != OauthFlow::Want::kWait || step.wake_by >= Instant{2 * kPollIntervalMs});
  Require(step.want != OauthFlow::Want::kDone || !tokens.refresh.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  constexpr uint16_t kStatuses[] = {200, 200, 400, 400, 401, 403, 404, 302, 429, 500, 503};
  const Answer answer(kStatuses[data[0] % std::size(kStatuses)],
                      static_cast<HttpContent>(data[1] % 8 < 5 ? 1 : data[1] % 4), {data + 2, size - 2});
  static TokenSet tokens;
  Refresh(Answer(answer.response.status, answer.response.content, answer.body), tokens);
  Poll(Answer(answer.response.status, answer.response.content, answer.body), tokens);
  return 0;
}
