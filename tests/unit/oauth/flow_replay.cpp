// SPDX-License-Identifier: MIT
// Plays OAuth conversations.
#include "unit/oauth/flow_replay.h"

#include <gtest/gtest.h>

namespace tegami {
namespace {

// What a conversation's client is unless `begin` says otherwise.
const std::map<std::string, std::string> kClient = {
    {"device", "https://login.example/t/oauth2/v2.0/devicecode"},
    {"token", "https://login.example/t/oauth2/v2.0/token"},
    {"revocation", ""},
    {"client_id", "printer"},
    {"secret", ""},
    {"scope", "https://outlook.office.com/SMTP.Send offline_access openid profile email"},
    {"smtp_scope", "https://outlook.office.com/SMTP.Send"},
    {"alias", ""},
    {"language", ""},
    {"refresh", ""},
    {"issuer", ""},
};

std::string Base64Url(const std::string& octets) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string out;
  uint32_t bits = 0;
  int count = 0;
  for (const char c : octets) {
    bits = bits << 8U | static_cast<unsigned char>(c);
    for (count += 8; count >= 6; count -= 6) out += kAlphabet[bits >> (count - 6) & 63U];
  }
  if (count > 0) out += kAlphabet[bits << (6 - count) & 63U];
  return out;
}

// Replaces {id_token CLAIMS} in a body.
std::string WithIdTokens(std::string body) {
  constexpr std::string_view kMark = "{id_token ";
  for (size_t begin = body.find(kMark); begin != std::string::npos; begin = body.find(kMark, begin)) {
    const size_t end = body.find("}}", begin);
    const std::string claims = body.substr(begin + kMark.size(), end + 1 - begin - kMark.size());
    body.replace(begin, end + 2 - begin, FakeIdToken(claims));
  }
  return body;
}

std::string ReasonOf(int status) { return status == 200 ? "OK" : "No"; }

}  // namespace

std::string FakeIdToken(const std::string& claims) {
  return Base64Url("{\"alg\":\"RS256\",\"kid\":\"1\"}") + "." + Base64Url(claims) + "." + Base64Url("signature");
}

FlowReplay::FlowReplay(const std::vector<ScriptLine>& script, size_t split) : script_(script), split_(split) {}
FlowReplay::~FlowReplay() = default;

void FlowReplay::Play() {
  for (const ScriptLine& line : script_) {
    SCOPED_TRACE("line " + std::to_string(line.number) + ": " + line.verb + " " + line.rest);
    if (line.verb != "|") Act(line);
    if (testing::Test::HasFatalFailure()) return;
  }
}

size_t FlowReplay::PlayTruncated(size_t which, size_t octets) {
  cut_response_ = which;
  cut_octets_ = octets;
  for (const ScriptLine& line : script_) {
    if (over_) break;
    if (line.verb != "|" && line.verb != "expect" && line.verb != "form" && line.verb != "auth") Act(line);
  }
  return cut_size_;
}

void FlowReplay::Act(const ScriptLine& line) {
  if (line.verb == "begin") return Begin(line);
  ASSERT_NE(flow_, nullptr);
  if (line.verb == "request") return TakeRequest(line.rest);
  if (line.verb == "form") return ExpectForm(line.rest);
  if (line.verb == "auth") {
    const bool none = line.rest == "none";
    const std::string field = none ? "\r\nAuthorization:" : "\r\nAuthorization: " + line.rest + "\r\n";
    EXPECT_EQ(sent_.find(field) == std::string::npos, none);
    return;
  }
  if (line.verb == "respond") {
    std::string body;
    for (const ScriptLine& other : script_) {
      if (other.number <= line.number) continue;
      if (other.verb != "|") break;
      body += other.rest + "\n";
    }
    return Respond(line, WithIdTokens(Unescape(body)));
  }
  if (line.verb == "unreachable") {
    const std::map<std::string, OauthOutage> names = {{"unreachable", OauthOutage::kUnreachable},
                                                      {"timed_out", OauthOutage::kTimedOut},
                                                      {"broken", OauthOutage::kBrokenAnswer},
                                                      {"stale", OauthOutage::kStaleConnection}};
    return flow_->OnUnreachable(names.at(line.rest), now_);
  }
  if (line.verb == "wait") return WaitUntil(std::stoll(line.rest));
  if (line.verb == "later") {
    now_ = After(now_, std::stoll(line.rest));
    return flow_->OnTick(now_);
  }
  if (line.verb == "cancel") {
    if (device_) device_->Cancel(now_);
    if (refresh_) refresh_->Cancel(now_);
    if (discovery_) discovery_->Cancel(now_);
    if (revocation_) revocation_->Cancel(now_);
    return;
  }
  if (line.verb == "new_code") return device_->NewCode(now_);
  if (line.verb == "expect") return Expect(line);
  FAIL() << "no such verb";
}

