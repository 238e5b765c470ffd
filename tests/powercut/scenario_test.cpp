// SPDX-License-Identifier: MIT
// The power goes at every program and erase of every scenario, in three ways, at several offsets: old or new, no more.
#include "powercut/scenario.h"

#include <gtest/gtest.h>

namespace tegami::powercut {
namespace {

class PowerCut : public testing::TestWithParam<FlashGeometry> {
 protected:
  void CutAll(const std::vector<Scenario>& scenarios) {
    Counts counts;
    for (const Scenario& scenario : scenarios) {
      CutEverywhere(GetParam(), scenario, counts);
      if (HasFatalFailure()) return;
    }
    std::printf("%zu scenarios, %llu power cuts, %llu second cuts, %llu nonces after them\n", scenarios.size(),
                static_cast<unsigned long long>(counts.cuts), static_cast<unsigned long long>(counts.second_cuts),
                static_cast<unsigned long long>(counts.nonces));
  }
};

TEST_P(PowerCut, LeavesTheOldRecordsOrTheNew) { CutAll(StoreScenarios()); }

TEST_P(PowerCut, LeavesTheOldAccountOrTheNew) { CutAll(AccountScenarios()); }

TEST_P(PowerCut, LeavesAJobInTheQueueOrInTheHistory) { CutAll(JobScenarios()); }

TEST_P(PowerCut, LeavesTheOldRootsOrTheNew) { CutAll(RootScenarios()); }

// A store that is made: the first boot of a device.
TEST_P(PowerCut, LeavesAStoreThatCanBeMade) {
  uint64_t cuts = 0;
  for (uint64_t operation = 1;; ++operation) {
    for (const CutStyle style : {CutStyle::kClean, CutStyle::kTorn, CutStyle::kScattered}) {
      Subject subject(GetParam(), operation);
      subject.chip.SetPowerCut({.operation = operation, .octets = 40, .style = style, .seed = operation});
      const tegami::Status booted = subject.BootInCut();
      if (!subject.chip.PowerIsOff()) {
        ASSERT_TRUE(booted);
        std::printf("%llu power cuts\n", static_cast<unsigned long long>(cuts));
        return;
      }
      ++cuts;
      ASSERT_TRUE(subject.Boot());
      ASSERT_TRUE(subject.Put({RecordKind::kSignIn, 0}, "token"));
      ASSERT_TRUE(subject.Boot());
      ASSERT_EQ(subject.Read().size(), 1U);
      ASSERT_EQ(subject.spy.repeated(), 0U);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Geometries, PowerCut, testing::ValuesIn(kGeometries));

}  // namespace
}  // namespace tegami::powercut
