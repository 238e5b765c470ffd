// SPDX-License-Identifier: MIT
// The picture of a machine in docs/machines, made from the machine's own data and compared with the file.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "tegami/base/trace.h"

namespace tegami {

struct DrawnState {
  std::string name;
  std::string awaits;
};

struct DrawnTransition {
  std::string from;
  std::string to;
  std::string why;
};

struct DrawnMachine {
  std::string file;   // below docs/machines
  std::string title;  // "HttpExchange: one HTTP request and its response"
  std::string data;   // the .def file, below src
  std::vector<DrawnState> states;
  std::vector<DrawnTransition> transitions;
  bool every_state_may_fail = false;  // to kFailed, though the data say so once for all

  bool Has(const std::string& from, const std::string& to) const {
    for (const DrawnTransition& transition : transitions) {
      if (transition.from == from && transition.to == to) return true;
    }
    return false;
  }
  bool Allows(const std::string& from, const std::string& to) const {
    return Has(from, to) || (every_state_may_fail && to == "kFailed" && from != to);
  }
};

inline std::string Draw(const DrawnMachine& machine) {
  std::ostringstream out;
  out << "# " << machine.title << "\n\nDrawn from src/" << machine.data
      << " by the unit tests, which fail where the two differ (`TEGAMI_UPDATE_DRAWINGS=1` writes this file anew).\n\n"
      << "| state | waits for |\n|---|---|\n";
  for (const DrawnState& state : machine.states) out << "| `" << state.name << "` | " << state.awaits << " |\n";
  out << "\n```mermaid\nstateDiagram-v2\n  [*] --> " << machine.states.front().name << "\n";
  for (const DrawnTransition& transition : machine.transitions) {
    std::string why = transition.why;
    for (char& c : why) {
      if (c == ':' || c == ';') c = ',';  // mermaid ends a label there
    }
    out << "  " << transition.from << " --> " << transition.to << ": " << why << "\n";
  }
  out << "```\n";
  return out.str();
}

inline void ExpectDrawn(const DrawnMachine& machine, const std::string& tests_dir) {
  const std::string path = tests_dir + "/../docs/machines/" + machine.file;
  const std::string drawn = Draw(machine);
  if (std::getenv("TEGAMI_UPDATE_DRAWINGS") != nullptr) std::ofstream(path) << drawn;
  std::ifstream file(path);
  std::ostringstream stored;
  stored << file.rdbuf();
  EXPECT_EQ(stored.str(), drawn) << "run this test with TEGAMI_UPDATE_DRAWINGS=1 and look at " << path;
}

// Every state can be reached from the first, and every transition joins two states that are there.
inline void ExpectConnected(const DrawnMachine& machine) {
  std::set<std::string> names;
  for (const DrawnState& state : machine.states) names.insert(state.name);
  std::set<std::string> reached = {machine.states.front().name};
  for (size_t round = 0; round < machine.states.size(); ++round) {
    for (const DrawnTransition& transition : machine.transitions) {
      EXPECT_TRUE(names.contains(transition.from) && names.contains(transition.to))
          << transition.from << " -> " << transition.to;
      if (reached.contains(transition.from)) reached.insert(transition.to);
    }
  }
  EXPECT_EQ(reached, names);
}

// Notes every transition of one machine; those that its data have not are failures. `machine` outlives it.
class MachineRecorder final : public Tracer {
 public:
  explicit MachineRecorder(const DrawnMachine& machine) : machine_(machine) {}

  void OnTransition(const char* machine, const char* from, const char* to, Instant now) override {
    text += std::string(machine) + " " + from + " -> " + to + " at " + std::to_string(now.ms) + "\n";
    seen.emplace(from, to);
    EXPECT_TRUE(machine_.Allows(from, to)) << from << " -> " << to;
  }
  void OnCount(const char* machine, const char* what, uint64_t count, Instant) override {
    text += std::string(machine) + " " + what + " " + std::to_string(count) + "\n";
    counts[what] = count;
  }

  // Every transition of the data was seen.
  void ExpectAllSeen() const {
    for (const DrawnTransition& transition : machine_.transitions) {
      EXPECT_TRUE(seen.contains({transition.from, transition.to}))
          << transition.from << " -> " << transition.to << ": " << transition.why;
    }
  }

  std::set<std::pair<std::string, std::string>> seen;
  std::string text;
  std::map<std::string, uint64_t> counts;  // the last of each name

 private:
  const DrawnMachine& machine_;
};

}  // namespace tegami
