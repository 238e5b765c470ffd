// SPDX-License-Identifier: MIT
// The POP3 machine as its data have it, for drawings and recorders.
#pragma once

#include "fakes/machine_drawing.h"

namespace tegami {

// Every state may fail: those pairs are in the data by one line only.
inline DrawnMachine Pop3Machine() {
  return {"pop3_session.md",
          "Pop3Session: a log-in before SMTP",
          "pop3/transitions.def",
          {
#define TEGAMI_POP3_STATE(name, timeout_ms, stage, meaning) {#name, meaning},
#include "pop3/transitions.def"
#undef TEGAMI_POP3_STATE
          },
          {
#define TEGAMI_POP3_TRANSITION(from, to, when) {#from, #to, when},
#include "pop3/transitions.def"
#undef TEGAMI_POP3_TRANSITION
          }};
}

// Notes each transition, and those that the data have not.
class Pop3Recorder final : public Tracer {
 public:
  std::set<std::pair<std::string, std::string>> seen;
  std::string illegal;

  void OnTransition(const char* machine, const char* from, const char* to, Instant) override {
    seen.emplace(from, to);
    const bool legal = std::string(to) == "kFailed" || machine_.Has(from, to);
    if (!legal || std::string(machine) != "pop3") illegal += std::string(from) + " -> " + to + "; ";
  }
  void OnCount(const char*, const char*, uint64_t, Instant) override {}

 private:
  const DrawnMachine machine_ = Pop3Machine();
};

}  // namespace tegami
