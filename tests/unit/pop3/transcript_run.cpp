// SPDX-License-Identifier: MIT
// The words of POP3 conversations.
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

}  // namespace

std::vector<ScriptLine> ReadPop3Transcript(const std::string& path) {
  std::vector<ScriptLine> steps = ReadScript(path);
  for (ScriptLine& step : steps) {
    if (step.verb == "config") continue;  // its words are resolved one by one
    step.rest = Unescape(step.rest);
    if (step.verb.size() != 2 || (step.verb[1] != ':' && step.verb[1] != '~')) continue;
    if (step.verb[1] == ':') step.rest += "\r\n";
    step.verb.resize(1);
  }
  return steps;
}

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

bool Pop3Run::Do(const ScriptLine& step) {
  if (step.verb != "config" && step.verb != "begin") return false;
  if (step.verb == "config") Configure(step.rest);
  GiveWay();
  session().Begin(config_, now());
  return true;
}

std::optional<std::string> Pop3Run::Found(const ScriptLine& step) const {
  const Pop3Session& session = Pop3Side::session;
  if (step.verb == "want") return WantName(session.Next().want);
  if (step.verb == "state") return Pop3StateName(session.state());
  if (step.verb == "logged_in") return session.authenticated() ? "yes" : "no";
  if (step.verb == "failure") {
    const Pop3Failure& failure = session.failure();
    return std::string(Pop3CauseName(failure.cause)) + " " + Pop3StageName(failure.stage) + " " +
           Pop3CodeName(failure.code) + (failure.not_the_credentials ? " not_the_credentials" : "");
  }
  if (step.verb == "text") return std::string(session.reply_text());
  if (step.verb == "text_size") return std::to_string(session.reply_text().size());
  return std::nullopt;
}

}  // namespace tegami
