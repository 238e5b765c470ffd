// SPDX-License-Identifier: MIT
// What the store itself offers.
#include <gtest/gtest.h>

#include "powercut/scenario.h"

namespace tegami::powercut {
namespace {

constexpr RecordId kToken{RecordKind::kSignIn, 0};
constexpr RecordId kOther{RecordKind::kSignIn, 1};
const std::string kOld = ValueOf(1, 2600);
const std::string kNew = ValueOf(2, 2600);

// Octets that grow the log without changing what lives, until the next one needs a collection.
void FillUntilCollection(Subject& subject) {
  const FlashGeometry geometry = subject.chip.Geometry();
  const uint32_t segment_sectors = std::max(kSegmentMinBytes / geometry.sector_bytes, 1U);
  const std::string filler = ValueOf(9, 8000);
  const auto fill = [&filler](Subject& s) { return s.Put({RecordKind::kSignIn, 99}, filler); };
  Subject probe(subject, 77);
  ASSERT_TRUE(probe.Boot());
  unsigned count = 0;
  for (uint32_t erases = 0; erases <= segment_sectors; ++count) {
    const uint32_t before = probe.store->report().erases;
    ASSERT_TRUE(fill(probe));
    erases = probe.store->report().erases - before;
    ASSERT_LT(count, 1000U) << "no collection came";
  }
  ASSERT_TRUE(subject.Boot());
  for (unsigned i = 1; i < count; ++i) ASSERT_TRUE(fill(subject));
}

void PutOld(Subject& s) { ASSERT_TRUE(s.Put(kToken, kOld)); }
Status PutNew(Subject& s) { return s.Put(kToken, kNew); }

void PutOldAndFill(Subject& s) {
  PutOld(s);
  // Several records live in the segment that is collected.
  for (unsigned i = 2; i < 8; ++i) ASSERT_TRUE(s.Put({RecordKind::kSignIn, i}, ValueOf(i, 900)));
  ASSERT_TRUE(s.Put({RecordKind::kPassword, 0}, "removed"));
  ASSERT_TRUE(s.store->Remove({RecordKind::kPassword, 0}));
  FillUntilCollection(s);
}

void LeaveARemovedSecret(Subject& s) {
  PutOld(s);
  ASSERT_TRUE(s.Put(kOther, kOld));
  ASSERT_TRUE(s.store->Remove(kOther));
}

Status TidyAll(Subject& s) {
  for (;;) {
    const Result<bool> more = s.store->Tidy();
    if (!more) return Fail(more.error());
    if (!*more) return {};
  }
}

}  // namespace

std::vector<Scenario> StoreScenarios() {
  const auto nothing = [](Subject&) {};
  return {
      {"first record", nothing, {PutNew}},
      {"replace", PutOld, {PutNew}},
      {"empty value", PutOld, {[](Subject& s) { return s.Put(kToken, ""); }}},
      {"longest value", PutOld, {[](Subject& s) { return s.Put(kToken, ValueOf(3, kRecordValueMaxBytes)); }}},
      {"remove", PutOld, {[](Subject& s) { return s.store->Remove(kToken); }}},
      {"replace, and remove another",
       [](Subject& s) {
         PutOld(s);
         ASSERT_TRUE(s.Put({RecordKind::kPendingSignIn, 0}, kNew));
       },
       {[](Subject& s) { return s.Put(kToken, kNew, {RecordKind::kPendingSignIn}); }}},
      {"several records one after another",
       PutOld,
       {PutNew, [](Subject& s) { return s.Put(kOther, kNew); }, [](Subject& s) { return s.store->Remove(kToken); }}},
      {"collection", PutOldAndFill, {PutNew}},
      {"remove with collection", PutOldAndFill, {PutNew, [](Subject& s) { return s.store->Remove(kToken); }}},
      {"tidy", LeaveARemovedSecret, {TidyAll}},
      {"factory reset", PutOldAndFill, {[](Subject& s) { return s.store->FactoryReset(); }}},
      {"factory reset of a young store", PutOld, {[](Subject& s) { return s.store->FactoryReset(); }}},
  };
}

}  // namespace tegami::powercut
