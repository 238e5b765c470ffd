// SPDX-License-Identifier: MIT
// What conversations do not show: what stays in memory, and that no octets whatever do harm.
#include "http/exchange.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace tegami {
namespace {

class Exchange : public testing::Test {
 protected:
  // Starts a request whose form lies in the exchange's own buffer.
  void Begin(const std::string& form) {
    HttpRequest request;
    request.method = HttpMethod::kPost;
    request.url = *ParseUrl("https://login.example/token", UrlRule::kHttps);
    const Bytes room = http_.FormRoom().first(form.size());
    CopyBytes(room, AsBytes(form));
    request.form = room;
    request.keep_alive = true;
    http_.Begin(request, now_);
  }

  std::string SendAll() {
    std::string sent;
    while (http_.Next().want == HttpExchange::Want::kSend) {
      const ConstBytes bytes = http_.Next().bytes;
      sent += AsText(bytes);
      http_.Sent(bytes.size(), now_);
    }
    return sent;
  }

  bool BufferHas(const std::string& text) const {
    return std::search(work_.begin(), work_.end(), text.begin(), text.end()) != work_.end();
  }

  Instant now_{5};
  std::vector<uint8_t> work_ = std::vector<uint8_t>(kHttpWorkBytes);
  HttpExchange http_{work_};
};

TEST_F(Exchange, SendsAFormThatLiesInItsOwnBuffer) {
  const std::string form = "refresh_token=" + std::string(8192, 'r') + "&client_id=x";
  Begin(form);
  const std::string sent = SendAll();
  EXPECT_TRUE(sent.ends_with("\r\nContent-Length: " + std::to_string(form.size()) + "\r\n\r\n" + form));
}

TEST_F(Exchange, ForgetsTheRequestOnceItIsSent) {
  Begin("refresh_token=TopSecret");
  EXPECT_TRUE(BufferHas("TopSecret"));
  SendAll();
  EXPECT_FALSE(BufferHas("TopSecret"));
}

TEST_F(Exchange, ForgetsTheRequestWhenAnAnswerComesEarly) {
  Begin("refresh_token=TopSecret");
  http_.Sent(20, now_);
  http_.OnBytes(AsBytes("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n"), now_);
  EXPECT_EQ(http_.Next().want, HttpExchange::Want::kDone);
  EXPECT_FALSE(BufferHas("TopSecret"));
}

TEST_F(Exchange, ForgetsEverythingWhenItFails) {
  Begin("a=b");
  SendAll();
  http_.OnBytes(AsBytes("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"access_token\":\"TopSecret\""), now_);
  EXPECT_TRUE(BufferHas("TopSecret"));
  http_.OnPeerClosed(now_);
  EXPECT_EQ(http_.failure(), HttpFailure::kTruncated);
  EXPECT_TRUE(http_.response().body.empty());
  EXPECT_FALSE(BufferHas("TopSecret"));
}

TEST_F(Exchange, ForgetsTheResponseWhenToldTo) {
  Begin("a=b");
  SendAll();
  http_.OnBytes(AsBytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nTopSecret\r\n0\r\n\r\n"), now_);
  EXPECT_EQ(AsText(http_.response().body), "TopSecret");
  http_.Clear(now_);
  EXPECT_TRUE(std::all_of(work_.begin(), work_.end(), [](uint8_t octet) { return octet == 0; }));
}

TEST_F(Exchange, LeavesNoneOfTheLastResponseBesideTheNextRequest) {
  Begin("a=b");
  SendAll();
  const std::string body = std::string(20000, ' ') + "TopSecret";
  http_.OnBytes(AsBytes("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body), now_);
  EXPECT_TRUE(BufferHas("TopSecret"));
  Begin("a=b");
  EXPECT_FALSE(BufferHas("TopSecret"));
}

// Random octets and random mixtures of true lines: it ends in time, and never outside its buffer (the sanitizers
// watch).
TEST_F(Exchange, SurvivesAnyOctets) {
  std::mt19937 random(9112);
  const std::vector<std::string> pieces = {"HTTP/1.1 200 OK\r\n",
                                           "HTTP/1.1 100 Continue\r\n",
                                           "HTTP/1.0 503 \r\n",
                                           "Content-Length: 7\r\n",
                                           "Content-Length: 24576\r\n",
                                           "\r\n",
                                           "\n",
                                           "\r",
                                           "Transfer-Encoding: chunked\r\n",
                                           "7\r\n",
                                           "0\r\n",
                                           "ffffffff\r\n",
                                           "{}",
                                           " ",
                                           "Retry-After: 5\r\n",
                                           "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n",
                                           "X: " + std::string(3000, 'x') + "\r\n",
                                           std::string(1, '\0'),
                                           "Connection: close\r\n"};
  for (int round = 0; round < 3000; ++round) {
    Begin("a=b");
    if (random() % 4 != 0) SendAll();
    for (size_t n = random() % 40; n > 0; --n) {
      std::string piece = pieces[random() % pieces.size()];
      if (random() % 8 == 0) piece[random() % piece.size()] = static_cast<char>(random());
      http_.OnBytes(AsBytes(piece), now_);
    }
    http_.OnTick(After(now_, kHttpTotalTimeoutMs));
    const HttpExchange::Want want = http_.Next().want;
    ASSERT_TRUE(want == HttpExchange::Want::kDone || want == HttpExchange::Want::kFailed);
    ASSERT_LE(http_.response().body.size(), work_.size());
  }
}

TEST(HttpLimits, AreAsTheRequirementsSay) {
  EXPECT_EQ(kHttpHeadMaxBytes, 16U * 1024);
  EXPECT_EQ(kHttpBodyMaxBytes, 24U * 1024);
  EXPECT_LE(kHttpHeadMaxBytes, kHttpWorkBytes);
}

}  // namespace
}  // namespace tegami
