// SPDX-License-Identifier: MIT
// What the header fields of a response say about its length, its end and its content.
#pragma once

#include <picohttpparser.h>

#include <span>

#include "http/failure.h"
#include "http/response.h"

namespace tegami {

// RFC 9112 §6.3: how the end of the body is known.
enum class HttpFraming : uint8_t { kNoBody, kLength, kChunked, kUntilClose };

struct HttpResponseHead {
  HttpFraming framing = HttpFraming::kUntilClose;
  uint64_t length = 0;      // of kLength
  bool keep_alive = false;  // the connection may outlive the response
};

// Reads the fields of a final response (status 200 and up) into `response` and `head`. Returns kNone, kBadFraming,
// kUnsupported, or kNotHttp.
[[nodiscard]] HttpFailure ReadResponseHead(int status, int minor_version, std::span<const phr_header> fields,
                                           HttpResponse& response, HttpResponseHead& head);

}  // namespace tegami