void FlowReplay::Begin(const ScriptLine& line) {
  client_texts_ = kClient;
  std::string machine;
  bool fresh = flow_ == nullptr;
  for (const auto& [key, value] : KeysAndValues(line.rest)) {
    if (machine.empty()) {
      machine = key;
    } else {
      ASSERT_TRUE(kClient.contains(key) || key == "post" || key == "http") << key;
      client_texts_[key] = value;
    }
  }
  client_ = OauthClient();
  client_.device_endpoint = client_texts_["device"];
  client_.token_endpoint = client_texts_["token"];
  client_.revocation_endpoint = client_texts_["revocation"];
  client_.client_id = client_texts_["client_id"];
  client_.client_secret = AsBytes(client_texts_["secret"]);
  client_.client_auth = client_texts_.contains("post") ? OauthClientAuth::kPost : OauthClientAuth::kBasic;
  client_.endpoint_rule = client_texts_.contains("http") ? UrlRule::kHttpAllowed : UrlRule::kHttps;
  client_.scope = client_texts_["scope"];
  client_.smtp_scope = client_texts_["smtp_scope"];
  client_.smtp_scope_alias = client_texts_["alias"];
  client_.language = client_texts_["language"];
  for (const char* key : {"secret", "refresh"}) {
    if (client_texts_[key].size() >= 8) secrets_.push_back(client_texts_[key]);
  }
  if (fresh) {
    machine_ = machine;
    drawn_ = machine == "device"      ? DeviceMachine()
             : machine == "refresh"   ? RefreshMachine()
             : machine == "discovery" ? DiscoveryMachine()
                                      : RevocationMachine();
    recorder_ = std::make_unique<MachineRecorder>(drawn_);
    if (machine == "device") flow_ = (device_ = std::make_unique<DeviceFlow>(tokens_, recorder_.get())).get();
    if (machine == "refresh") flow_ = (refresh_ = std::make_unique<RefreshFlow>(tokens_, recorder_.get())).get();
    if (machine == "discovery") flow_ = (discovery_ = std::make_unique<Discovery>(recorder_.get())).get();
    if (machine == "revocation") flow_ = (revocation_ = std::make_unique<Revocation>(recorder_.get())).get();
  }
  ASSERT_TRUE(flow_ != nullptr && machine == machine_);
  if (device_) device_->Begin(client_, now_);
  if (refresh_) {
    tokens_.Clear();
    ASSERT_TRUE(tokens_.refresh.Assign(std::string_view(client_texts_["refresh"])));
    refresh_->Begin(client_, now_);
  }
  if (discovery_) discovery_->Begin(client_texts_["issuer"], {client_.endpoint_rule, 0}, now_);
  if (revocation_) revocation_->Begin(client_, AsBytes(client_texts_["refresh"]), now_);
}

// Takes the request, and lets HttpExchange send it.
void FlowReplay::TakeRequest(const std::string& method_and_url) {
  if (over_) return;
  ASSERT_EQ(flow_->Next().want, OauthFlow::Want::kRequest) << flow_->state_name();
  HttpRequest request;
  ASSERT_TRUE(flow_->WriteRequest(http_.FormRoom(), request, now_));
  ASSERT_EQ(flow_->Next().want, OauthFlow::Want::kResponse);
  std::string url = request.url.https ? "https://" : "http://";
  url += request.url.host_is_ipv6 ? "[" + std::string(request.url.host) + "]" : std::string(request.url.host);
  if (request.url.port != (request.url.https ? 443 : 80)) url += ":" + std::to_string(request.url.port);
  url += request.url.path;
  if (!request.query.empty()) url += "?" + std::string(request.query);
  EXPECT_EQ((request.method == HttpMethod::kPost ? "POST " : "GET ") + url, method_and_url);
  http_.Begin(request, now_);
  sent_.clear();
  while (http_.Next().want == HttpExchange::Want::kSend) {
    const ConstBytes bytes = http_.Next().bytes;
    sent_ += AsText(bytes);
    http_.Sent(bytes.size(), now_);
  }
}

