// SPDX-License-Identifier: MIT
// The words of SMTP conversations.
#include "unit/smtp/transcript.h"

namespace tegami {
namespace {

const char* WantName(SmtpSession::Want want) {
  switch (want) {
    case SmtpSession::Want::kNothing: return "kNothing";
    case SmtpSession::Want::kInput: return "kInput";
    case SmtpSession::Want::kSend: return "kSend";
    case SmtpSession::Want::kStartTls: return "kStartTls";
    case SmtpSession::Want::kBodyWait: return "kBodyWait";
    case SmtpSession::Want::kReady: return "kReady";
    case SmtpSession::Want::kMailDone: return "kMailDone";
    case SmtpSession::Want::kClosed: return "kClosed";
    case SmtpSession::Want::kFailed: return "kFailed";
  }
  return "?";
}

const char* OutcomeName(SmtpMailOutcome outcome) {
  switch (outcome) {
    case SmtpMailOutcome::kNone: return "kNone";
    case SmtpMailOutcome::kAccepted: return "kAccepted";
    case SmtpMailOutcome::kPartial: return "kPartial";
    case SmtpMailOutcome::kRefused: return "kRefused";
    case SmtpMailOutcome::kUnknown: return "kUnknown";
  }
  return "?";
}

const char* PersistenceName(SmtpPersistence persistence) {
  switch (persistence) {
    case SmtpPersistence::kTemporary: return "kTemporary";
    case SmtpPersistence::kPermanent: return "kPermanent";
    case SmtpPersistence::kUnknown: return "kUnknown";
  }
  return "?";
}

std::string AnswerText(const SmtpAnswer& answer) {
  if (!answer.Given()) return "-";
  std::string text = std::to_string(answer.code);
  if (!answer.enhanced.Given()) return text;
  return text + " " + std::to_string(answer.enhanced.status_class) + "." + std::to_string(answer.enhanced.subject) +
         "." + std::to_string(answer.enhanced.detail);
}

// RFC 5321 §4.5.2, written down again in the plainest way.
std::string DotStuffed(const std::string& body) {
  std::string lines;
  for (size_t i = 0; i < body.size(); ++i) {
    const bool bare_lf = body[i] == '\n' && (i == 0 || body[i - 1] != '\r');
    if (bare_lf) lines += '\r';
    lines += body[i];
    const bool bare_cr = body[i] == '\r' && (i + 1 == body.size() || body[i + 1] != '\n');
    if (bare_cr) lines += '\n';
  }
  if (!lines.empty() && !lines.ends_with("\r\n")) lines += "\r\n";
  std::string out;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (lines[i] == '.' && (i == 0 || lines[i - 1] == '\n')) out += '.';
    out += lines[i];
  }
  return out + ".\r\n";
}

template <typename Value>
Value Choose(const std::string& word, const std::map<std::string, Value>& values) {
  const auto found = values.find(word);
  return found == values.end() ? values.begin()->second : found->second;
}

}  // namespace

TranscriptRun::TranscriptRun(const Transcript& transcript, size_t split, size_t work_bytes, Tracer& tracer)
    : SmtpSide(transcript.Option("work").empty() ? work_bytes : std::stoul(transcript.Option("work")), tracer),
      Conversation(transcript.steps, split, SmtpSide::session),
      transcript_(transcript),
      text_room_(std::stoul(transcript.Option("text_room", "512"))) {
  Configure();
  message_.text = transcript.text;
  message_.binary = transcript.binary;
  for (const auto& [key, value] : transcript.message) {
    if (key == "unsized") message_.sized = false;
    if (key == "size_error") message_.size_error = std::stoll(value);
    if (key == "pull_max") message_.pull_max = std::stoul(value);
    if (key == "pause") message_.pauses.insert(std::stoul(value));
    if (key == "break") message_.break_at = std::stoul(value);
    if (key == "late_end") message_.late_end = true;
    if (key == "rewinds") message_.rewinds_left = std::stoi(value);
    if (key == "utf8") message_.needs_smtp_utf8 = true;
    if (key == "8bit") message_.is_8_bit = true;
  }
  session().Begin(config_, now());
}

