// SPDX-License-Identifier: MIT
// The device authorization response (RFC 8628 §3.2).
#pragma once

#include "http/response.h"
#include "http/url.h"
#include "oauth/limits.h"
#include "tegami/base/secret.h"
#include "tegami/base/text.h"
#include "tegami/config.h"

namespace tegami {

struct DeviceAnswer {
  Secret<kDeviceCodeMaxBytes>& device_code;
  AnyText& user_code;
  AnyText& verification_uri;
  AnyText& verification_uri_complete;  // empty: none, or one that is no link
  AnyText& message;
  int64_t interval_ms = 0;
  int64_t life_ms = 0;
};

// Reads it and wipes the body. False: a member that must be there is not, is too long, or the address is no https
// link (`rule` kHttpAllowed lets http pass: for tests).
[[nodiscard]] bool ReadDeviceAnswer(const HttpResponse& response, UrlRule rule, DeviceAnswer& answer);

}  // namespace tegami
