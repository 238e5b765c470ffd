// SPDX-License-Identifier: MIT
// An identity provider in memory, where the app's line to one would be: device codes, refresh tokens that rotate,
// revocation, and whatever goes wrong between. What it knows is the truth that tests compare with.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "app/oauth_line.h"

namespace tegami {

class ProviderLine final : public OauthLine {
 public:
  // One sign-in as the provider knows it.
  struct Grant {
    std::string user;
    std::string refresh_token;  // the one that works
    std::string access_token;
    bool revoked = false;
    int error = 0;  // AADSTS number that every refresh gets; 0: none
    Instant last_refresh;
    int refreshes = 0;
  };
  // In place of the next answer.
  struct Planned {
    uint16_t status = 200;
    HttpContent content = HttpContent::kJson;
    std::string body;
    std::optional<int64_t> retry_after_ms;
    std::optional<OauthOutage> outage;  // no answer at all, because of `cause`
    Cause cause = Cause::kUnreachable;
    bool carried_out = false;  // the provider did it, and only its answer was lost
  };
  struct Request {
    Instant at;
    std::string kind;  // devicecode, token, refresh, revoke, metadata
    std::string user;  // of a refresh
  };

  // --- How it behaves from now on
  int64_t latency_ms = 100;
  bool strict_rotation = true;  // an old refresh token ends the grant
  bool rotates = true;          // a refresh brings a new refresh token
  int64_t access_life_s = 3600;
  std::string scope = "https://outlook.office.com/SMTP.Send offline_access openid profile email";
  std::optional<Planned> always;  // every answer
  std::deque<Planned> next;       // one after the other, before the rule
  int sign_in_error = 0;          // AADSTS number that polls of a code get
  bool has_revocation = true;

  // --- What it knows
  std::deque<Grant> grants;
  std::vector<Request> requests;
  std::vector<std::string> revoked_tokens;
  std::set<std::string> secrets;  // every token and code it gave out

  // Somebody typed the code that was given out last.
  void Approve(const std::string& user) { approved_ = user; }
  size_t Count(const std::string& kind) const {
    size_t count = 0;
    for (const Request& request : requests) count += request.kind == kind ? 1 : 0;
    return count;
  }
  Grant* FindGrant(const std::string& user) {
    for (auto grant = grants.rbegin(); grant != grants.rend(); ++grant) {
      if (grant->user == user && !grant->revoked) return &*grant;
    }
    return nullptr;
  }
  // Whose refresh token this is, or once was.
  const Grant* FindByToken(const std::string& token) const {
    const auto owner = owner_of_token_.find(token);
    return owner == owner_of_token_.end() ? nullptr : &grants[owner->second];
  }
  static Planned Outage(Cause cause, OauthOutage outage = OauthOutage::kUnreachable) {
    return {.body = {}, .retry_after_ms = {}, .outage = outage, .cause = cause};
  }
  static Planned Answer(uint16_t status, HttpContent content, const std::string& body,
                        std::optional<int64_t> retry_after_ms = {}) {
    return {.status = status, .content = content, .body = body, .retry_after_ms = retry_after_ms, .outage = {}};
  }
  static std::string ErrorBody(const std::string& error, int number) {
    const std::string text = std::to_string(number);
    return R"({"error":")" + error + R"(","error_description":"AADSTS)" + text + R"(: no","error_codes":[)" + text +
           "]}";
  }

  // --- OauthLine
  void Begin(OauthFlow& flow, bool, Instant now) override {
    ASSERT_EQ(flow_, nullptr) << "one request at a time";
    HttpRequest request;
    if (!flow.WriteRequest(room_, request, now)) return;
    flow_ = &flow;
    answer_at_ = After(now, latency_ms);
    path_ = std::string(request.url.path);
    form_ = ParseForm(AsText(request.form));
    Carry(now);
  }
  void Poll(Instant now) override {
    if (flow_ == nullptr || now < answer_at_) return;
    OauthFlow& flow = *std::exchange(flow_, nullptr);
    if (answer_.outage) {
      cause_ = answer_.cause;
      flow.OnUnreachable(*answer_.outage, now);
      return;
    }
    cause_ = Cause::kNone;
    HttpResponse response;
    response.status = answer_.status;
    response.content = answer_.content;
    response.retry_after_ms = answer_.retry_after_ms;
    std::vector<uint8_t> body(answer_.body.begin(), answer_.body.end());
    response.body = body;
    flow.OnResponse(response, now);
  }
  void Drop(Instant) override { flow_ = nullptr; }
  bool idle() const override { return flow_ == nullptr; }
  const OauthFlow* flow() const override { return flow_; }
  Instant wake_by() const override { return flow_ == nullptr ? kNever : answer_at_; }
  Cause cause() const override { return cause_; }
  std::string_view detail() const override { return {}; }

 private:
  using Form = std::map<std::string, std::string>;

  static Form ParseForm(std::string_view text) {
    Form form;
    std::string name;
    std::string value;
    std::string* into = &name;
    for (size_t i = 0; i <= text.size(); ++i) {
      if (i == text.size() || text[i] == '&') {
        form[name] = value;
        name.clear();
        value.clear();
        into = &name;
      } else if (text[i] == '=') {
        into = &value;
      } else if (text[i] == '%' && i + 2 < text.size()) {
        *into += static_cast<char>(std::stoi(std::string(text.begin() + i + 1, text.begin() + i + 3), nullptr, 16));
        i += 2;
      } else {
        *into += text[i] == '+' ? ' ' : text[i];
      }
    }
    return form;
  }

