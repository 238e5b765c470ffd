// SPDX-License-Identifier: MIT
// Conversations as data files (tests/transcripts/smtp, format in its README.md): read and replayed.
#pragma once

#include <deque>

#include "fakes/conversation.h"
#include "smtp/session.h"
#include "unit/smtp/fake_message.h"
#include "unit/smtp/machine.h"

namespace tegami {

// Words "key=value" (or "key" alone); a key may come several times, and a quotation mark is an octet like others.
using TranscriptOptions = std::vector<std::pair<std::string, std::string>>;
TranscriptOptions ParseOptions(const std::string& text);

struct Transcript {
  std::string name;
  std::string error;  // not empty: the file could not be understood
  TranscriptOptions config;
  TranscriptOptions message;
  std::string text;
  std::optional<std::string> binary;
  std::vector<ScriptLine> steps;  // "S", "C", "tls", "want", ...; escapes and {macros} resolved

  std::string Option(const std::string& key, const std::string& otherwise = "") const;
};

Transcript ReadTranscript(const std::string& path);

std::string EncodeBase64(const std::string& octets);  // not the code under test

// What a run talks with.
struct SmtpSide {
  SmtpSide(size_t work_bytes, Tracer& tracer) : work(work_bytes), session(work, &tracer) {}

  std::vector<uint8_t> work;
  SmtpSession session;
};

// One replay.
class TranscriptRun final : private SmtpSide, public Conversation<SmtpSession> {
 public:
  TranscriptRun(const Transcript& transcript, size_t split, size_t work_bytes, Tracer& tracer);

  using Conversation::session;
  bool submitted() const { return submitted_; }  // a mail, on this connection

 private:
  std::optional<std::string> Expected(const ScriptLine& step) const override;
  bool Do(const ScriptLine& step) override;
  std::optional<std::string> Found(const ScriptLine& step) const override;
  void Configure();
  void Submit(const std::string& options);

  const Transcript& transcript_;
  std::vector<uint8_t> text_room_;
  SmtpConfig config_;
  FakeMessage message_;
  std::string sender_;
  std::deque<std::string> addresses_;
  std::vector<SmtpRecipient> recipients_;
  bool submitted_ = false;
  std::string submit_error_;
};

}  // namespace tegami