void TranscriptRun::Configure() {
  for (const auto& [key, value] : transcript_.config) {
    if (key == "client") config_.client_name = value;
    if (key == "host") config_.host = value;
    if (key == "port") config_.port = static_cast<uint16_t>(std::stoi(value));
    if (key == "user") config_.user = value;
    if (key == "token") config_.token = value;
    if (key == "password") config_.password = value;
    if (key == "cap_ms") config_.timeout_cap_ms = std::stoll(value);
    if (key == "clear_password") config_.allow_password_without_tls = true;
    if (key == "refused") {
      config_.refused_ways = {.binary = value.find("binary") != std::string::npos,
                              .chunking = value.find("chunking") != std::string::npos};
    }
  }
  config_.security = Choose<SmtpSecurity>(
      transcript_.Option("security"),
      {{"", SmtpSecurity::kStartTls}, {"none", SmtpSecurity::kNone}, {"tls", SmtpSecurity::kImplicit}});
  config_.auth = Choose<SmtpAuth>(transcript_.Option("auth"), {{"", SmtpAuth::kAuto},
                                                               {"none", SmtpAuth::kNone},
                                                               {"xoauth2", SmtpAuth::kXoauth2},
                                                               {"oauthbearer", SmtpAuth::kOauthBearer},
                                                               {"plain", SmtpAuth::kPlain},
                                                               {"login", SmtpAuth::kLogin}});
  config_.binary = transcript_.Option("binary") == "on" ? SmtpBinary::kOn : SmtpBinary::kOff;
}

std::optional<std::string> TranscriptRun::Expected(const ScriptLine& step) const {
  if (step.verb != "body") return Conversation::Expected(step);
  if (step.rest == "dots") return DotStuffed(transcript_.text);
  return step.rest == "binary" ? transcript_.binary.value_or("") : transcript_.text;
}

void TranscriptRun::Submit(const std::string& options) {
  addresses_.clear();
  recipients_.clear();
  bool probe = false;
  for (const auto& [key, value] : ParseOptions(options)) {
    if (key == "from") sender_ = value;
    if (key == "to") addresses_.push_back(value);
    if (key == "probe") probe = true;
    for (int i = 0; key == "many" && i < std::stoi(value); ++i)
      addresses_.push_back("r" + std::to_string(i) + "@example.com");
  }
  for (const std::string& address : addresses_) recipients_.push_back({.address = address});
  const Status status = session().Submit({sender_, recipients_, text_room_, probe}, message_, now());
  submit_error_ = status ? "" : ErrorName(status.error());
  submitted_ = submitted_ || status.has_value();
}

bool TranscriptRun::Do(const ScriptLine& step) {
  const std::string& verb = step.verb;
  if (verb == "submit") {
    Submit(step.rest);
  } else if (verb == "quit") {
    session().Quit(now());
  } else if (verb == "begin") {
    GiveWay();
    submitted_ = false;
    session().Begin(config_, now());
  } else if (verb == "more") {
    message_.Resume();
    session().OnBodyAvailable(now());
  } else if (verb == "nudge") {
    session().OnBodyAvailable(now());
  } else {
    return false;
  }
  return true;
}

std::optional<std::string> TranscriptRun::Found(const ScriptLine& step) const {
  const SmtpSession& session = SmtpSide::session;
  const std::string& verb = step.verb;
  if (verb == "want") return WantName(session.Next().want);
  if (verb == "state") return SmtpStateName(session.state());
  if (verb == "outcome") return OutcomeName(session.outcome());
  if (verb == "failure") {
    const SmtpFailure& failure = session.failure();
    return std::string(SmtpCauseName(failure.cause)) + " " + SmtpStageName(failure.stage) + " " +
           PersistenceName(failure.persistence) + " " + AnswerText(failure.answer);
  }
  if (verb == "rcpt") {
    const size_t index = std::stoul(step.rest);
    if (index >= recipients_.size()) return "no such recipient";
    const SmtpRecipient& recipient = recipients_[index];
    return std::to_string(index) + " " + AnswerText(recipient.answer) +
           (recipient.text.empty() ? "" : " | " + std::string(recipient.text));
  }
  if (verb == "answer") return AnswerText(session.last_answer());
  if (verb == "text") return std::string(session.last_text());
  if (verb == "failure_text") return std::string(session.failure_text());
  if (verb == "text_size") return std::to_string(session.last_text().size());
  if (verb == "trips") return std::to_string(session.round_trips());
  if (verb == "size_limit") return std::to_string(session.failure().size_limit);
  if (verb == "refused") {
    const SmtpRefusedWays& ways = session.refused_ways();
    return !ways.binary && !ways.chunking
               ? "none"
               : std::string(ways.binary ? "binary" : "") + (ways.chunking ? "chunking" : "");
  }
  if (verb == "submit_error") return submit_error_;
  if (verb == "selected") return std::to_string(message_.selected_count());
  if (verb == "wakes_in_ms") {
    const Instant wake = session.Next().wake_by;
    return wake == kNever ? "never" : std::to_string(MsBetween(now(), wake));
  }
  return std::nullopt;
}

}  // namespace tegami
