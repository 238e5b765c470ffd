// SPDX-License-Identifier: MIT
// Who has spoken, and what follows from it.
#include "oauth/answer.h"

#include <algorithm>

#include "codec/json_reader.h"
#include "oauth/json_members.h"
#include "oauth/server_words.h"

namespace tegami {
namespace {

struct ErrorRow {
  OauthError error;
  std::string_view name;
  OauthClass failure_class;
  OauthCause cause;
};

constexpr ErrorRow kErrors[] = {
#define TEGAMI_OAUTH_ERROR(id, name, failure_class, cause) \
  {OauthError::id, name, OauthClass::failure_class, OauthCause::cause},
#include "oauth/error_oauth.def"
#undef TEGAMI_OAUTH_ERROR
};

struct NumberRow {
  uint32_t number;
  OauthClass advice;
  OauthCause cause;
};

constexpr NumberRow kNumbers[] = {
#define TEGAMI_AADSTS(number, failure_class, cause) {number, OauthClass::failure_class, OauthCause::cause},
#include "oauth/error_aadsts.def"
#undef TEGAMI_AADSTS
};

constexpr bool NumbersAreUnique() {
  for (const NumberRow& a : kNumbers) {
    size_t count = 0;
    for (const NumberRow& b : kNumbers) count += a.number == b.number ? 1U : 0U;
    if (count != 1) return false;
  }
  return true;
}
static_assert(NumbersAreUnique());

// An error that nobody knows: the words of the service are all there is. Tokens are kept.
constexpr ErrorRow kOtherError = {OauthError::kOther, "", OauthClass::kConfiguration, OauthCause::kUnknownError};

const ErrorRow& FindError(std::string_view name) {
  const auto* row = std::find_if(std::begin(kErrors), std::end(kErrors),
                                 [name](const ErrorRow& candidate) { return candidate.name == name; });
  return row == std::end(kErrors) ? kOtherError : *row;
}

const NumberRow* FindNumber(uint32_t number) {
  const auto* row = std::find_if(std::begin(kNumbers), std::end(kNumbers),
                                 [number](const NumberRow& candidate) { return candidate.number == number; });
  return row == std::end(kNumbers) ? nullptr : row;
}

// "AADSTS700082: The refresh token ..."
uint32_t NumberInText(std::string_view text) {
  constexpr std::string_view kPrefix = "AADSTS";
  const size_t begin = text.find(kPrefix);
  if (begin == std::string_view::npos) return 0;
  uint32_t number = 0;
  for (size_t i = begin + kPrefix.size(); i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i) {
    if (number > 99'999'999) return 0;
    number = number * 10 + static_cast<uint32_t>(text[i] - '0');
  }
  return number;
}

// What an answer means that is no JSON object with an error or a result.
OauthCause CauseOfNonsense(const HttpResponse& response) {
  if (response.Redirect()) return OauthCause::kRedirected;
  if (response.status == 429) return OauthCause::kBusy;
  if (response.status == 511) return OauthCause::kCaptivePortal;  // RFC 6585 §6
  if (response.status >= 500) return OauthCause::kServiceDown;
  const bool page = response.content == HttpContent::kHtml;
  return page && response.Success() ? OauthCause::kCaptivePortal : OauthCause::kNotAnAnswer;
}

void SetOutage(OauthCause cause, OauthFailure& failure) {
  failure.failure_class = OauthClass::kTransient;
  failure.cause = cause;
}

// The members of an error object that are kept for people.
void KeepWords(const JsonValue& object, std::span<const ConstBytes> secrets, OauthFailure& failure) {
  AssignServerWords(failure.error, TextMember(object, "error"), secrets);
  AssignServerWords(failure.suberror, TextMember(object, "suberror"), secrets);
  AssignServerWords(failure.description, TextMember(object, "error_description"), secrets);
  AssignServerWords(failure.correlation_id, TextMember(object, "correlation_id"), secrets);
  AssignServerWords(failure.timestamp, TextMember(object, "timestamp"), secrets);
  const int64_t code = FirstNumber(object, "error_codes").value_or(0);
  failure.aadsts = code > 0 && code <= UINT32_MAX ? static_cast<uint32_t>(code)
                                                  : NumberInText(TextMember(object, "error_description"));
}

// Class by `error`; the number picks the text, and may only make us more patient (failure.h).
void ApplyTables(const ErrorRow& row, OauthFailure& failure, OauthJudgement& judgement) {
  failure.failure_class = row.failure_class;
  failure.cause = row.cause;
  if (row.error == OauthError::kAuthorizationPending || row.error == OauthError::kSlowDown) return;
  if (View(failure.suberror) == "consent_required") {
    failure.failure_class = OauthClass::kAdministrator;
    failure.cause = OauthCause::kConsentMissing;
  }
  const NumberRow* number = FindNumber(failure.aadsts);
  if (number == nullptr) return;
  failure.advice = number->advice;
  failure.cause = number->cause;
  if (number->advice == OauthClass::kTransient) failure.failure_class = OauthClass::kTransient;
  if (failure.cause == OauthCause::kRequestLoop) judgement.pause_ms = std::max(judgement.pause_ms, kRequestLoopPauseMs);
}

}  // namespace

OauthJudgement JudgeResponse(const HttpResponse& response, std::span<const ConstBytes> secrets, OauthFailure& failure) {
  failure.Clear();
  failure.http_status = response.status;
  OauthJudgement judgement;
  judgement.pause_ms = std::min(response.retry_after_ms.value_or(0), kRetryAfterMaxMs);
  SetOutage(CauseOfNonsense(response), failure);
  // Redirects are not followed, and only JSON is read: a portal's page is no answer.
  if (response.Redirect() || response.content != HttpContent::kJson) return judgement;
  JsonReader document;
  const Status parsed = document.Parse(response.body);
  if (!parsed) {
    if (parsed.error() == Error::kNoMemory) failure.cause = OauthCause::kNoMemory;
    return judgement;
  }
  const JsonValue object = document.root();
  const std::string_view error = TextMember(object, "error");
  if (error.empty()) {
    if (!object.IsObject() || !response.Success()) return judgement;
    failure.Clear();
    failure.http_status = response.status;
    judgement.reply = OauthReply::kGood;
    return judgement;
  }
  KeepWords(object, secrets, failure);
  const ErrorRow& row = FindError(error);
  const bool still_pending = row.error == OauthError::kAuthorizationPending || row.error == OauthError::kSlowDown;
  // The status outranks `error`: what a server says with 429 or 5xx, it says in distress.
  if ((response.status == 429 || response.status >= 500) && !still_pending) return judgement;
  judgement.reply = OauthReply::kError;
  judgement.error = row.error;
  ApplyTables(row, failure, judgement);
  return judgement;
}

bool TryOtherClientAuth(const OauthJudgement& judgement, const OauthFailure& failure, OauthClient& client) {
  // A server with AADSTS numbers takes both ways, and means what it says.
  const bool refused =
      judgement.reply == OauthReply::kError && judgement.error == OauthError::kInvalidClient && failure.aadsts == 0;
  if (!refused || client.client_secret.empty() || client.client_auth != OauthClientAuth::kBasic) return false;
  client.client_auth = OauthClientAuth::kPost;
  return true;
}

void JudgeOutage(OauthOutage why, OauthFailure& failure) {
  failure.Clear();
  switch (why) {
    case OauthOutage::kUnreachable: return SetOutage(OauthCause::kUnreachable, failure);
    case OauthOutage::kTimedOut: return SetOutage(OauthCause::kTimedOut, failure);
    case OauthOutage::kBrokenAnswer: return SetOutage(OauthCause::kBrokenAnswer, failure);
    case OauthOutage::kStaleConnection: return SetOutage(OauthCause::kUnreachable, failure);
  }
}

}  // namespace tegami