void FlowReplay::ExpectForm(const std::string& expected) {
  const size_t end = sent_.find("\r\n\r\n");
  ASSERT_NE(end, std::string::npos);
  EXPECT_EQ(sent_.substr(end + 4), expected);
}

// "respond STATUS [type=T] [Field=value...] [framing=chunked|close]"
void FlowReplay::Respond(const ScriptLine& line, const std::string& body) {
  NoteSecrets(body);
  const int status = std::stoi(line.rest);
  const size_t space = line.rest.find(' ');
  std::string type = "application/json; charset=utf-8";
  std::string framing = "length";
  std::string fields;
  for (const auto& [key, value] : KeysAndValues(space == std::string::npos ? "" : line.rest.substr(space))) {
    if (key == "type") {
      type = value;
    } else if (key == "framing") {
      framing = value;
    } else {
      fields += key + ": " + value + "\r\n";
    }
  }
  std::string wire = "HTTP/1.1 " + std::to_string(status) + " " + ReasonOf(status) + "\r\n";
  if (!type.empty()) wire += "Content-Type: " + type + "\r\n";
  wire += "Cache-Control: no-store\r\n" + fields;
  if (framing == "length") wire += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  if (framing == "close") wire += "\r\n" + body;
  if (framing == "chunked") {
    std::ostringstream chunk;
    chunk << std::hex << body.size() << "\r\n" << body << "\r\n0\r\n\r\n";
    wire += "Transfer-Encoding: chunked\r\n\r\n" + chunk.str();
  }
  Deliver(wire);
}

void FlowReplay::Deliver(const std::string& wire) {
  const bool cut = responses_++ == cut_response_;
  const ConstBytes octets = AsBytes(wire).first(cut ? std::min(cut_octets_, wire.size()) : wire.size());
  if (cut) {
    cut_size_ = wire.size();
    over_ = true;
  }
  for (size_t i = 0; i < octets.size();) {
    const size_t offered = split_ == 0 ? octets.size() - i : std::min(split_, octets.size() - i);
    const size_t used = http_.OnBytes(octets.subspan(i, offered), now_);
    if (used == 0) break;
    i += used;
  }
  if (http_.Next().want != HttpExchange::Want::kDone) http_.OnPeerClosed(now_);
  if (http_.Next().want == HttpExchange::Want::kDone) {
    flow_->OnResponse(http_.response(), now_);
  } else {
    flow_->OnUnreachable(OauthOutage::kBrokenAnswer, now_);
  }
}

// The flow must want to wait for exactly that long, and do nothing before.
void FlowReplay::WaitUntil(int64_t ms) {
  const OauthFlow::Step step = flow_->Next();
  ASSERT_EQ(step.want, OauthFlow::Want::kWait) << flow_->state_name();
  EXPECT_EQ(step.wake_by.ms, ms);
  const std::string before = flow_->state_name();
  flow_->OnTick(now_);
  now_ = Instant{ms - 1};
  flow_->OnTick(now_);
  EXPECT_EQ(flow_->state_name(), before);
  now_ = Instant{ms};
  flow_->OnTick(now_);
}

void FlowReplay::Expect(const ScriptLine& line) {
  for (const auto& [key, value] : KeysAndValues(line.rest))
    EXPECT_TRUE(Value(key) == value) << key << " is " << Shown(Value(key)) << ", not " << Shown(value);
}

void FlowReplay::NoteSecrets(const std::string& json) {
  for (const char* name : {"access_token", "refresh_token", "device_code", "id_token"}) {
    const std::string mark = "\"" + std::string(name) + "\":\"";
    for (size_t at = json.find(mark); at != std::string::npos; at = json.find(mark, at + 1)) {
      const size_t begin = at + mark.size();
      const std::string secret = json.substr(begin, json.find('"', begin) - begin);
      if (secret.size() >= 8) secrets_.push_back(secret);
    }
  }
}

}  // namespace tegami
