// SPDX-License-Identifier: MIT
// What a power cut may hit.
//
// To add a scenario, add one entry to a list like those in store_scenarios.cpp and account_scenarios.cpp:
//   {"name", [](Subject& s) { ...what stands before... }, {[](Subject& s) { return ...one step...; }}},
// The campaign runs it once to see the states before and after each step (all records of the store), and then with the
// power cut at every program and erase. What is found at the next boot must be the state before the step that was under
// way, or the one behind it, octet for octet. Then the scenario is carried out once more, and must end as it should:
// a step is something that may be repeated, and writes no value that depends on how often it was tried.
// A new list is a function that scenario_test.cpp calls.
//
// Where a device tidies up when it starts, `start` does what it does, and the state is what stands behind that. `check`
// asks more of what is found than that it is old or new: that it works.
#pragma once

#include <functional>
#include <vector>

#include "powercut/subject.h"

namespace tegami::powercut {

struct Scenario {
  const char* name;
  std::function<void(Subject&)> prepare;
  std::vector<std::function<Status(Subject&)>> steps;
  std::function<void(Subject&)> start = {};
  std::function<void(Subject&)> check = {};
};

std::vector<Scenario> StoreScenarios();
std::vector<Scenario> AccountScenarios();
std::vector<Scenario> JobScenarios();
std::vector<Scenario> RootScenarios();

struct Counts {
  uint64_t cuts = 0;
  uint64_t second_cuts = 0;
  uint64_t nonces = 0;
};

// Cuts everywhere, and fails the test that calls it where that shows.
void CutEverywhere(const FlashGeometry& geometry, const Scenario& scenario, Counts& counts);

}  // namespace tegami::powercut
