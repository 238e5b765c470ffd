// SPDX-License-Identifier: MIT
// OAuth conversations as data, replayed at several splits, cut anywhere, and searched for secrets.
#include <gtest/gtest.h>

#include <filesystem>

#include "unit/oauth/flow_replay.h"

namespace tegami {
namespace {

const std::set<std::string> kCutEverywhere = {"device_first_sign_in.txt", "refresh_rotation.txt",
                                              "discovery_places.txt", "revocation.txt"};
constexpr size_t kSplits[] = {0, 1, 3, 1000};

std::string NameOf(const std::string& path) { return std::filesystem::path(path).filename().string(); }

TEST(OauthTranscripts, GoTheSameWayAtEverySplit) {
  for (const std::string& path : TranscriptPaths("oauth")) {
    const std::vector<ScriptLine> script = ReadScript(path);
    for (const size_t split : kSplits) {
      SCOPED_TRACE(NameOf(path) + ", split " + std::to_string(split));
      FlowReplay(script, split).Play();
    }
  }
}

// Neither what the provider says nor what it echoes brings a secret into anything that people may read.
TEST(OauthTranscripts, LeakNoSecret) {
  size_t secrets = 0;
  for (const std::string& path : TranscriptPaths("oauth")) {
    SCOPED_TRACE(NameOf(path));
    const std::vector<ScriptLine> script = ReadScript(path);
    FlowReplay replay(script, 0);
    replay.Play();
    for (const std::string& secret : replay.secrets()) {
      ++secrets;
      EXPECT_EQ(replay.Leaked().find(secret), std::string::npos) << secret;
    }
  }
  EXPECT_GT(secrets, 50U);
}

// A response that ends anywhere is an outage, or whole: never an answer, and no token is lost by it.
TEST(OauthTranscripts, TakeNoPartForTheWhole) {
  size_t cuts = 0;
  for (const std::string& path : TranscriptPaths("oauth")) {
    const std::vector<ScriptLine> script = ReadScript(path);
    FlowReplay whole(script, 0);
    whole.Play();
    // One file of each flow at every octet, the others here and there.
    const bool every = kCutEverywhere.contains(NameOf(path));
    for (size_t which = 0; which < whole.responses(); ++which) {
      size_t size = 2;
      for (size_t octets = 0; octets + 1 < size; octets += every ? 1 : std::max<size_t>(size / 2, 1)) {
        SCOPED_TRACE(NameOf(path) + ", response " + std::to_string(which) + " cut at " + std::to_string(octets));
        FlowReplay replay(script, 0);
        size = replay.PlayTruncated(which, octets);
        ++cuts;
        EXPECT_EQ(replay.flow().failure().verdict, TokenVerdict::kKeep);
        EXPECT_NE(replay.flow().Next().want, OauthFlow::Want::kDone);
        EXPECT_TRUE(replay.flow().failure().failure_class == OauthClass::kTransient ||
                    replay.flow().failure().cause == OauthCause::kCodeExpired ||
                    replay.flow().Next().want == OauthFlow::Want::kRequest)
            << OauthCauseName(replay.flow().failure().cause);
      }
    }
  }
  EXPECT_GT(cuts, 1000U);
}

TEST(OauthTranscripts, TakeEveryTransition) {
  std::map<std::string, std::set<std::pair<std::string, std::string>>> seen;
  for (const std::string& path : TranscriptPaths("oauth")) {
    const std::vector<ScriptLine> script = ReadScript(path);
    FlowReplay replay(script, 0);
    replay.Play();
    for (const auto& pair : replay.seen()) seen[replay.machine()].insert(pair);
  }
  const std::map<std::string, DrawnMachine> machines = {{"device", DeviceMachine()},
                                                        {"refresh", RefreshMachine()},
                                                        {"discovery", DiscoveryMachine()},
                                                        {"revocation", RevocationMachine()}};
  for (const auto& [name, machine] : machines) {
    for (const DrawnTransition& transition : machine.transitions) {
      EXPECT_TRUE(seen[name].contains({transition.from, transition.to}))
          << name << ": " << transition.from << " -> " << transition.to;
    }
  }
}

}  // namespace
}  // namespace tegami
