// SPDX-License-Identifier: MIT
// Whom the device trusts: a signed bundle that takes another one's place, and certificates that are imported. A server
// whose root stands on both sides is trusted after every cut; of the others exactly those that should be.
#include <gtest/gtest.h>

#include "powercut/root_device.h"
#include "powercut/scenario.h"
#include "unit/bundles.h"

namespace tegami::powercut {
namespace {

using Bundle = std::vector<uint8_t>;

constexpr const char* kMaker = "power_cut_maker";
constexpr uint32_t kOldVersion = 1001;
constexpr uint32_t kNewVersion = 1002;
// What fills the bundles, so that they have several parts.
const std::string kOthers =
    " mozilla/ISRG_Root_X1 mozilla/GTS_Root_R1 mozilla/Amazon_Root_CA_2 mozilla/DigiCert_Trusted_Root_G4"
    " mozilla/USERTrust_RSA_Certification_Authority mozilla/Certum_Trusted_Network_CA_2";

const Bundle& Old() {
  static const Bundle bundle = MakeBundle(kOldVersion, "root_rsa root_unknown" + kOthers, kMaker);
  return bundle;
}
const Bundle& New() {
  static const Bundle bundle = MakeBundle(
      kNewVersion,
      "root_rsa root_ec_other mozilla/GlobalSign_Root_R46" + kOthers + " mozilla/SSL.com_TLS_RSA_Root_CA_2022", kMaker);
  return bundle;
}
const Bundle& Forged() {
  static const Bundle bundle = [] {
    Bundle changed = New();
    changed.back() ^= 1U;  // of the signature
    return changed;
  }();
  return bundle;
}

void Start(Subject& s) { RootDevice device(s); }

void TakeOld(Subject& s) {
  ASSERT_GT(Old().size(), kRootPartBytes) << "several parts";
  ASSERT_EQ(RootDevice(s).Take(Old()), Cause::kNone);
}

// One that is there already is refused for its version: the step was done.
Status TakeNew(Subject& s) {
  RootDevice device(s);
  if (device.facts().updated && device.facts().version == kNewVersion) return {};
  return device.Take(New()) == Cause::kNone ? Status() : Fail(Error::kIo);
}

Status RefuseForged(Subject& s) {
  return RootDevice(s).Take(Forged()) == Cause::kRootsSignature ? Status() : Fail(Error::kIo);
}

Status StartNewerFirmware(Subject& s) {
  RootDevice device(s, kNewVersion + 1);
  return s.store->Contains({RecordKind::kRootPart, 0}) ? Fail(Error::kIo) : Status();
}

void CheckBundles(Subject& s, bool may_be_none) {
  RootDevice device(s);
  ASSERT_FALSE(device.facts().damaged);
  const uint32_t version = device.facts().updated ? device.facts().version : 0;
  ASSERT_TRUE(version == kNewVersion || version == (may_be_none ? 0 : kOldVersion));
  ASSERT_EQ(device.Trusts("good_rsa", "inter_rsa"), version != 0);
  ASSERT_EQ(device.Trusts("other_root"), version == kNewVersion);
  ASSERT_EQ(device.Trusts("unknown"), version == kOldVersion);
}

void CheckOldIsKept(Subject& s) {
  RootDevice device(s);
  ASSERT_TRUE(device.facts().updated);
  ASSERT_EQ(device.facts().version, kOldVersion);
  ASSERT_TRUE(device.Trusts("unknown"));
}

void CheckOldOrNone(Subject& s) {
  RootDevice device(s);
  ASSERT_FALSE(device.facts().damaged);
  ASSERT_EQ(device.Trusts("good_rsa", "inter_rsa"), device.facts().updated);
}

Status ImportCa(Subject& s, const char* name) {
  RootDevice device(s);
  return device.task().Import(Certificate(name), FakeClock::kStart);
}

void ImportOne(Subject& s) { ASSERT_TRUE(ImportCa(s, "root_unknown")); }

Status ImportAnother(Subject& s) { return ImportCa(s, "root_rsa"); }

Status RemoveTheOne(Subject& s) {
  RootDevice device(s);
  return s.store->Contains({RecordKind::kImportedCa, 0}) ? device.task().Remove(0) : Status();
}

// Beside the campaign's bystander.
void CheckImports(Subject& s) {
  RootDevice device(s);
  ASSERT_EQ(device.Trusts("unknown"), s.store->Contains({RecordKind::kImportedCa, 0}));
  ASSERT_EQ(device.Trusts("good_rsa", "inter_rsa"), s.store->Contains({RecordKind::kImportedCa, 1}));
}

}  // namespace

std::vector<Scenario> RootScenarios() {
  const auto check_update = [](Subject& s) { CheckBundles(s, false); };
  const auto check_first = [](Subject& s) { CheckBundles(s, true); };
  return {
      {"first root bundle", [](Subject&) {}, {TakeNew}, Start, check_first},
      {"root update", TakeOld, {TakeNew}, Start, check_update},
      {"root update that is refused", TakeOld, {RefuseForged}, Start, CheckOldIsKept},
      {"firmware newer than its bundle", TakeOld, {StartNewerFirmware}, Start, CheckOldOrNone},
      {"root import", ImportOne, {ImportAnother}, Start, CheckImports},
      {"root import and removal", ImportOne, {ImportAnother, RemoveTheOne}, Start, CheckImports},
  };
}

}  // namespace tegami::powercut
