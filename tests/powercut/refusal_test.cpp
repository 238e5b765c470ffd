// SPDX-License-Identifier: MIT
// A chip that refuses now and then, and loses its power besides: what a call said that it stored is there, now and
// after every start; what it said that it could not store is old or new, and old until the next start.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "powercut/scenario.h"

namespace tegami::powercut {
namespace {

constexpr uint64_t kSample = 90;
constexpr uint64_t kAll = 6000;
constexpr unsigned kOperations = 500;
constexpr uint32_t kAccounts = 6;
constexpr RecordKind kKinds[] = {RecordKind::kSignIn, RecordKind::kPassword};

struct Faults {
  uint64_t refusals = 0;
  uint64_t cuts = 0;
  uint64_t boots = 0;
};

// Nothing: no such record.
using Value = std::optional<std::string>;

class WornLife {
 public:
  WornLife(const FlashGeometry& geometry, uint64_t seed, Faults& faults)
      : subject_(geometry, seed), random_(seed), faults_(faults) {}

  void Run() {
    ASSERT_TRUE(subject_.Boot());
    for (unsigned i = 0; i < kOperations; ++i) {
      SCOPED_TRACE(testing::Message() << "operation " << i);
      Operate();
      if (subject_.chip.PowerIsOff()) {
        ++faults_.cuts;
        Restart();
      }
      if (testing::Test::HasFatalFailure()) return;
    }
    SCOPED_TRACE("at the end");
    Restart();
    if (testing::Test::HasFatalFailure()) return;
    for (uint32_t account = 0; account < kAccounts; ++account) {
      ASSERT_TRUE(subject_.Put({RecordKind::kSignIn, account}, "the chip works: so does the store"));
    }
  }

 private:
  struct Known {
    Value now;
    std::vector<Value> at_next_start;  // what may be found there besides: of calls that failed
  };

  uint64_t Below(uint64_t limit) { return random_() % limit; }

  void Operate() {
    const uint64_t what = Below(100);
    if (what < 8) {
      Break(what);
    } else if (what < 10) {
      Restart();
    } else if (what < 18) {
      static_cast<void>(subject_.store->Tidy());
      if (!subject_.chip.PowerIsOff()) CheckAll();
    } else {
      Change();
    }
  }

  void Break(uint64_t how) {
    ++faults_.refusals;
    const uint64_t from = 1 + Below(12);
    const uint64_t count = Below(12) == 0 ? 1 + Below(40) : 1 + Below(2);
    if (how < 3) {
      subject_.chip.failing_programs.Set(from, count);
    } else if (how < 4) {
      subject_.spy.denied_programs.Set(from, count);
    } else if (how < 6) {
      subject_.chip.failing_erases.Set(1 + Below(3), count);
    } else {
      subject_.chip.SetPowerCut({.operation = 1 + Below(8),
                                 .octets = static_cast<uint32_t>(Below(3000)),
                                 .style = static_cast<CutStyle>(Below(3)),
                                 .seed = random_()});
    }
  }

  void Change() {
    const auto account = static_cast<uint32_t>(Below(kAccounts));
    const RecordId id{kKinds[Below(std::size(kKinds))], account};
    const GoingKinds going = Below(8) == 0 ? GoingKinds{RecordKind::kPassword} : GoingKinds{};
    Value value;
    if (Below(10) != 0) value = ValueOf(static_cast<unsigned>(Below(250)), 20 + Below(7000));
    const bool done =
        value ? subject_.Put(id, *value, going).has_value() : subject_.store->Remove(id, going).has_value();
    Note(id, value, done);
    const RecordId password{RecordKind::kPassword, account};
    if (going.bits() != 0 && !(id == password)) Note(password, std::nullopt, done);
    if (subject_.chip.PowerIsOff()) return;
    if (!done) return CheckAll();
    Check(id);
  }

  void Note(RecordId id, const Value& value, bool done) {
    Known& known = known_[RecordKey(id)];
    if (done) {
      known = {value, {}};
    } else {
      known.at_next_start.push_back(value);
    }
  }

  Value Read(RecordId id) {
    const Result<ConstBytes> value = subject_.store->Open(id);
    if (value) return std::string(AsText(*value));
    return value.error() == Error::kNotFound ? Value() : Value("does not open");
  }

  void Check(RecordId id) { ASSERT_TRUE(Read(id) == known_[RecordKey(id)].now) << "record " << RecordKey(id); }

  void CheckAll() {
    for (uint32_t account = 0; account < kAccounts; ++account) {
      for (const RecordKind kind : kKinds) Check({kind, account});
    }
  }

  void Restart() {
    ++faults_.boots;
    subject_.chip.failing_programs.Set(0);
    subject_.chip.failing_erases.Set(0);
    subject_.spy.denied_programs.Set(0);
    ASSERT_TRUE(subject_.Boot());
    for (auto& [key, known] : known_) {
      const Value found = Read(RecordIdOf(key));
      const auto& others = known.at_next_start;
      ASSERT_TRUE(found == known.now || std::find(others.begin(), others.end(), found) != others.end())
          << "record " << key;
      known = {found, {}};
    }
    ASSERT_EQ(subject_.store->report().corrupted, 0U) << "a refusal is taken for corruption";
    ASSERT_EQ(subject_.chip.refused(), 0U) << "the chip's contract was broken";
    ASSERT_EQ(subject_.spy.repeated(), 0U) << "a nonce came twice";
  }

  Subject subject_;
  std::mt19937_64 random_;
  Faults& faults_;
  std::map<uint32_t, Known> known_;  // by key
};

uint64_t Setting(const char* name, uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

TEST(RefusingChip, LosesNoRecordThatWasStored) {
  const uint64_t all = Setting("TEGAMI_REFUSAL_SEQUENCES", Everything() ? kAll : kSample);
  const uint64_t first = Setting("TEGAMI_POWER_CUT_SEED", 1);
  Faults faults;
  for (uint64_t seed = first; seed < first + all; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    WornLife life(kGeometries[seed % std::size(kGeometries)], seed, faults);
    life.Run();
    if (HasFatalFailure()) return;
  }
  std::printf("%llu sequences, %llu faults, %llu power cuts, %llu starts\n", static_cast<unsigned long long>(all),
              static_cast<unsigned long long>(faults.refusals), static_cast<unsigned long long>(faults.cuts),
              static_cast<unsigned long long>(faults.boots));
}

}  // namespace
}  // namespace tegami::powercut
