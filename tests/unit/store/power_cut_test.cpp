// SPDX-License-Identifier: MIT
// The power goes at every program and erase of every operation, in three ways, at several offsets: old or new, no more.
#include <functional>

#include "unit/store/store_fixture.h"

namespace tegami {
namespace {

constexpr RecordId kBystander{RecordKind::kPassword, 7};

// An operation, and what may stand afterwards: the values of kFirst before and after it.
struct Scenario {
  const char* name;
  std::function<void(Device&)> prepare;
  std::function<Status(Device&)> act;
  std::optional<std::string> before;
  std::optional<std::string> after;
  bool resets = false;
};

// Fills the open segment until one more record needs a new segment and a collection.
void FillTo(Device& device, const std::string& value) {
  ASSERT_TRUE(device.Put(kFirst, value));
  const uint32_t erases = device.store->report().erases;
  Device probe(device.flash.Geometry());
  for (int i = 0; i < 20000; ++i) {
    probe.flash.CopyFrom(device.flash);
    if (i > 20) {
      ASSERT_TRUE(probe.Boot());
      ASSERT_TRUE(probe.Put(kFirst, value));
      if (probe.store->report().erases != 0) return;
    }
    ASSERT_TRUE(device.Put(kFirst, value));
  }
  FAIL() << "no collection came, erases " << erases;
}

std::vector<Scenario> Scenarios() {
  const std::string old_value = ValueOf(1, 2600);
  const std::string new_value = ValueOf(2, 2600);
  return {
      {"first", [](Device&) {}, [=](Device& d) { return d.Put(kFirst, new_value); }, std::nullopt, new_value},
      {"rotation", [=](Device& d) { ASSERT_TRUE(d.Put(kFirst, old_value)); },
       [=](Device& d) { return d.Put(kFirst, new_value); }, old_value, new_value},
      {"removal", [=](Device& d) { ASSERT_TRUE(d.Put(kFirst, old_value)); },
       [](Device& d) { return d.store->Remove(kFirst); }, old_value, std::nullopt},
      {"collection", [=](Device& d) { FillTo(d, old_value); }, [=](Device& d) { return d.Put(kFirst, new_value); },
       old_value, new_value},
      {"factory reset", [=](Device& d) { ASSERT_TRUE(d.Put(kFirst, old_value)); },
       [](Device& d) { return d.store->FactoryReset(); }, old_value, std::nullopt, true},
  };
}

uint64_t cuts = 0;

void CheckAfterCut(Device& device, const Scenario& scenario, bool was_new) {
  ASSERT_TRUE(device.Boot());
  const std::optional<std::string> found = device.Get(kFirst);
  ASSERT_TRUE(found == scenario.before || found == scenario.after) << "neither old nor new";
  if (was_new) {
    ASSERT_EQ(found, scenario.after);
  }
  const std::optional<std::string> bystander = device.Get(kBystander);
  const bool reset_done = scenario.resets && found == std::nullopt;
  ASSERT_EQ(bystander, reset_done ? std::nullopt : std::optional<std::string>("bystander"));
  // It goes on working, and what was found stays.
  ASSERT_TRUE(device.Boot());
  ASSERT_EQ(device.Get(kFirst), found);
  for (unsigned i = 0; i < 3; ++i) ASSERT_TRUE(device.Put(kSecond, ValueOf(i, 900)));
  ASSERT_TRUE(device.Boot());
  ASSERT_EQ(device.Get(kFirst), found);
  ASSERT_EQ(device.Get(kSecond), ValueOf(2, 900));
  ASSERT_EQ(device.flash.refused(), 0U);
}

void CutEverywhere(const FlashGeometry& geometry, const Scenario& scenario) {
  Device prepared(geometry);
  ASSERT_TRUE(prepared.Boot());
  ASSERT_TRUE(prepared.Put(kBystander, "bystander"));
  scenario.prepare(prepared);
  if (testing::Test::HasFatalFailure()) return;

  Device counted(geometry);
  counted.flash.CopyFrom(prepared.flash);
  ASSERT_TRUE(counted.Boot());
  const uint64_t before = counted.flash.operations();
  ASSERT_TRUE(scenario.act(counted));
  const uint64_t operations = counted.flash.operations() - before;
  ASSERT_GT(operations, 0U);

  for (uint64_t operation = 1; operation <= operations; ++operation) {
    for (const uint32_t octets : {0U, 20U, 300U, 2000U}) {
      for (const CutStyle style : {CutStyle::kClean, CutStyle::kTorn, CutStyle::kScattered}) {
        SCOPED_TRACE(testing::Message() << scenario.name << ", operation " << operation << " of " << operations << ", "
                                        << octets << " octets, style " << static_cast<int>(style));
        Device device(geometry);
        device.flash.CopyFrom(prepared.flash);
        ASSERT_TRUE(device.Boot());
        device.flash.SetPowerCut(
            {.operation = operation, .octets = octets, .style = style, .seed = operation + octets});
        const Status acted = scenario.act(device);
        ++cuts;
        CheckAfterCut(device, scenario, acted.has_value());
        if (testing::Test::HasFatalFailure()) return;
      }
    }
  }
}

class PowerCutTest : public StoreTest {};

TEST_P(PowerCutTest, LeavesTheOldStateOrTheNew) {
  cuts = 0;
  for (const Scenario& scenario : Scenarios()) {
    CutEverywhere(GetParam(), scenario);
    if (HasFatalFailure()) return;
  }
  RecordProperty("cuts", static_cast<int>(cuts));
  std::printf("%llu power cuts\n", static_cast<unsigned long long>(cuts));
}

INSTANTIATE_TEST_SUITE_P(Geometries, PowerCutTest, testing::ValuesIn(kGeometries));

}  // namespace
}  // namespace tegami
