// SPDX-License-Identifier: MIT
// Conversations as data files (tests/transcripts/smtp, format in its README.md): read and replayed.
#pragma once

#include <deque>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "smtp/session.h"
#include "unit/smtp/fake_message.h"

namespace tegami {

struct TranscriptStep {
  int line = 0;
  std::string verb;  // "S", "C", "tls", "want", ...
  std::string rest;  // escapes and {macros} resolved
};

// Words "key=value" (or "key" alone); a key may come several times.
using TranscriptOptions = std::vector<std::pair<std::string, std::string>>;
TranscriptOptions ParseOptions(const std::string& text);

struct Transcript {
  std::string name;
  std::string error;  // not empty: the file could not be understood
  TranscriptOptions config;
  TranscriptOptions message;
  std::string text;
  std::optional<std::string> binary;
  std::vector<TranscriptStep> steps;

  std::string Option(const std::string& key, const std::string& otherwise = "") const;
};

Transcript ReadTranscript(const std::string& path);
std::vector<std::string> TranscriptPaths();

std::string EncodeBase64(const std::string& octets);  // not the code under test

// Notes each transition, and complains about those that transitions.def has not.
class TransitionRecorder final : public Tracer {
 public:
  std::set<std::pair<std::string, std::string>> seen;
  std::string illegal;
  std::map<std::string, uint64_t> counts;

  void OnTransition(const char* machine, const char* from, const char* to, Instant now) override;
  void OnCount(const char* machine, const char* what, uint64_t count, Instant now) override;
};

// One replay.
class TranscriptRun {
 public:
  // `split`: octets handed over at once, in both directions; 0: all there are.
  TranscriptRun(const Transcript& transcript, size_t split, size_t work_bytes, TransitionRecorder& recorder);

  // The whole conversation; empty, or what went otherwise.
  std::string Play();

  // Only the first `server_octets` of what the server says, nothing compared. Then the caller ends it.
  void PlayTruncated(size_t server_octets);

  // As PlayTruncated, with other server octets in place of the transcript's, piece by piece.
  void PlayMutated(const std::vector<std::string>& pieces);

  std::vector<std::string> ServerPieces() const;
  SmtpSession& session() { return session_; }
  Instant now() const { return now_; }
  void Drain();
  bool submitted() const { return submitted_; }  // a mail, on this connection

 private:
  std::string Act(const TranscriptStep& step);
  std::string Expect(const TranscriptStep& step);
  std::string CompareOutput();
  void Feed(const std::string& octets);
  void Submit(const std::string& options);
  void Take(size_t octets);
  std::string Body(const std::string& which) const;

  const Transcript& transcript_;
  size_t split_;
  std::vector<uint8_t> work_;
  std::vector<uint8_t> text_room_;
  SmtpSession session_;
  SmtpConfig config_;
  FakeMessage message_;
  std::string sender_;
  std::deque<std::string> addresses_;
  std::vector<SmtpRecipient> recipients_;
  Instant now_{1'000'000};
  std::string sent_;
  std::string expected_;
  bool submitted_ = false;
  bool held_ = false;  // the connection takes no more octets
  std::string submit_error_;
};

}  // namespace tegami
