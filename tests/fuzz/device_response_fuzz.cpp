// SPDX-License-Identifier: MIT
// Any octets as a device authorization response, as metadata and as an id_token: refused, or fit to be shown.
#include <cstdlib>
#include <string_view>
#include <vector>

#include "fakes/lent_heap.h"
#include "oauth/device_flow.h"
#include "oauth/discovery.h"
#include "oauth/token_answer.h"

namespace {

using namespace tegami;

void Require(bool holds) {
  if (!holds) std::abort();
}

void RequirePrintable(std::string_view text) {
  for (const char c : text) Require(c >= 0x20 && c < 0x7F);
}

HttpResponse ResponseOf(std::vector<uint8_t>& body, uint16_t status) {
  HttpResponse response;
  response.status = status;
  response.content = HttpContent::kJson;
  response.body = body;
  return response;
}

void AskForCode(std::vector<uint8_t> body, uint16_t status, Bytes room) {
  static TokenSet tokens;
  DeviceFlow flow(tokens);
  OauthClient client;
  client.device_endpoint = "https://login.example/d";
  client.token_endpoint = "https://login.example/t";
  client.client_id = "printer";
  flow.Begin(client, Instant{0});
  HttpRequest request;
  Require(flow.WriteRequest(room, request, Instant{0}).has_value());
  flow.OnResponse(ResponseOf(body, status), Instant{0});
  if (!flow.has_code()) {
    Require(flow.user_code().empty() && flow.verification_uri().empty());
    return;
  }
  Require(!flow.user_code().empty() && flow.interval_ms() >= kPollIntervalMinMs && flow.code_life_ms() > 0);
  RequirePrintable(View(flow.user_code()));
  Require(ParseUrl(View(flow.verification_uri()), UrlRule::kLink).has_value());
  Require(flow.verification_uri_complete().empty() ||
          ParseUrl(View(flow.verification_uri_complete()), UrlRule::kLink).has_value());
  flow.OnTick(flow.Next().wake_by);
}

void Discover(std::vector<uint8_t> body, uint16_t status, Bytes room) {
  Discovery discovery;
  discovery.Begin("https://login.example/r", {}, Instant{0});
  HttpRequest request;
  Require(discovery.WriteRequest(room, request, Instant{0}).has_value());
  discovery.OnResponse(ResponseOf(body, status), Instant{0});
  if (discovery.Next().want != OauthFlow::Want::kDone) return;
  Require(ParseUrl(View(discovery.endpoints().device), UrlRule::kHttps).has_value());
  Require(ParseUrl(View(discovery.endpoints().token), UrlRule::kHttps).has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 1) return 0;
  static std::vector<uint8_t> room(kOauthRequestRoomBytes);
  const uint16_t status = data[0] % 4 == 0 ? 400 : 200;
  const std::vector<uint8_t> body(data + 1, data + size);
  AskForCode(body, status, room);
  Discover(body, status, room);
  IdClaims claims;
  (void)ReadIdClaims(body, claims);
  if (const Result<size_t> payload = DecodeIdToken(AsText(body), room)) {
    (void)ReadIdClaims(Bytes(room).first(*payload), claims);
  }
  return 0;
}
