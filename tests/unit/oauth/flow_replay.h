// SPDX-License-Identifier: MIT
// One OAuth conversation (tests/transcripts/oauth, format in its README.md), played through HttpExchange.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "fakes/lent_heap.h"
#include "fakes/script_text.h"
#include "fakes/transcript_paths.h"
#include "http/exchange.h"
#include "oauth/device_flow.h"
#include "oauth/discovery.h"
#include "oauth/refresh_flow.h"
#include "oauth/revocation.h"
#include "unit/oauth/flow_machines.h"

namespace tegami {

// A JWS whose payload is `claims`; nobody checks the rest.
std::string FakeIdToken(const std::string& claims);

class FlowReplay {
 public:
  // `split`: octets of a response that are handed over at once; 0: all there are.
  FlowReplay(const std::vector<ScriptLine>& script, size_t split);
  ~FlowReplay();

  void Play();

  // The same, but the response number `which` (from 0) ends after `octets`; the rest of the script is not looked at.
  // Returns how many octets that response has.
  size_t PlayTruncated(size_t which, size_t octets);

  size_t responses() const { return responses_; }

  OauthFlow& flow() { return *flow_; }
  TokenSet& tokens() { return tokens_; }
  std::string machine() const { return machine_; }
  const std::set<std::pair<std::string, std::string>>& seen() const { return recorder_->seen; }

  // Everything that may leave the device after this conversation: trace, failure and state, as text.
  std::string Leaked() const;
  // Every secret that occurred in it.
  const std::vector<std::string>& secrets() const { return secrets_; }

 private:
  void Act(const ScriptLine& line);
  void Begin(const ScriptLine& line);
  void TakeRequest(const std::string& method_and_url);
  void Respond(const ScriptLine& line, const std::string& body);
  void Deliver(const std::string& wire);
  void WaitUntil(int64_t ms);
  void ExpectForm(const std::string& expected);
  void Expect(const ScriptLine& line);
  std::string Value(const std::string& key) const;
  std::string DeviceValue(const std::string& key) const;
  void NoteSecrets(const std::string& json);

  const std::vector<ScriptLine>& script_;
  size_t split_;
  size_t cut_response_ = SIZE_MAX;
  size_t cut_octets_ = 0;
  size_t cut_size_ = 0;
  size_t responses_ = 0;
  bool over_ = false;
  std::string machine_;
  DrawnMachine drawn_;
  std::unique_ptr<MachineRecorder> recorder_;
  std::map<std::string, std::string> client_texts_;
  OauthClient client_;
  TokenSet tokens_;
  std::unique_ptr<DeviceFlow> device_;
  std::unique_ptr<RefreshFlow> refresh_;
  std::unique_ptr<Discovery> discovery_;
  std::unique_ptr<Revocation> revocation_;
  OauthFlow* flow_ = nullptr;
  std::vector<uint8_t> work_ = std::vector<uint8_t>(kHttpWorkBytes);
  HttpExchange http_{work_};
  std::string sent_;
  Instant now_{0};
  std::vector<std::string> secrets_;
};

}  // namespace tegami
