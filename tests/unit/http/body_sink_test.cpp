// SPDX-License-Identifier: MIT
// A body that is larger than the work buffer goes to a sink, piece by piece.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "http/exchange.h"
#include "http/limits.h"

namespace tegami {
namespace {

constexpr size_t kPieceBytes = 1000;

struct Sink final : HttpBodySink {
  bool OnBody(ConstBytes piece) override {
    pieces.push_back(piece.size());
    body += AsText(piece);
    return body.size() <= limit;
  }
  std::vector<size_t> pieces;
  std::string body;
  size_t limit = SIZE_MAX;
};

class BodySink : public testing::Test {
 protected:
  // The server's octets in splits of `split`; the end of the connection where `closes`.
  void Exchange(const std::string& response, size_t split, bool closes = false) {
    HttpRequest request;
    request.url = *ParseUrl("https://roots.contoso.example/newest", UrlRule::kHttps);
    request.sink = &sink;
    request.piece_bytes = kPieceBytes;
    http.Begin(request, Instant{});
    http.Sent(http.Next().bytes.size(), Instant{});
    const ConstBytes octets = AsBytes(std::string_view(response));
    for (size_t at = 0; at < octets.size(); at += split) {
      http.OnBytes(octets.subspan(at, std::min(split, octets.size() - at)), Instant{});
    }
    if (closes) http.OnPeerClosed(Instant{});
  }

  static std::string Body(size_t size) {
    std::string body(size, ' ');
    for (size_t i = 0; i < size; ++i) body[i] = static_cast<char>('a' + i % 23);
    return body;
  }

  Sink sink;
  std::vector<uint8_t> work = std::vector<uint8_t>(8 * 1024);
  HttpExchange http{work};
};

TEST_F(BodySink, GetsABodyLargerThanTheBufferInWholePieces) {
  const std::string body = Body(100500);
  for (const size_t split : {1U, 999U, 1000U, 70000U}) {
    sink = {};
    Exchange("HTTP/1.1 200 OK\r\nContent-Length: 100500\r\n\r\n" + body, split);
    ASSERT_EQ(http.Next().want, HttpExchange::Want::kDone) << split;
    EXPECT_EQ(sink.body, body);
    ASSERT_EQ(sink.pieces.size(), 101U);
    EXPECT_EQ(sink.pieces.front(), kPieceBytes);
    EXPECT_EQ(sink.pieces.back(), 500U);
    EXPECT_TRUE(http.response().body.empty());
  }
}

TEST_F(BodySink, GetsChunksAndBodiesThatEndWithTheConnection) {
  const std::string body = Body(4096);
  Exchange(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1000\r\n" + body + "\r\n1000\r\n" + body + "\r\n0\r\n\r\n",
      77);
  EXPECT_EQ(http.Next().want, HttpExchange::Want::kDone);
  EXPECT_EQ(sink.body, body + body);
  sink = {};
  Exchange("HTTP/1.1 200 OK\r\n\r\n" + body, 77, true);
  EXPECT_EQ(http.Next().want, HttpExchange::Want::kDone);
  EXPECT_EQ(sink.body, body);
}

TEST_F(BodySink, GetsNothingOfAnAnswerThatIsNo200) {
  Exchange("HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\nsorry", 3);
  EXPECT_EQ(http.Next().want, HttpExchange::Want::kDone);
  EXPECT_TRUE(sink.pieces.empty());
  EXPECT_EQ(http.response().status, 404);
  EXPECT_EQ(AsText(http.response().body), "sorry");
}

TEST_F(BodySink, EndsTheExchangeByWantingNoMore) {
  sink.limit = 1500;
  Exchange("HTTP/1.1 200 OK\r\nContent-Length: 100500\r\n\r\n" + Body(100500), 100);
  EXPECT_EQ(http.Next().want, HttpExchange::Want::kFailed);
  EXPECT_EQ(http.failure(), HttpFailure::kAborted);
  EXPECT_EQ(sink.body.size(), 2000U);
}

TEST_F(BodySink, IsToldOfABodyThatIsCut) {
  Exchange("HTTP/1.1 200 OK\r\nContent-Length: 100500\r\n\r\n" + Body(3000), 100, true);
  EXPECT_EQ(http.failure(), HttpFailure::kTruncated);
}

}  // namespace
}  // namespace tegami
