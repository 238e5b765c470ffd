// SPDX-License-Identifier: MIT
// Conversations of tests/transcripts/pop3 (format in its README.md), replayed against a session.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "fakes/script_text.h"
#include "pop3/session.h"

namespace tegami {

std::vector<std::string> Pop3TranscriptPaths();

class Pop3Run {
 public:
  // `split`: octets handed over at once, in both directions; 0: all there are.
  Pop3Run(const std::vector<ScriptLine>& lines, size_t split, Tracer& tracer);

  // The whole conversation; empty, or what went otherwise.
  std::string Play();

  // With these server octets in place of the script's, piece by piece, nothing compared.
  void PlayWith(const std::vector<std::string>& pieces);

  std::vector<std::string> ServerPieces() const;
  Pop3Session& session() { return session_; }
  Instant now() const { return now_; }
  // Octets of the work buffer, sent ones too.
  std::string_view work() const { return AsText(work_); }
  const std::string& password() const { return password_; }

 private:
  void Configure(const std::string& options);
  std::string Act(const ScriptLine& line);
  std::string Expect(const ScriptLine& line) const;
  std::string CompareOutput();
  void Feed(const std::string& octets);
  void Take(size_t octets);

  const std::vector<ScriptLine>& lines_;
  size_t split_;
  std::array<uint8_t, kPop3CommandLineMaxBytes> work_{};
  Pop3Session session_;
  Pop3Config config_;
  std::string user_;
  std::string password_;
  Instant now_{1'000'000};
  std::string sent_;
  std::string expected_;
  bool held_ = false;  // the connection takes no more octets
};

}  // namespace tegami
