// SPDX-License-Identifier: MIT
// What an HTTP exchange found out: status, the few header fields that matter, the body.
#pragma once

#include <optional>

#include "http/limits.h"
#include "tegami/base/bytes.h"
#include "tegami/base/text.h"
#include "tegami/base/time.h"

namespace tegami {

enum class HttpContent : uint8_t {
  kNone,  // no Content-Type
  kJson,  // application/json, or application/<something>+json
  kHtml,  // text/html: a captive portal, a proxy, a gateway
  kOther,
};

struct HttpResponse {
  uint16_t status = 0;  // 200 to 599: redirects are answers like any other, nothing is followed
  HttpContent content = HttpContent::kNone;
  std::optional<UtcTime> date;               // the server's clock (RFC 9110 §6.6.1)
  Text<kHttpFieldTextMaxBytes> retry_after;  // as sent, cut; untrusted
  // RFC 9110 §10.2.3: seconds, or an HTTP-date taken relative to `date`, so that our own clock does not matter.
  // Nothing where it is missing, unreadable, or a date without a Date.
  std::optional<int64_t> retry_after_ms;
  Bytes body;  // in the exchange's work buffer, until its next Begin() or Clear(); the reader may change it

  bool Success() const { return status >= 200 && status < 300; }
  bool Redirect() const { return status >= 300 && status < 400; }
};

}  // namespace tegami