  std::string NewSecret(const std::string& what) {
    const std::string secret = "SECRET-" + what + "-" + std::to_string(++given_);
    secrets.insert(secret);
    return secret;
  }

  // The provider's side. A planned outage stops it before anything is done, unless it says otherwise.
  void Carry(Instant now) {
    std::optional<Planned> planned = always;
    if (!next.empty()) {
      planned = next.front();
      next.pop_front();
    }
    const std::string kind = Kind();
    requests.push_back({now, kind, UserOf(kind)});
    if (planned && !planned->carried_out) {
      answer_ = *planned;
      return;
    }
    answer_ = AnswerTo(kind, now);
    if (planned) answer_ = *planned;
  }
  std::string Kind() const {
    if (path_.ends_with("devicecode")) return "devicecode";
    if (path_.ends_with("revoke")) return "revoke";
    if (!path_.ends_with("token")) return "metadata";
    return form_.at("grant_type") == "refresh_token" ? "refresh" : "token";
  }
  std::string UserOf(const std::string& kind) {
    if (kind != "refresh") return {};
    const Grant* grant = GrantOfToken(form_["refresh_token"]);
    return grant != nullptr ? grant->user : "?";
  }
  Grant* GrantOfToken(const std::string& token) {
    const auto owner = owner_of_token_.find(token);
    return owner == owner_of_token_.end() ? nullptr : &grants[owner->second];
  }

  Planned AnswerTo(const std::string& kind, Instant now) {
    if (kind == "devicecode") {
      code_ = NewSecret("code");
      approved_.clear();
      return Json(200, R"({"device_code":")" + code_ + R"(","user_code":"ABCD1234","verification_uri":)" +
                           R"("https://login.example/device","expires_in":900,"interval":5})");
    }
    if (kind == "metadata") {
      const std::string base = "https://login.example/";
      std::string body = R"({"issuer":"https://login.example","device_authorization_endpoint":")" + base +
                         R"(devicecode","token_endpoint":")" + base + "token\"";
      if (has_revocation) body += R"(,"revocation_endpoint":")" + base + "revoke\"";
      return Json(200, body + "}");
    }
    if (kind == "revoke") {
      revoked_tokens.push_back(form_["token"]);
      if (Grant* grant = GrantOfToken(form_["token"])) grant->revoked = true;
      return Json(200, "{}");
    }
    return kind == "refresh" ? Refresh(now) : PollCode(now);
  }
  static Planned Json(uint16_t status, const std::string& body) { return Answer(status, HttpContent::kJson, body); }

  Planned PollCode(Instant now) {
    if (sign_in_error != 0) return Json(400, ErrorBody("invalid_grant", sign_in_error));
    if (form_["device_code"] != code_ || code_.empty()) return Json(400, ErrorBody("expired_token", 70020));
    if (approved_.empty()) return Json(400, ErrorBody("authorization_pending", 70016));
    grants.push_back({.user = approved_, .refresh_token = {}, .access_token = {}, .last_refresh = now});
    code_.clear();
    return Tokens(grants.size() - 1, true, true, now);
  }

  Planned Refresh(Instant now) {
    const auto owner = owner_of_token_.find(form_["refresh_token"]);
    if (owner == owner_of_token_.end()) return Json(400, ErrorBody("invalid_grant", 70000));
    Grant& grant = grants[owner->second];
    const bool old = grant.refresh_token != form_["refresh_token"];
    if (old && strict_rotation) grant.revoked = true;
    if (grant.revoked) return Json(400, ErrorBody("invalid_grant", 70000));
    if (grant.error != 0) return Json(400, ErrorBody("invalid_grant", grant.error));
    ++grant.refreshes;
    return Tokens(owner->second, rotates, false, now);
  }

  Planned Tokens(size_t index, bool new_refresh_token, bool with_identity, Instant now) {
    Grant& grant = grants[index];
    grant.access_token = NewSecret("access");
    grant.last_refresh = now;
    std::string body = R"({"token_type":"Bearer","access_token":")" + grant.access_token + R"(","expires_in":)" +
                       std::to_string(access_life_s) + R"(,"scope":")" + scope + "\"";
    if (new_refresh_token) {
      grant.refresh_token = NewSecret("refresh");
      owner_of_token_[grant.refresh_token] = index;
      body += R"(,"refresh_token":")" + grant.refresh_token + "\"";
    }
    if (with_identity)
      body += R"(,"id_token":"e30.)" + Base64Url(R"({"preferred_username":")" + grant.user + "\"}") + ".x\"";
    return Json(200, body + "}");
  }

  static std::string Base64Url(const std::string& text) {
    constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string out;
    uint32_t bits = 0;
    int count = 0;
    for (const unsigned char c : text) {
      bits = bits << 8U | c;
      for (count += 8; count >= 6; count -= 6) out += kDigits[bits >> (count - 6) & 63U];
    }
    if (count > 0) out += kDigits[bits << (6 - count) & 63U];
    return out;
  }

  std::vector<uint8_t> storage_ = std::vector<uint8_t>(kOauthRequestRoomBytes);
  Bytes room_{storage_};
  OauthFlow* flow_ = nullptr;
  Instant answer_at_;
  std::string path_;
  Form form_;
  Planned answer_;
  Cause cause_ = Cause::kNone;
  std::string code_;
  std::string approved_;
  int given_ = 0;
  std::map<std::string, size_t> owner_of_token_;
};

}  // namespace tegami
