// SPDX-License-Identifier: MIT
// Every conversation of tests/transcripts/smtp, at several splits and buffer sizes, whole and cut at every octet.
#include "unit/smtp/transcript.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <random>

namespace tegami {
namespace {

using Want = SmtpSession::Want;

class SmtpTranscript : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    transcript_ = ReadTranscript(GetParam());
    ASSERT_EQ(transcript_.error, "");
  }

  Transcript transcript_;
  MachineRecorder recorder_{SmtpMachine()};
};

TEST_P(SmtpTranscript, IsFollowedAtAnySplit) {
  for (const size_t split : {0, 1, 3, 100}) {
    for (const size_t work : {2048, 4096, 16384}) {
      TranscriptRun run(transcript_, split, work, recorder_);
      const std::string problem = run.Play();
      ASSERT_TRUE(problem.empty()) << problem << "\nsplit " << split << ", buffer " << work;
    }
  }
}

// What a session owes whenever its connection is lost.
void ExpectDefinedEnd(TranscriptRun& run) {
  const SmtpSession& session = run.session();
  const Want want = session.Next().want;
  ASSERT_TRUE(want == Want::kFailed || want == Want::kClosed) << SmtpStateName(session.state());
  if (want == Want::kFailed) {
    ASSERT_NE(session.failure().cause, SmtpCause::kNone);
  }
  if (!run.submitted()) return;
  ASSERT_NE(session.outcome(), SmtpMailOutcome::kNone);
  ASSERT_EQ(session.outcome() == SmtpMailOutcome::kUnknown, session.failure().persistence == SmtpPersistence::kUnknown);
}

TEST_P(SmtpTranscript, EndsInADefinedFailureWhereverItIsCut) {
  size_t octets = 0;
  {
    TranscriptRun run(transcript_, 0, 4096, recorder_);
    for (const std::string& piece : run.ServerPieces()) octets += piece.size();
  }
  const size_t stride = octets > 3000 ? 7 : 1;
  for (size_t cut = 0; cut <= octets; cut += stride) {
    for (const bool by_time : {false, true}) {
      TranscriptRun run(transcript_, 0, 4096, recorder_);
      run.PlayWith(run.PiecesUpTo(cut));
      run.Drain();
      if (run.session().Next().want == Want::kNothing) continue;
      const bool idle = run.session().Next().want == Want::kReady || run.session().Next().want == Want::kMailDone;
      if (by_time && !idle) {
        run.session().OnTick(After(run.now(), 11 * kMsPerMinute));
      } else {
        run.session().OnPeerClosed(run.now());
      }
      ExpectDefinedEnd(run);
      if (HasFatalFailure()) FAIL() << "cut at " << cut << (by_time ? ", silence" : ", closed");
    }
  }
}

// Octets are changed, dropped, doubled and swapped: no crash, no illegal step, and a defined end.
TEST_P(SmtpTranscript, SurvivesChangedReplies) {
  std::mt19937 random(20);
  TranscriptRun original(transcript_, 0, 4096, recorder_);
  const std::vector<std::string> pieces = original.ServerPieces();
  if (pieces.empty()) return;
  const auto below = [&random](size_t limit) { return std::uniform_int_distribution<size_t>(0, limit - 1)(random); };
  for (int round = 0; round < 60; ++round) {
    std::vector<std::string> changed = pieces;
    for (size_t change = 1 + below(3); change > 0; --change) {
      std::string& piece = changed[below(changed.size())];
      switch (below(5)) {
        case 0: piece = changed[below(changed.size())]; break;
        case 1: piece.clear(); break;
        case 2: piece += changed[below(changed.size())]; break;
        case 3:
          if (!piece.empty()) piece[below(std::min<size_t>(piece.size(), 5))] = static_cast<char>(below(256));
          break;
        default:
          if (!piece.empty()) piece[0] = static_cast<char>('2' + below(4));
          break;
      }
    }
    TranscriptRun run(transcript_, below(2) == 0 ? 0 : 5, 2048, recorder_);
    run.PlayWith(changed);
    if (run.session().Next().want == Want::kNothing) continue;
    run.session().Abort(run.now());
    ExpectDefinedEnd(run);
    ASSERT_FALSE(HasFatalFailure()) << "round " << round;
  }
}

std::string Stem(const testing::TestParamInfo<std::string>& info) {
  return std::filesystem::path(info.param).stem().string();
}
INSTANTIATE_TEST_SUITE_P(Each, SmtpTranscript, testing::ValuesIn(TranscriptPaths("smtp")), Stem);

TEST(SmtpTranscripts, TakeEveryTransition) {
  MachineRecorder recorder(SmtpMachine());
  for (const std::string& path : TranscriptPaths("smtp")) {
    const Transcript transcript = ReadTranscript(path);
    TranscriptRun run(transcript, 0, 2048, recorder);
    static_cast<void>(run.Play());
  }
  recorder.ExpectAllSeen();
}

}  // namespace
}  // namespace tegami
