// SPDX-License-Identifier: MIT
#include <algorithm>
#include <filesystem>

#include "unit/pop3/transcript.h"

namespace tegami {
namespace {

const char* WantName(Pop3Session::Want want) {
  switch (want) {
    case Pop3Session::Want::kNothing: return "kNothing";
    case Pop3Session::Want::kInput: return "kInput";
    case Pop3Session::Want::kSend: return "kSend";
    case Pop3Session::Want::kStartTls: return "kStartTls";
    case Pop3Session::Want::kClosed: return "kClosed";
    case Pop3Session::Want::kFailed: return "kFailed";
  }
  return "?";
}

bool IsOutput(const ScriptLine& line) { return line.verb == "C:" || line.verb == "C~"; }
bool IsInput(const ScriptLine& line) { return line.verb == "S:" || line.verb == "S~"; }

std::string OctetsOf(const ScriptLine& line) { return Unescape(line.rest) + (line.verb[1] == ':' ? "\r\n" : ""); }

}  // namespace

std::vector<std::string> Pop3TranscriptPaths() {
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::directory_iterator(TEGAMI_TESTS_DIR "/transcripts/pop3")) {
    if (entry.path().extension() == ".txt") paths.push_back(entry.path().string());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

Pop3Run::Pop3Run(const std::vector<ScriptLine>& lines, size_t split, Tracer& tracer)
    : lines_(lines), split_(split == 0 ? SIZE_MAX : split), session_(work_, &tracer) {}

void Pop3Run::Configure(const std::string& options) {
  config_ = {};
  for (const auto& [key, value] : KeysAndValues(options)) {
    if (key == "security") {
      config_.security = value == "none"  ? Pop3Security::kNone
                         : value == "tls" ? Pop3Security::kImplicit
                                          : Pop3Security::kStls;
    }
    if (key == "user") user_ = value;
    if (key == "password") password_ = value;
    if (key == "clear_password") config_.allow_password_without_tls = true;
    if (key == "cap_ms") config_.timeout_cap_ms = std::stoll(value);
  }
  config_.user = user_;
  config_.password = password_;
}

std::string Pop3Run::Play() {
  for (const ScriptLine& line : lines_) {
    if (IsOutput(line)) {
      expected_ += OctetsOf(line);
      continue;
    }
    if (!held_ && line.verb != "take") Take(SIZE_MAX);
    std::string problem = line.verb == "take" || line.verb == "flow" ? "" : CompareOutput();
    if (problem.empty()) problem = Act(line);
    if (!problem.empty()) return "line " + std::to_string(line.number) + ": " + problem;
  }
  Take(SIZE_MAX);
  return CompareOutput();
}

void Pop3Run::PlayWith(const std::vector<std::string>& pieces) {
  size_t next = 0;
  for (const ScriptLine& line : lines_) {
    if (IsOutput(line)) continue;
    if (!held_ && line.verb != "take") Take(SIZE_MAX);
    if (!IsInput(line)) {
      (void)Act(line);
    } else if (next < pieces.size()) {
      Feed(pieces[next++]);
    } else {
      return;
    }
  }
  Take(SIZE_MAX);
}

std::vector<std::string> Pop3Run::ServerPieces() const {
  std::vector<std::string> pieces;
  for (const ScriptLine& line : lines_) {
    if (IsInput(line)) pieces.push_back(OctetsOf(line));
  }
  return pieces;
}

void Pop3Run::Take(size_t octets) {
  while (octets != 0 && session_.Next().want == Pop3Session::Want::kSend) {
    const ConstBytes bytes = session_.Next().bytes;
    const size_t count = std::min({octets, split_, bytes.size()});
    sent_ += AsText(bytes.first(count));
    session_.Sent(count, now_);
    octets -= count;
  }
}

void Pop3Run::Feed(const std::string& octets) {
  for (size_t i = 0; i < octets.size();) {
    const size_t count = std::min(split_, octets.size() - i);
    (void)session_.OnBytes(AsBytes(octets).subspan(i, count), now_);
    i += count;
  }
}

std::string Pop3Run::CompareOutput() {
  std::string problem;
  if (sent_ != expected_) problem = "sent '" + sent_ + "' instead of '" + expected_ + "'";
  sent_.clear();
  expected_.clear();
  return problem;
}

std::string Pop3Run::Act(const ScriptLine& line) {
  const std::string& verb = line.verb;
  if (IsInput(line)) {
    Feed(OctetsOf(line));
  } else if (verb == "config" || verb == "begin") {
    if (verb == "config") Configure(line.rest);
    held_ = false;
    session_.Begin(config_, now_);
  } else if (verb == "tls") {
    session_.OnTlsReady(now_);
  } else if (verb == "tls-failed") {
    session_.OnTlsFailed(now_);
  } else if (verb == "close") {
    session_.OnPeerClosed(now_);
  } else if (verb == "abort") {
    session_.Abort(now_);
  } else if (verb == "take") {
    Take(std::stoul(line.rest));
    held_ = true;
  } else if (verb == "flow") {
    held_ = false;
  } else if (verb == "wait_ms") {
    now_.ms += std::stoll(line.rest);
    session_.OnTick(now_);
  } else {
    return Expect(line);
  }
  return "";
}

std::string Pop3Run::Expect(const ScriptLine& line) const {
  std::string got;
  if (line.verb == "want") {
    got = WantName(session_.Next().want);
  } else if (line.verb == "state") {
    got = Pop3StateName(session_.state());
  } else if (line.verb == "logged_in") {
    got = session_.authenticated() ? "yes" : "no";
  } else if (line.verb == "failure") {
    const Pop3Failure& failure = session_.failure();
    got = std::string(Pop3CauseName(failure.cause)) + " " + Pop3StageName(failure.stage) + " " +
          Pop3CodeName(failure.code) + (failure.not_the_credentials ? " not_the_credentials" : "");
  } else if (line.verb == "text") {
    got = session_.reply_text();
  } else if (line.verb == "text_size") {
    got = std::to_string(session_.reply_text().size());
  } else {
    return "unknown verb " + line.verb;
  }
  const std::string expected = Unescape(line.rest);
  return got == expected ? "" : line.verb + " is '" + got + "' instead of '" + expected + "'";
}

}  // namespace tegami
