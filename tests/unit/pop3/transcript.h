// SPDX-License-Identifier: MIT
// Conversations of tests/transcripts/pop3 (format in its README.md), replayed against a session.
#pragma once

#include <array>

#include "fakes/conversation.h"
#include "pop3/session.h"

namespace tegami {

std::vector<ScriptLine> ReadPop3Transcript(const std::string& path);

// What a run talks with, and what outlives a connection.
struct Pop3Side {
  explicit Pop3Side(Tracer& tracer) : session(work, &tracer) {}

  std::array<uint8_t, kPop3CommandLineMaxBytes> work{};
  Pop3Session session;
};

class Pop3Run final : private Pop3Side, public Conversation<Pop3Session> {
 public:
  Pop3Run(const std::vector<ScriptLine>& steps, size_t split, Tracer& tracer)
      : Pop3Side(tracer), Conversation(steps, split, Pop3Side::session) {}

  using Conversation::session;
  // Octets of the work buffer, sent ones too.
  std::string_view work_octets() const { return AsText(work); }
  const std::string& password() const { return password_; }

 private:
  bool Do(const ScriptLine& step) override;
  std::optional<std::string> Found(const ScriptLine& step) const override;
  void Configure(const std::string& options);

  Pop3Config config_;
  std::string user_;
  std::string password_;
};

}  // namespace tegami
