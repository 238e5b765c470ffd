// SPDX-License-Identifier: MIT
// Any octets as a response, at any split: an end, and the same end at every split.
#include <algorithm>
#include <cstdlib>
#include <vector>

#include "http/exchange.h"

namespace {

using tegami::AsBytes;
using tegami::Bytes;
using tegami::ConstBytes;
using tegami::HttpExchange;
using tegami::Instant;

constexpr size_t kWorkBytes = 4096;

void Require(bool holds) {
  if (!holds) std::abort();
}

struct End {
  tegami::HttpFailure failure;
  uint16_t status;
  std::vector<uint8_t> body;
  bool operator==(const End&) const = default;
};

End Play(ConstBytes octets, size_t split, bool early) {
  std::vector<uint8_t> work(kWorkBytes);
  HttpExchange http{Bytes(work)};
  tegami::HttpRequest request;
  request.method = tegami::HttpMethod::kPost;
  request.url = *tegami::ParseUrl("https://login.example/t", tegami::UrlRule::kHttps);
  request.form = AsBytes("grant_type=refresh_token");
  http.Begin(request, Instant{0});
  const size_t whole = http.Next().bytes.size();
  http.Sent(early ? whole - 1 : whole, Instant{0});
  for (size_t i = 0; i < octets.size();) {
    const size_t used = http.OnBytes(octets.subspan(i, std::min(split, octets.size() - i)), Instant{1});
    if (used == 0) break;
    i += used;
  }
  http.OnPeerClosed(Instant{2});
  const HttpExchange::Want want = http.Next().want;
  Require(want == HttpExchange::Want::kDone || want == HttpExchange::Want::kFailed);
  const Bytes body = http.response().body;
  Require(body.size() <= kWorkBytes);
  return {http.failure(), http.response().status, {body.begin(), body.end()}};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const ConstBytes octets(data + 2, size - 2);
  const bool early = (data[0] & 1U) != 0;
  const End whole = Play(octets, SIZE_MAX, early);
  const End split = Play(octets, 1 + data[1] % 64U, early);
  // A failure may be found sooner or later, and then have another name; success may not depend on the split.
  Require((whole.failure == tegami::HttpFailure::kNone) == (split.failure == tegami::HttpFailure::kNone));
  if (whole.failure == tegami::HttpFailure::kNone) Require(whole == split);
  return 0;
}
