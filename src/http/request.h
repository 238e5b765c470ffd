// SPDX-License-Identifier: MIT
// One HTTP request as plain data, and its writing.
#pragma once

#include <string_view>

#include "http/url.h"
#include "tegami/base/bytes.h"
#include "tegami/base/status.h"

namespace tegami {

enum class HttpMethod : uint8_t {
  kGet,
  kPost,  // a form (application/x-www-form-urlencoded)
};

// Takes a body that is larger than memory, piece by piece.
class HttpBodySink {
 public:
  // Pieces of HttpRequest::piece_bytes, the last one shorter. False: no more of it, it is too long perhaps; the
  // exchange fails with kAborted.
  virtual bool OnBody(ConstBytes piece) = 0;

 protected:
  ~HttpBodySink() = default;
};

// Views: HttpExchange::Begin() copies all of it.
struct HttpRequest {
  HttpMethod method = HttpMethod::kGet;
  Url url;
  std::string_view query;          // added to the URL's own; empty: none
  std::string_view authorization;  // "Basic ..."; empty: no such field
  std::string_view accept = "application/json";
  ConstBytes form;               // of kPost
  bool keep_alive = false;       // false: the connection ends with the response
  bool kept_connection = false;  // an earlier exchange already used it
  // Where the body of a 200 goes, instead of to response().body; null: there. It outlives the exchange.
  HttpBodySink* sink = nullptr;
  size_t piece_bytes = 0;      // of the sink's pieces; not more than the work buffer holds
  int64_t timeout_cap_ms = 0;  // upper bound of every named time-out, for tests; 0: none
};

// Writes request line and header fields, the empty line included; returns their octets.
//   kTooLong           does not fit
//   kInvalidCharacter  CR, LF, NUL or another control character in a value
[[nodiscard]] Result<size_t> WriteRequestHead(const HttpRequest& request, Bytes into);

}  // namespace tegami
