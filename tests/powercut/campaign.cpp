// SPDX-License-Identifier: MIT
// One scenario, cut at every operation; the short ones cut a second time at every operation that follows.
#include <gtest/gtest.h>

#include "powercut/scenario.h"

namespace tegami::powercut {
namespace {

constexpr uint32_t kOffsets[] = {0, 20, 90, 300, 2000};
constexpr CutStyle kStyles[] = {CutStyle::kClean, CutStyle::kTorn, CutStyle::kScattered};
// A scenario of so many operations is short: its second cuts are tried, too.
constexpr uint64_t kShortOperations = 8;
// A sample: every so many cuts of one scenario, beginning with another one in each.
constexpr uint64_t kSampleStep = 13;
constexpr uint64_t kSecondSampleStep = 3;

class Campaign {
 public:
  Campaign(const FlashGeometry& geometry, const Scenario& scenario, Counts& counts)
      : scenario_(scenario), counts_(counts), prepared_(geometry) {}

  void Run() {
    Prepare();
    if (testing::Test::HasFatalFailure()) return;
    uint64_t number = std::hash<std::string_view>()(scenario_.name) % kSampleStep;
    for (uint64_t operation = 1; operation <= operations_; ++operation) {
      for (const uint32_t octets : kOffsets) {
        for (const CutStyle style : kStyles) {
          if (++number % kSampleStep != 0 && !Everything()) continue;
          const PowerCut cut{.operation = operation, .octets = octets, .style = style, .seed = ++seed_};
          SCOPED_TRACE(testing::Message() << scenario_.name << ", operation " << operation << " of " << operations_
                                          << ", " << octets << " octets, style " << static_cast<int>(style));
          CutOnce(cut);
          if (testing::Test::HasFatalFailure()) return;
        }
      }
    }
  }

 private:
  void Prepare() {
    ASSERT_TRUE(prepared_.Boot());
    ASSERT_TRUE(prepared_.Put({RecordKind::kImportedCa, 7}, "bystander"));
    scenario_.prepare(prepared_);
    if (testing::Test::HasFatalFailure()) return;
    Subject witness(prepared_, NewSeed());
    ASSERT_TRUE(Start(witness));
    states_.push_back(witness.Read());
    const uint64_t before = witness.chip.operations();
    for (const auto& step : scenario_.steps) {
      ASSERT_TRUE(step(witness)) << scenario_.name;
      states_.push_back(witness.Read());
    }
    operations_ = witness.chip.operations() - before;
    ASSERT_GT(operations_, 0U) << scenario_.name << " writes nothing";
    ASSERT_TRUE(Start(witness));
    ASSERT_EQ(witness.Read(), states_.back()) << scenario_.name << ": what is read after a reboot differs";
  }

  // Boots, and does what a device does then.
  Status Start(Subject& subject) {
    TEGAMI_TRY(subject.Boot());
    if (scenario_.start) scenario_.start(subject);
    return {};
  }

  // Carries the steps out from the first; returns how many were done.
  size_t Act(Subject& subject) {
    size_t done = 0;
    while (done < scenario_.steps.size() && scenario_.steps[done](subject)) ++done;
    return done;
  }

  void CutOnce(const PowerCut& cut) {
    Subject subject(prepared_, NewSeed());
    ASSERT_TRUE(Start(subject));
    subject.chip.SetPowerCut(cut);
    const size_t done = Act(subject);
    ASSERT_TRUE(subject.chip.PowerIsOff()) << "the cut came too late";
    ++counts_.cuts;
    if (operations_ <= kShortOperations && scenario_.steps.size() == 1) {
      CutAgain(subject, cut);
      if (testing::Test::HasFatalFailure()) return;
    }
    Check(subject, done);
  }

  // The boot after the first cut, and the second try, are cut as well: everywhere.
  void CutAgain(Subject& first, const PowerCut& cut) {
    for (uint64_t operation = 1;; ++operation) {
      const auto style = kStyles[(operation + cut.octets) % std::size(kStyles)];
      const bool sampled = Everything() || (++second_ % kSecondSampleStep) == 0;
      if (!sampled && operation > 2 * kShortOperations) return;
      if (!sampled) continue;
      Subject subject(first, NewSeed());
      ASSERT_TRUE(TryAgain(subject, {.operation = operation, .octets = cut.octets, .style = style}));
      if (!subject.chip.PowerIsOff()) return;  // the second try went through without another cut
      SCOPED_TRACE(testing::Message() << "and again at operation " << operation);
      ++counts_.second_cuts;
      Check(subject, 0);
      if (testing::Test::HasFatalFailure()) return;
    }
  }

  testing::AssertionResult TryAgain(Subject& subject, PowerCut cut) {
    cut.seed = NewSeed();
    subject.chip.Reboot();
    subject.chip.SetPowerCut(cut);
    const Status booted = subject.BootInCut();
    if (!booted && !subject.chip.PowerIsOff()) return testing::AssertionFailure() << "no boot after the first cut";
    if (booted && scenario_.start) scenario_.start(subject);
    if (booted) Act(subject);
    return testing::AssertionSuccess();
  }

  void Check(Subject& subject, size_t done) {
    ASSERT_TRUE(Start(subject));
    const State found = subject.Read();
    bool known = false;
    for (size_t i = done; i < states_.size() && i <= done + 1; ++i) known = known || found == states_[i];
    ASSERT_TRUE(known) << "neither old nor new";
    if (scenario_.check) scenario_.check(subject);
    if (testing::Test::HasFatalFailure()) return;
    ASSERT_TRUE(Start(subject));
    ASSERT_EQ(subject.Read(), found) << "another boot sees something else";
    for (const auto& step : scenario_.steps) static_cast<void>(step(subject));
    ASSERT_TRUE(Start(subject));
    ASSERT_EQ(subject.Read(), states_.back()) << "it does not go on";
    ASSERT_EQ(subject.store->report().corrupted, 0U) << "a cut is taken for corruption";
    ASSERT_EQ(subject.chip.refused(), 0U) << "the chip's contract was broken";
    ASSERT_EQ(subject.spy.repeated(), 0U) << "a nonce came twice";
    counts_.nonces += subject.spy.nonces();
  }

  uint64_t NewSeed() { return ++seed_ * 0x9E3779B97F4A7C15U; }

  const Scenario& scenario_;
  Counts& counts_;
  Subject prepared_;
  std::vector<State> states_;  // before the first step, and after each
  uint64_t operations_ = 0;
  uint64_t seed_ = 1;
  uint64_t second_ = 0;
};

}  // namespace

void CutEverywhere(const FlashGeometry& geometry, const Scenario& scenario, Counts& counts) {
  Campaign(geometry, scenario, counts).Run();
}

}  // namespace tegami::powercut
