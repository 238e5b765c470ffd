// SPDX-License-Identifier: MIT
// Random lives: operations at random, a cut at random, the boot compared with a model; on chips that grow old.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "powercut/scenario.h"

namespace tegami::powercut {
namespace {

constexpr uint64_t kSample = 1200;
constexpr uint64_t kAll = 1000000;
constexpr uint64_t kSequencesAChip = 400;
constexpr unsigned kOperationsMax = 10;

// TEGAMI_POWER_CUT_SEQUENCES sets the number, TEGAMI_POWER_CUT_SEED the seed.
uint64_t Setting(const char* name, uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

class Life {
 public:
  Life(const FlashGeometry& geometry, uint64_t seed) : subject_(geometry, seed), random_(seed) {}

  void Begin() { ASSERT_TRUE(subject_.Boot()); }

  // A few operations, mostly with a cut in one of them; then what the next boot finds.
  void Sequence() {
    if (Chance(8)) {
      subject_.chip.SetPowerCut({.operation = 1 + Below(Chance(2) ? 4 : 60),
                                 .octets = static_cast<uint32_t>(Below(3000)),
                                 .style = static_cast<CutStyle>(Below(3)),
                                 .seed = random_()});
    }
    after_ = before_;
    for (uint64_t i = 1 + Below(kOperationsMax); i > 0 && !subject_.chip.PowerIsOff(); --i) Operate();
    if (HasFailed()) return;
    const bool cut = subject_.chip.PowerIsOff();
    if (cut && Chance(4)) CutTheBoot();
    ASSERT_TRUE(subject_.Boot());
    const State found = subject_.Read();
    ASSERT_TRUE(found == after_ || (cut && found == before_)) << "neither old nor new";
    before_ = found;
    ASSERT_EQ(subject_.store->report().corrupted, 0U);
    ASSERT_EQ(subject_.chip.refused(), 0U);
    ASSERT_EQ(subject_.spy.repeated(), 0U);
  }

 private:
  static bool HasFailed() { return testing::Test::HasFatalFailure(); }
  uint64_t Below(uint64_t limit) { return random_() % limit; }
  bool Chance(unsigned tenths) { return Below(10) < tenths; }

  void CutTheBoot() {
    subject_.chip.Reboot();
    subject_.chip.SetPowerCut({.operation = 1 + Below(3),
                               .octets = static_cast<uint32_t>(Below(300)),
                               .style = static_cast<CutStyle>(Below(3)),
                               .seed = random_()});
    static_cast<void>(subject_.BootInCut());
  }

  // before_: what stands if this operation does not happen; after_: if it does.
  void Operate() {
    before_ = after_;
    static constexpr RecordKind kKinds[] = {RecordKind::kSignIn, RecordKind::kPendingSignIn, RecordKind::kPassword,
                                            RecordKind::kJob};
    const RecordId id{kKinds[Below(std::size(kKinds))], static_cast<uint32_t>(Below(4))};
    const GoingKinds going = Chance(2) ? GoingKinds{RecordKind::kPendingSignIn, RecordKind::kPassword} : GoingKinds{};
    const uint64_t what = Below(100);
    tegami::Status done;
    if (what < 70) {
      const std::string value = ValueOf(static_cast<unsigned>(Below(250)), Below(Chance(1) ? 8000 : 1500));
      Forget(id, going);
      after_[RecordKey(id)] = value;
      done = subject_.Put(id, value, going);
    } else if (what < 90) {
      Forget(id, going);
      after_.erase(RecordKey(id));
      done = subject_.store->Remove(id, going);
    } else if (what < 99) {
      const Result<bool> more = subject_.store->Tidy();
      done = more ? tegami::Status{} : Fail(more.error());
    } else {
      after_.clear();
      done = subject_.store->FactoryReset();
    }
    ASSERT_TRUE(done || subject_.chip.PowerIsOff()) << ErrorName(done.error());
    if (done) before_ = after_;
  }

  void Forget(RecordId id, GoingKinds going) {
    for (size_t i = 0; i < std::size(GoingKinds::kList); ++i) {
      const RecordId other{GoingKinds::kList[i], id.index};
      if (going.Has(i) && !(other == id)) after_.erase(RecordKey(other));
    }
  }

  Subject subject_;
  std::mt19937_64 random_;
  State before_;
  State after_;
};

TEST(RandomLives, NeverLoseOrMixUpARecord) {
  const uint64_t all = Setting("TEGAMI_POWER_CUT_SEQUENCES", Everything() ? kAll : kSample);
  uint64_t seed = Setting("TEGAMI_POWER_CUT_SEED", 1);
  uint64_t done = 0;
  while (done < all) {
    const FlashGeometry& geometry = kGeometries[seed % std::size(kGeometries)];
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Life life(geometry, seed++);
    life.Begin();
    const uint64_t chip = std::min(all - done, Everything() ? kSequencesAChip : kSample / std::size(kGeometries));
    for (uint64_t i = 0; i < chip && !HasFatalFailure(); ++i, ++done) {
      SCOPED_TRACE(testing::Message() << "sequence " << i);
      life.Sequence();
    }
    if (HasFatalFailure()) return;
  }
  std::printf("%llu sequences\n", static_cast<unsigned long long>(done));
}

}  // namespace
}  // namespace tegami::powercut
