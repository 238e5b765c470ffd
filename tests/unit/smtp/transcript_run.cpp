// SPDX-License-Identifier: MIT
// Replays a conversation against a session.
#include <algorithm>

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

std::string Visible(const std::string& octets) {
  std::string out;
  for (const char c : octets) {
    if (c == '\r') {
      out += "\\r";
    } else if (c == '\n') {
      out += "\\n\n      ";
    } else if (c < 0x20 || c == 0x7F) {
      constexpr char kHex[] = "0123456789abcdef";
      out += std::string("\\x") + kHex[static_cast<uint8_t>(c) >> 4] + kHex[static_cast<uint8_t>(c) & 15];
    } else {
      out += c;
    }
    if (out.size() > 3000) return out + "...";
  }
  return out;
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

void TransitionRecorder::OnTransition(const char* machine, const char* from, const char* to, Instant) {
  seen.emplace(from, to);
  bool legal = std::string(to) == "kFailed";
#define TEGAMI_SMTP_TRANSITION(a, b, when) legal = legal || (std::string(from) == #a && std::string(to) == #b);
#include "smtp/transitions.def"
#undef TEGAMI_SMTP_TRANSITION
  if (!legal || std::string(machine) != "smtp") illegal += std::string(from) + " -> " + to + "; ";
}

void TransitionRecorder::OnCount(const char*, const char* what, uint64_t count, Instant) { counts[what] = count; }

TranscriptRun::TranscriptRun(const Transcript& transcript, size_t split, size_t work_bytes,
                             TransitionRecorder& recorder)
    : transcript_(transcript),
      split_(split == 0 ? SIZE_MAX : split),
      work_(transcript.Option("work").empty() ? work_bytes : std::stoul(transcript.Option("work"))),
      text_room_(std::stoul(transcript.Option("text_room", "512"))),
      session_(work_, &recorder) {
  for (const auto& [key, value] : transcript.config) {
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
      transcript.Option("security"),
      {{"", SmtpSecurity::kStartTls}, {"none", SmtpSecurity::kNone}, {"tls", SmtpSecurity::kImplicit}});
  config_.auth = Choose<SmtpAuth>(transcript.Option("auth"), {{"", SmtpAuth::kAuto},
                                                              {"none", SmtpAuth::kNone},
                                                              {"xoauth2", SmtpAuth::kXoauth2},
                                                              {"oauthbearer", SmtpAuth::kOauthBearer},
                                                              {"plain", SmtpAuth::kPlain},
                                                              {"login", SmtpAuth::kLogin}});
  config_.binary = transcript.Option("binary") == "on" ? SmtpBinary::kOn : SmtpBinary::kOff;
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
  session_.Begin(config_, now_);
}

std::string TranscriptRun::Play() {
  for (const TranscriptStep& step : transcript_.steps) {
    if (step.verb == "C") {
      expected_ += step.rest;
      continue;
    }
    if (step.verb == "body") {
      expected_ += Body(step.rest);
      continue;
    }
    if (step.verb == "flow") {
      held_ = false;
      continue;
    }
    if (step.verb != "take") Drain();
    std::string problem = step.verb == "take" ? "" : CompareOutput();
    if (problem.empty()) problem = Act(step);
    if (!problem.empty()) return transcript_.name + ".txt:" + std::to_string(step.line) + ": " + problem;
  }
  Drain();
  return CompareOutput();
}

void TranscriptRun::PlayTruncated(size_t server_octets) {
  for (const TranscriptStep& step : transcript_.steps) {
    if (step.verb == "S") {
      Drain();
      Feed(step.rest.substr(0, server_octets));
      if (step.rest.size() >= server_octets) return;
      server_octets -= step.rest.size();
    } else if (step.verb != "C" && step.verb != "body") {
      if (step.verb != "take") Drain();
      (void)Act(step);
    }
  }
}

void TranscriptRun::PlayMutated(const std::vector<std::string>& pieces) {
  size_t next = 0;
  for (const TranscriptStep& step : transcript_.steps) {
    if (step.verb == "S") {
      Drain();
      if (next < pieces.size()) Feed(pieces[next++]);
    } else if (step.verb != "C" && step.verb != "body") {
      if (step.verb != "take") Drain();
      (void)Act(step);
    }
  }
  Drain();
}

std::vector<std::string> TranscriptRun::ServerPieces() const {
  std::vector<std::string> pieces;
  for (const TranscriptStep& step : transcript_.steps) {
    if (step.verb == "S") pieces.push_back(step.rest);
  }
  return pieces;
}

void TranscriptRun::Take(size_t octets) {
  while (octets != 0 && session_.Next().want == SmtpSession::Want::kSend) {
    const ConstBytes bytes = session_.Next().bytes;
    const size_t count = std::min({octets, split_, bytes.size()});
    sent_ += AsText(bytes.first(count));
    session_.Sent(count, now_);
    octets -= count;
  }
}

void TranscriptRun::Drain() {
  if (!held_) Take(SIZE_MAX);
}

void TranscriptRun::Feed(const std::string& octets) {
  for (size_t i = 0; i < octets.size();) {
    const size_t count = std::min(split_, octets.size() - i);
    (void)session_.OnBytes(AsBytes(octets).subspan(i, count), now_);
    i += count;
  }
}

std::string TranscriptRun::CompareOutput() {
  std::string problem;
  if (sent_ != expected_) problem = "sent\n      " + Visible(sent_) + "\n    instead of\n      " + Visible(expected_);
  sent_.clear();
  expected_.clear();
  return problem;
}

std::string TranscriptRun::Body(const std::string& which) const {
  if (which == "dots") return DotStuffed(transcript_.text);
  return which == "binary" ? transcript_.binary.value_or("") : transcript_.text;
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
  const Status status = session_.Submit({sender_, recipients_, text_room_, probe}, message_, now_);
  submit_error_ = status ? "" : ErrorName(status.error());
  submitted_ = submitted_ || status.has_value();
}

std::string TranscriptRun::Act(const TranscriptStep& step) {
  const std::string& verb = step.verb;
  if (verb == "S") {
    Feed(step.rest);
  } else if (verb == "submit") {
    Submit(step.rest);
  } else if (verb == "tls") {
    session_.OnTlsReady(now_);
  } else if (verb == "tls-failed") {
    session_.OnTlsFailed(now_);
  } else if (verb == "close") {
    session_.OnPeerClosed(now_);
  } else if (verb == "quit") {
    session_.Quit(now_);
  } else if (verb == "abort") {
    session_.Abort(now_);
  } else if (verb == "begin") {
    held_ = false;
    submitted_ = false;
    session_.Begin(config_, now_);
  } else if (verb == "more") {
    message_.Resume();
    session_.OnBodyAvailable(now_);
  } else if (verb == "nudge") {
    session_.OnBodyAvailable(now_);
  } else if (verb == "take") {
    Take(std::stoul(step.rest));
    held_ = true;
  } else if (verb == "flow") {
    held_ = false;
  } else if (verb == "wait_ms") {
    now_.ms += std::stoll(step.rest);
    session_.OnTick(now_);
  } else {
    return Expect(step);
  }
  return "";
}

std::string TranscriptRun::Expect(const TranscriptStep& step) {
  const std::string& verb = step.verb;
  std::string got;
  if (verb == "want") {
    got = WantName(session_.Next().want);
  } else if (verb == "state") {
    got = SmtpStateName(session_.state());
  } else if (verb == "outcome") {
    got = OutcomeName(session_.outcome());
  } else if (verb == "failure") {
    const SmtpFailure& failure = session_.failure();
    got = std::string(SmtpCauseName(failure.cause)) + " " + SmtpStageName(failure.stage) + " " +
          PersistenceName(failure.persistence) + " " + AnswerText(failure.answer);
  } else if (verb == "rcpt") {
    const size_t index = std::stoul(step.rest);
    if (index >= recipients_.size()) return "no such recipient";
    got = std::to_string(index) + " " + AnswerText(recipients_[index].answer);
    if (!recipients_[index].text.empty()) got += " | " + std::string(recipients_[index].text);
  } else if (verb == "answer") {
    got = AnswerText(session_.last_answer());
  } else if (verb == "text") {
    got = session_.last_text();
  } else if (verb == "failure_text") {
    got = session_.failure_text();
  } else if (verb == "text_size") {
    got = std::to_string(session_.last_text().size());
  } else if (verb == "trips") {
    got = std::to_string(session_.round_trips());
  } else if (verb == "size_limit") {
    got = std::to_string(session_.failure().size_limit);
  } else if (verb == "refused") {
    const SmtpRefusedWays& ways = session_.refused_ways();
    got = std::string(ways.binary ? "binary" : "") + (ways.chunking ? "chunking" : "");
    if (got.empty()) got = "none";
  } else if (verb == "submit_error") {
    got = submit_error_;
  } else if (verb == "selected") {
    got = std::to_string(message_.selected_count());
  } else if (verb == "wakes_in_ms") {
    const Instant wake = session_.Next().wake_by;
    got = wake == kNever ? "never" : std::to_string(MsBetween(now_, wake));
  } else {
    return "unknown verb " + verb;
  }
  if (got == step.rest) return "";
  return verb + " is '" + Visible(got) + "' instead of '" + Visible(step.rest) + "'";
}

}  // namespace tegami
