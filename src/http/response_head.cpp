// SPDX-License-Identifier: MIT
// RFC 9112 §6.3 and the few fields of RFC 9110 that matter to us. What contradicts itself is refused, never guessed at.
#include "http/response_head.h"

#include "codec/http_date.h"

namespace tegami {
namespace {

constexpr char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool EqualsIgnoringCase(std::string_view a, std::string_view lower) {
  if (a.size() != lower.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (Lower(a[i]) != lower[i]) return false;
  }
  return true;
}

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Digits only: no sign, no list, no white space inside (RFC 9110 §8.6). Nothing when it is none or does not fit.
std::optional<uint64_t> ParseNumber(std::string_view text) {
  if (text.empty() || text.size() > 18) return std::nullopt;
  uint64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<uint64_t>(c - '0');
  }
  return value;
}

// Whether the comma-separated list `text` has `item` (in lower case).
bool ListHas(std::string_view text, std::string_view item) {
  while (true) {
    const size_t comma = text.find(',');
    const std::string_view first(text.data(), comma == std::string_view::npos ? text.size() : comma);
    if (EqualsIgnoringCase(Trim(first), item)) return true;
    if (comma == std::string_view::npos) return false;
    text.remove_prefix(comma + 1);
  }
}

HttpContent ReadContentType(std::string_view value) {
  const size_t semicolon = value.find(';');
  const std::string_view type = Trim({value.data(), semicolon == std::string_view::npos ? value.size() : semicolon});
  constexpr std::string_view kApplication = "application/";
  constexpr std::string_view kJsonSuffix = "+json";  // RFC 6839 §3.1
  if (EqualsIgnoringCase(type, "application/json")) return HttpContent::kJson;
  if (EqualsIgnoringCase(type, "text/html")) return HttpContent::kHtml;
  if (type.size() > kApplication.size() + kJsonSuffix.size() &&
      EqualsIgnoringCase({type.data(), kApplication.size()}, kApplication) &&
      EqualsIgnoringCase({type.data() + type.size() - kJsonSuffix.size(), kJsonSuffix.size()}, kJsonSuffix)) {
    return HttpContent::kJson;
  }
  return HttpContent::kOther;
}

// What the fields said of the body's length, before it is judged.
struct Lengths {
  std::optional<uint64_t> content_length;
  bool chunked = false;
  bool close = false;
};

HttpFailure ReadField(std::string_view name, std::string_view value, HttpResponse& response, Lengths& lengths) {
  if (EqualsIgnoringCase(name, "content-length")) {
    const std::optional<uint64_t> length = ParseNumber(value);
    // RFC 9112 §6.3, number 5: an invalid or contradicting length cannot be recovered from.
    if (!length || (lengths.content_length && *lengths.content_length != *length)) return HttpFailure::kBadFraming;
    lengths.content_length = length;
  } else if (EqualsIgnoringCase(name, "transfer-encoding")) {
    // No TE was sent, so chunked, once, is all there may be (RFC 9112 §6.1).
    if (lengths.chunked || !EqualsIgnoringCase(value, "chunked")) return HttpFailure::kBadFraming;
    lengths.chunked = true;
  } else if (EqualsIgnoringCase(name, "content-encoding")) {
    if (!EqualsIgnoringCase(value, "identity")) return HttpFailure::kUnsupported;
  } else if (EqualsIgnoringCase(name, "connection")) {
    if (ListHas(value, "close")) lengths.close = true;
  } else if (EqualsIgnoringCase(name, "content-type")) {
    response.content = ReadContentType(value);
  } else if (EqualsIgnoringCase(name, "retry-after")) {
    AssignCut(response.retry_after, value);
  } else if (EqualsIgnoringCase(name, "date")) {
    if (const auto date = ParseHttpDate(value)) response.date = *date;
  }
  return HttpFailure::kNone;
}

// RFC 9110 §10.2.3: delay-seconds or an HTTP-date. A date in the past means now.
std::optional<int64_t> RetryAfterMs(const HttpResponse& response) {
  const std::string_view text = View(response.retry_after);
  if (const std::optional<uint64_t> seconds = ParseNumber(text)) {
    constexpr uint64_t kSecondsMax = INT64_MAX / kMsPerSecond;
    return static_cast<int64_t>(*seconds < kSecondsMax ? *seconds : kSecondsMax) * kMsPerSecond;
  }
  const auto until = ParseHttpDate(text);
  if (!until || !response.date) return std::nullopt;
  const int64_t seconds = until->seconds - response.date->seconds;
  return seconds > 0 ? seconds * kMsPerSecond : 0;
}

}  // namespace

HttpFailure ReadResponseHead(int status, int minor_version, std::span<const phr_header> fields, HttpResponse& response,
                             HttpResponseHead& head) {
  if (status < 200 || status > 599) return HttpFailure::kNotHttp;
  response.status = static_cast<uint16_t>(status);
  Lengths lengths;
  for (const phr_header& field : fields) {
    // RFC 9112 §5.2: folded lines are deprecated; a fold of a field that counts would be hidden from us.
    if (field.name == nullptr) return HttpFailure::kBadFraming;
    const HttpFailure failure =
        ReadField({field.name, field.name_len}, Trim({field.value, field.value_len}), response, lengths);
    if (failure != HttpFailure::kNone) return failure;
  }
  // RFC 9112 §6.1: both, or chunks in HTTP/1.0, is how responses are smuggled.
  if (lengths.chunked && (lengths.content_length || minor_version == 0)) return HttpFailure::kBadFraming;
  response.retry_after_ms = RetryAfterMs(response);
  head.keep_alive = minor_version >= 1 && !lengths.close;
  if (status == 204 || status == 304) {
    head.framing = HttpFraming::kNoBody;
  } else if (lengths.chunked) {
    head.framing = HttpFraming::kChunked;
  } else if (lengths.content_length) {
    head.framing = *lengths.content_length == 0 ? HttpFraming::kNoBody : HttpFraming::kLength;
    head.length = *lengths.content_length;
  } else {
    head.framing = HttpFraming::kUntilClose;
    head.keep_alive = false;
  }
  return HttpFailure::kNone;
}

}  // namespace tegami
