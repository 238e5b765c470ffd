// SPDX-License-Identifier: MIT
// RFC 8628 §3.2, and the names and omissions of real servers.
#include "oauth/device_answer.h"

#include <algorithm>

#include "codec/json_reader.h"
#include "oauth/json_members.h"
#include "oauth/server_words.h"

namespace tegami {
namespace {

// A code or an address that is shown: printable ASCII, whole.
Status AssignShown(AnyText& into, std::string_view text) {
  if (text.empty()) return Fail(Error::kInvalidArgument);
  for (const char c : text) {
    if (c < 0x20 || c > 0x7E) return Fail(Error::kInvalidCharacter);
  }
  return Assign(into, text);
}

// People type credentials there, and a page makes a link of it: https, and no other scheme.
Status AssignLink(AnyText& into, std::string_view text, UrlRule rule) {
  const bool plain_allowed = rule == UrlRule::kHttpAllowed && ParseUrl(text, rule);
  if (!plain_allowed) {
    const Result<Url> link = ParseUrl(text, UrlRule::kLink);
    if (!link) return Fail(link.error());
  }
  return Assign(into, text);
}

// Seconds from the answer, in milliseconds and within limits; `otherwise` where they are missing, 0 or negative.
int64_t ReadSeconds(std::optional<int64_t> seconds, int64_t otherwise_ms, int64_t min_ms, int64_t max_ms) {
  if (!seconds || *seconds <= 0) return otherwise_ms;
  return std::clamp(std::min(*seconds, max_ms / kMsPerSecond) * kMsPerSecond, min_ms, max_ms);
}

Status ReadMembers(const JsonValue& object, UrlRule rule, DeviceAnswer& answer) {
  TEGAMI_TRY(answer.device_code.Assign(TextMember(object, "device_code")));
  if (answer.device_code.empty()) return Fail(Error::kInvalidArgument);
  TEGAMI_TRY(AssignShown(answer.user_code, TextMember(object, "user_code")));
  // The v1 endpoint and drafts of the RFC called it verification_url.
  std::string_view uri = TextMember(object, "verification_uri");
  if (uri.empty()) uri = TextMember(object, "verification_url");
  TEGAMI_TRY(AssignLink(answer.verification_uri, uri, rule));
  std::string_view complete = TextMember(object, "verification_uri_complete");
  if (complete.empty()) complete = TextMember(object, "verification_url_complete");
  if (!AssignLink(answer.verification_uri_complete, complete, rule)) answer.verification_uri_complete.clear();
  const ConstBytes secrets[] = {answer.device_code.Reveal()};
  AssignServerWords(answer.message, TextMember(object, "message"), secrets);
  answer.interval_ms =
      ReadSeconds(NumberMember(object, "interval"), kPollIntervalMs, kPollIntervalMinMs, kPollIntervalMaxMs);
  answer.life_ms = ReadSeconds(NumberMember(object, "expires_in"), kDeviceCodeLifeMs, 1, kDeviceCodeLifeMaxMs);
  return {};
}

}  // namespace

bool ReadDeviceAnswer(const HttpResponse& response, UrlRule rule, DeviceAnswer& answer) {
  JsonReader document;
  Status read = document.Parse(response.body);
  if (read) read = ReadMembers(document.root(), rule, answer);
  Wipe(response.body);
  if (read) return true;
  answer.device_code.Clear();
  for (AnyText* text :
       {&answer.user_code, &answer.verification_uri, &answer.verification_uri_complete, &answer.message}) {
    text->clear();
  }
  return false;
}

}  // namespace tegami
