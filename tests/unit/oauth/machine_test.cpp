// SPDX-License-Identifier: MIT
// The pictures of the OAuth machines are the machines.
#include "unit/oauth/flow_machines.h"

namespace tegami {
namespace {

TEST(OauthMachines, AreDrawnFromTheirData) {
  for (const DrawnMachine& machine : {DeviceMachine(), RefreshMachine(), DiscoveryMachine(), RevocationMachine()}) {
    ExpectDrawn(machine, TEGAMI_TESTS_DIR);
  }
}

TEST(OauthMachines, AreConnected) {
  for (const DrawnMachine& machine : {DeviceMachine(), RefreshMachine(), DiscoveryMachine(), RevocationMachine()}) {
    SCOPED_TRACE(machine.title);
    ExpectConnected(machine);
  }
}

}  // namespace
}  // namespace tegami
