// SPDX-License-Identifier: MIT
// Years of life under virtual time. TEGAMI_TEST_MODE=long lives more of them; TEGAMI_SIM_SEED=N one that failed.
#include <cstdio>
#include <cstdlib>

#include "sim/world.h"

namespace tegami {
namespace {

constexpr int64_t kFiveYearsDays = 5 * 365;

std::vector<uint64_t> Seeds() {
  if (const char* seed = std::getenv("TEGAMI_SIM_SEED")) return {std::strtoull(seed, nullptr, 10)};
  const char* mode = std::getenv("TEGAMI_TEST_MODE");
  std::vector<uint64_t> seeds{1};
  if (mode != nullptr && std::string(mode) == "long") {
    for (uint64_t seed = 2; seed <= 50; ++seed) seeds.push_back(seed);
  }
  return seeds;
}

TEST(FiveYears, AreSurvivedByEverySignInThatTheProviderDidNotEnd) {
  for (const uint64_t seed : Seeds()) {
    SCOPED_TRACE("TEGAMI_SIM_SEED=" + std::to_string(seed));
    World world(seed);
    world.Live(kFiveYearsDays);
    const World::Counts& n = world.counts();
    std::printf(
        "seed %llu: %zu refreshes, %d sign-ins, %d reboots, %d power cuts in a refresh, %d outages, %d clock jumps, "
        "%d password changes, %d policies, %d sign-outs, %d full queues, %d checks\n",
        static_cast<unsigned long long>(seed), world.refreshes(), n.sign_ins, n.reboots, n.cuts, n.outages,
        n.clock_jumps, n.password_changes, n.policies, n.sign_outs, n.full_queues, n.checks);
    EXPECT_GT(n.checks, 1000);
    if (testing::Test::HasFailure()) return;
  }
}

}  // namespace
}  // namespace tegami
