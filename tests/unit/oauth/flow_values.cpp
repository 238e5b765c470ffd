// SPDX-License-Identifier: MIT
// What `expect` lines of OAuth conversations ask for.
#include "unit/oauth/flow_replay.h"

namespace tegami {
namespace {

std::string Str(const AnyText& text) { return std::string(View(text)); }

const char* VerdictName(TokenVerdict verdict) {
  switch (verdict) {
    case TokenVerdict::kKeep: return "keep";
    case TokenVerdict::kMarkExpired: return "361";
    case TokenVerdict::kMarkSignInAgain: return "370";
  }
  return "?";
}

std::string FailureValue(const OauthFailure& failure, const std::string& key) {
  if (key == "class") return OauthClassName(failure.failure_class);
  if (key == "cause") return OauthCauseName(failure.cause);
  if (key == "advice") return OauthClassName(failure.advice);
  if (key == "verdict") return VerdictName(failure.verdict);
  if (key == "status") return std::to_string(failure.http_status);
  if (key == "aadsts") return std::to_string(failure.aadsts);
  if (key == "error") return Str(failure.error);
  if (key == "suberror") return Str(failure.suberror);
  if (key == "description") return Str(failure.description);
  if (key == "correlation_id") return Str(failure.correlation_id);
  if (key == "timestamp") return Str(failure.timestamp);
  return "no such key";
}

}  // namespace

std::string FlowReplay::DeviceValue(const std::string& key) const {
  if (key == "user_code") return Str(device_->user_code());
  if (key == "uri") return Str(device_->verification_uri());
  if (key == "complete") return Str(device_->verification_uri_complete());
  if (key == "message") return Str(device_->message());
  if (key == "interval") return std::to_string(device_->interval_ms());
  if (key == "life") return std::to_string(device_->code_life_ms());
  if (key == "expires") return std::to_string(device_->expires_at().ms);
  if (key == "code") return device_->has_code() ? "yes" : "no";
  return "no such key";
}

std::string FlowReplay::Value(const std::string& key) const {
  if (key == "state") return flow_->state_name();
  if (key == "access") return std::string(tokens_.access.RevealText());
  if (key == "refresh") return std::string(tokens_.refresh.RevealText());
  if (key == "granted") return Str(tokens_.scope);
  if (key == "access_life") return std::to_string(tokens_.access_life_ms);
  if (key == "access_expires") return std::to_string(tokens_.access_expires.ms);
  if (key == "account") return Str(tokens_.claims.account);
  if (key == "name") return Str(tokens_.claims.name);
  if (key == "oid") return Str(tokens_.claims.object_id);
  if (key == "tid") return Str(tokens_.claims.tenant_id);
  if (key == "personal") return tokens_.claims.IsPersonalAccount() ? "yes" : "no";
  if (key == "replaced" && refresh_) return refresh_->refresh_token_replaced() ? "yes" : "no";
  if (key == "retry_at" && refresh_) return std::to_string(refresh_->retry_at().ms);
  if (key == "device_endpoint" && discovery_) return Str(discovery_->endpoints().device);
  if (key == "token_endpoint" && discovery_) return Str(discovery_->endpoints().token);
  if (key == "revocation_endpoint" && discovery_) return Str(discovery_->endpoints().revocation);
  if (key == "client_auth" && discovery_) {
    return discovery_->client_auth() == OauthClientAuth::kBasic ? "basic" : "post";
  }
  const std::string value = device_ ? DeviceValue(key) : "no such key";
  return value == "no such key" ? FailureValue(flow_->failure(), key) : value;
}

std::string FlowReplay::Leaked() const {
  std::string text = recorder_->text;
  const OauthFailure& failure = flow_->failure();
  for (const char* key : {"error", "suberror", "description", "correlation_id", "timestamp"}) {
    text += FailureValue(failure, key) + "\n";
  }
  if (device_) {
    for (const char* key : {"user_code", "uri", "complete", "message"}) text += DeviceValue(key) + "\n";
  }
  return text + Str(tokens_.scope) + "\n" + Str(tokens_.claims.account) + "\n" + Str(tokens_.claims.name) + "\n";
}

}  // namespace tegami
