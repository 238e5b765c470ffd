// SPDX-License-Identifier: MIT
// Every conversation of tests/transcripts/pop3, at several splits, cut at every octet, and with changed octets.
#include "unit/pop3/transcript.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <random>

#include "unit/pop3/machine.h"

namespace tegami {
namespace {

using Want = Pop3Session::Want;

class Pop3Transcript : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    lines_ = ReadPop3Transcript(GetParam());
    ASSERT_FALSE(lines_.empty());
  }

  // What a session owes whenever its connection is lost.
  static void ExpectDefinedEnd(Pop3Run& run) {
    const Want want = run.session().Next().want;
    if (want == Want::kNothing) return;
    ASSERT_TRUE(want == Want::kFailed || want == Want::kClosed) << Pop3StateName(run.session().state());
    ASSERT_EQ(want == Want::kClosed, run.session().authenticated());
    ASSERT_EQ(want == Want::kFailed, run.session().failure().cause != Pop3Cause::kNone);
    ASSERT_EQ(run.work_octets().find(run.password()), std::string_view::npos) << "the buffer holds the password";
  }

  std::vector<ScriptLine> lines_;
  MachineRecorder recorder_{Pop3Machine()};
};

TEST_P(Pop3Transcript, IsFollowedAtAnySplit) {
  for (const size_t split : {0, 1, 3}) {
    Pop3Run run(lines_, split, recorder_);
    const std::string problem = run.Play();
    ASSERT_TRUE(problem.empty()) << problem << "\nsplit " << split;
  }
}

TEST_P(Pop3Transcript, EndsInADefinedWayWhereverItIsCut) {
  const std::vector<std::string> pieces = Pop3Run(lines_, 0, recorder_).ServerPieces();
  for (size_t whole = 0; whole < pieces.size(); ++whole) {
    for (size_t cut = 0; cut <= pieces[whole].size(); ++cut) {
      std::vector<std::string> part(pieces.begin(), pieces.begin() + static_cast<std::ptrdiff_t>(whole));
      part.push_back(pieces[whole].substr(0, cut));
      for (const bool by_time : {false, true}) {
        Pop3Run run(lines_, 0, recorder_);
        run.PlayWith(part);
        if (by_time) {
          run.session().OnTick(After(run.now(), 6 * kMsPerMinute));
        } else {
          run.session().OnPeerClosed(run.now());
        }
        ExpectDefinedEnd(run);
        ASSERT_FALSE(HasFatalFailure()) << "piece " << whole << " cut at " << cut
                                        << (by_time ? ", silence" : ", closed");
      }
    }
  }
}

// Octets are changed, dropped, doubled and swapped: no crash, no illegal step, and a defined end.
TEST_P(Pop3Transcript, SurvivesChangedReplies) {
  std::mt19937 random(20);
  const std::vector<std::string> pieces = Pop3Run(lines_, 0, recorder_).ServerPieces();
  if (pieces.empty()) return;
  const auto below = [&random](size_t limit) { return random() % limit; };
  for (int round = 0; round < 60; ++round) {
    std::vector<std::string> changed = pieces;
    std::string& piece = changed[below(changed.size())];
    switch (below(4)) {
      case 0: piece = changed[below(changed.size())]; break;
      case 1: piece.clear(); break;
      case 2: piece += changed[below(changed.size())]; break;
      default:
        if (!piece.empty()) piece[below(std::min<size_t>(piece.size(), 6))] = static_cast<char>(random());
        break;
    }
    Pop3Run run(lines_, below(2) == 0 ? 0 : 5, recorder_);
    run.PlayWith(changed);
    run.session().Abort(run.now());
    ExpectDefinedEnd(run);
    ASSERT_FALSE(HasFatalFailure()) << "round " << round;
  }
}

std::string Stem(const testing::TestParamInfo<std::string>& info) {
  return std::filesystem::path(info.param).stem().string();
}
INSTANTIATE_TEST_SUITE_P(Each, Pop3Transcript, testing::ValuesIn(TranscriptPaths("pop3")), Stem);

TEST(Pop3Transcripts, TakeEveryTransition) {
  MachineRecorder recorder(Pop3Machine());
  for (const std::string& path : TranscriptPaths("pop3")) {
    const std::vector<ScriptLine> steps = ReadPop3Transcript(path);
    static_cast<void>(Pop3Run(steps, 0, recorder).Play());
  }
  recorder.ExpectAllSeen();
}

}  // namespace
}  // namespace tegami
